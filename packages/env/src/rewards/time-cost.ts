/**
 * What time costs.
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import type { RewardComponent } from "../reward.ts";
import { type ComponentOptions, positive, readParameters, weighted } from "./reward-options.ts";

/** Options of {@link timeCost}. */
export interface TimeCostOptions extends ComponentOptions {
  /** So many seconds of the cluster's clock cost 1; 600 by default. */
  readonly perSeconds?: number;
}

const name = "time";

/** Time from the page to the end of the step, in units of `perSeconds`. What passes while the grader watches costs nothing. Weight -0.1 by default. */
export function timeCost(options: TimeCostOptions = {}): RewardComponent {
  const parameters = readParameters(name, { perSeconds: positive }, { perSeconds: 600 }, options);
  return Object.freeze({
    name,
    ...weighted(options, -0.1),
    parameters,
    beforeGrading: true,
    value: ({ window, pagedAt }) => (window.endUnixMicros - pagedAt) / (parameters.perSeconds * microsPerSecond),
  } satisfies RewardComponent);
}
