/**
 * How much of the error budget is burnt.
 * @module
 */
import { serviceLevel } from "@aiops-gym/problems";
import type { RewardComponent } from "../reward.ts";
import { type ComponentOptions, positive, readParameters, share, weighted } from "./reward-options.ts";

/** Options of {@link errorBudget}. */
export interface ErrorBudgetOptions extends ComponentOptions {
  /** Share of requests that must succeed, in [0, 1); 0.99 by default. */
  readonly objective?: number;
  /** For how long the budget must last, seconds; 86,400 (a day) by default. */
  readonly periodSeconds?: number;
}

const name = "error-budget";

/** What the budget is made of, and what is gone. */
interface Burnt {
  readonly failures: number;
  /** Requests a second before the fault. */
  readonly rate: number;
}

/**
 * Failed requests since the page, as a share of the budget: `failures / ((1 - objective) * requests of a period)`, where requests
 * of a period come from the rate before the fault. 1: the whole budget is burnt; there is no upper bound. 0 without traffic.
 * Weight -1 by default.
 */
export function errorBudget(options: ErrorBudgetOptions = {}): RewardComponent {
  const parameters = readParameters(
    name,
    { objective: share, periodSeconds: positive },
    { objective: serviceLevel.successRate, periodSeconds: 86_400 },
    options,
  );
  return Object.freeze({
    name,
    ...weighted(options, -1),
    parameters,
    beforeGrading: true,
    begin: ({ baseline, running }): Burnt => {
      const requests = baseline.stats.find(({ type }) => type === "all")?.requests ?? 0;
      return { failures: 0, rate: requests / running.application.warmupSeconds };
    },
    value: async ({ running, window, memory }) => {
      const last = memory as Burnt;
      const all = (await running.workloadStats(window)).find(({ type }) => type === "all");
      const failures = last.failures + (all === undefined ? 0 : all.requests - all.successes);
      const budget = (1 - parameters.objective) * last.rate * parameters.periodSeconds;
      return { value: budget > 0 ? failures / budget : 0, memory: { ...last, failures } satisfies Burnt };
    },
  } satisfies RewardComponent);
}
