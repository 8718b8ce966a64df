import { describe, expect, it } from "vitest";
import { errorBudget } from "../../src/rewards/error-budget.ts";
import { lookContext, runningWith, statsOf } from "./look-context.ts";

describe("the error budget", () => {
  it("is burnt by failed requests, as a share of what the objective allows in a period", async () => {
    const budget = errorBudget({ objective: 0.99, periodSeconds: 100 });
    const running = runningWith(() => statsOf(100, 95));
    const kept = await budget.begin?.(lookContext({ running }));
    // 10 requests a second before the fault: 1,000 in a period, of which 10 may fail.
    const first = await budget.value(lookContext({ running, memory: kept }));
    expect(first).toEqual({ value: expect.closeTo(0.5), memory: { failures: 5, rate: 10 } });
    const { memory } = first as { memory: unknown };
    expect(await budget.value(lookContext({ running, memory }))).toMatchObject({ value: expect.closeTo(1) });
  });

  it("is not burnt where there is no traffic", async () => {
    const baseline = { stats: [], objects: [], takenAt: 0 };
    const kept = await errorBudget().begin?.(lookContext({ baseline }));
    expect(await errorBudget().value(lookContext({ baseline, memory: kept }))).toMatchObject({ value: 0 });
  });
});
