/**
 * Potential-based shaping by how well users are served.
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import type { RewardComponent, RewardContext } from "../reward.ts";
import { defaultLatencyFactor, healthOf } from "./health.ts";
import { type ComponentOptions, discount, positive, readParameters, weighted } from "./reward-options.ts";

/** Options of {@link healthShaping}. */
export interface HealthShapingOptions extends ComponentOptions {
  /** The discount with which the policy is trained; 1 by default. Another one here than there biases the policy. */
  readonly gamma?: number;
  /** Length of the window that the potential looks back on, seconds of the cluster's clock; 60 by default. */
  readonly windowSeconds?: number;
  /** See {@link healthOf}; 3 by default. */
  readonly latencyFactor?: number;
}

const name = "health-shaping";

interface Shaping {
  /** Of the state at the last look. */
  readonly potential: number;
  /** Of all steps so far. */
  readonly sum: number;
}

/**
 * Pays `F = gamma * potential(after) - potential(before)` for every step. The potential of a state is {@link healthOf} the last
 * `windowSeconds`, in [0, 1], and 0 when the episode is over. So the payments of an episode, discounted by `gamma`, sum to minus
 * the potential at the page whatever the policy does, and returns order policies as they do without.
 */
export function healthShaping(options: HealthShapingOptions = {}): RewardComponent {
  const parameters = readParameters(
    name,
    { gamma: discount, windowSeconds: positive, latencyFactor: positive },
    { gamma: 1, windowSeconds: 60, latencyFactor: defaultLatencyFactor },
    options,
  );
  const potentialOf = async ({ running, window, baseline }: RewardContext): Promise<number> => {
    const { endUnixMicros } = window;
    const startUnixMicros = endUnixMicros - Math.round(parameters.windowSeconds * microsPerSecond);
    return healthOf(await running.workloadStats({ startUnixMicros, endUnixMicros }), baseline.stats, parameters);
  };
  return Object.freeze({
    name,
    ...weighted(options, 1),
    parameters,
    beforeGrading: true,
    begin: async (context: RewardContext): Promise<Shaping> => ({ potential: await potentialOf(context), sum: 0 }),
    value: async (context: RewardContext) => {
      const last = context.memory as Shaping;
      const potential = context.ended ? 0 : await potentialOf(context);
      const sum = last.sum + (parameters.gamma * potential - last.potential);
      return { value: sum, memory: { potential, sum } satisfies Shaping };
    },
  });
}
