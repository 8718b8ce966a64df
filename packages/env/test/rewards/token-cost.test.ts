import { describe, expect, it } from "vitest";
import { tokenCost } from "../../src/rewards/token-cost.ts";
import { lookContext } from "./look-context.ts";

describe("tokens", () => {
  it("cost by the words of actions and replies so far", async () => {
    const cost = tokenCost({ perTokens: 10 });
    const first = await cost.value(lookContext({ memory: 0, exchange: { action: "hello world", reply: "hello" } }));
    expect(first).toEqual({ value: 0.3, memory: 3 });
    const second = lookContext({ memory: 3, exchange: { action: { a: 1 }, reply: "" } });
    // {"a":1} is five tokens: {" a ": 1 }
    expect(await cost.value(second)).toEqual({ value: 0.8, memory: 8 });
  });
});
