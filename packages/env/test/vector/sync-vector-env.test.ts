import { expect, it } from "vitest";
import { SyncVectorEnv } from "../../src/index.ts";
import countingSetup, { CountingEnv } from "./counting-env.ts";
import { describeVectorEnv } from "./vector-contract.ts";

describeVectorEnv(
  "SyncVectorEnv",
  async ({ env, ...options }) => new SyncVectorEnv({ ...options, ...countingSetup(env) }),
);

it("lets timers have their turn, however busy it is", async () => {
  await using vector = new SyncVectorEnv({ numEnvs: 2, episodes: ["count-9"], ...countingSetup() });
  await vector.reset();
  let rang = false;
  setTimeout(() => (rang = true), 20);
  const until = performance.now() + 5000;
  while (!rang && performance.now() < until) await vector.step([1, 1]);
  expect(rang).toBe(true);
});

it("closes every environment it made", async () => {
  const made: CountingEnv[] = [];
  const vector = new SyncVectorEnv({
    numEnvs: 2,
    episodes: ["count-9"],
    make: () => {
      const env = new CountingEnv();
      made.push(env);
      return env;
    },
  });
  await vector.reset();
  await vector.step(["throw", 1]);
  expect(made.map(({ closed }) => closed)).toEqual([true, false]);
  await vector.step([1, 1]);
  await vector.close();
  expect(made.map(({ closed }) => closed)).toEqual([true, true, true]);
});
