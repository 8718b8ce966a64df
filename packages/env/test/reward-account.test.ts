import { describe, expect, it } from "vitest";
import type { RewardComponent } from "../src/reward.ts";
import { RewardAccount } from "../src/reward-account.ts";
import { lookContext, runningWith } from "./rewards/look-context.ts";

const quiet: RewardComponent = { name: "quiet", weight: 1, value: () => 0 };

describe("an account of rewards", () => {
  it("gives each component what it kept, and keeps it until the component says otherwise", async () => {
    const counter: RewardComponent = {
      name: "counter",
      weight: 1,
      begin: () => 1,
      value: ({ memory }) => {
        const count = (memory as number) + 1;
        return count === 3 ? count : { value: count, memory: count };
      },
    };
    const account = new RewardAccount([counter, quiet], undefined);
    expect(await account.begin(lookContext())).toEqual({ counter: 1 });
    expect(await account.look(true, lookContext(), { counter: 1 }, undefined)).toEqual({
      counter: { value: 2, memory: 2 },
      quiet: { value: 0, memory: undefined },
    });
    expect(await account.look(true, lookContext(), { counter: 2 }, undefined)).toMatchObject({
      counter: { value: 3, memory: 2 },
    });
  });

  it("keeps nothing for components that keep nothing", async () => {
    expect(await new RewardAccount([quiet], undefined).begin(lookContext())).toBe(undefined);
  });

  it("lets those that look before grading look first, alone", async () => {
    const early: RewardComponent = { name: "early", weight: 1, beforeGrading: true, value: () => 7 };
    const account = new RewardAccount([quiet, early], undefined);
    expect(Object.keys(await account.look(false, lookContext(), {}, undefined))).toEqual(["early"]);
    expect(Object.keys(await account.look(true, lookContext(), {}, undefined))).toEqual(["quiet"]);
  });

  it.each([
    [1, async () => Number.NaN, "NaN"],
    [1, () => undefined as unknown as number, "undefined"],
    [1e300, () => 1e300, "1e+300"],
  ])("refuses a value that is no number with the weight %d, naming the component", async (weight, value, found) => {
    const account = new RewardAccount([{ name: "broken", weight, value }], undefined);
    await expect(account.look(true, lookContext(), {}, undefined)).rejects.toThrow(
      `Reward component "broken" with the weight ${weight} has the value ${found}; expected a finite number.`,
    );
  });

  it("is not opened where a component needs a copy and the cluster cannot be copied", () => {
    const running = { ...runningWith(() => []), cluster: { name: "live", capabilities: { fork: false } } };
    const compared: RewardComponent = { ...quiet, name: "compared", needs: ["twin"] };
    expect(() => RewardAccount.open([quiet, compared], running as never)).toThrow(
      /compare with a copy of the cluster \("compared"\), and cluster live cannot be copied/,
    );
    expect(() => RewardAccount.open([quiet], running as never)).not.toThrow();
  });
});
