/**
 * How much better users are served for what the policy did in a step than if it had done nothing.
 * @module
 */
import type { RunningApplication } from "@aiops-gym/application";
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import type { RewardComponent } from "../reward.ts";
import { defaultLatencyFactor, healthOf } from "./health.ts";
import { type ComponentOptions, positive, readParameters, weighted } from "./reward-options.ts";

/** Options of {@link advantageOverNoop}. */
export interface AdvantageOptions extends ComponentOptions {
  /** How far beyond the step both futures are played, seconds of the cluster's clock; 60 by default. */
  readonly horizonSeconds?: number;
  /** See {@link healthOf}; 3 by default. */
  readonly latencyFactor?: number;
}

const name = "advantage-over-noop";

/**
 * The sum over all steps of `health after acting - health after doing nothing`. Both are {@link healthOf} the time from the start
 * of the step to `horizonSeconds` after its end, in copies of the episode: one goes on from the end of the step, the other from
 * its start, without the action; nobody acts in either afterwards. An action that changes nothing has exactly 0.
 *
 * It rewards what helps soon and is no potential: it may order policies otherwise than the task does. Off by default; weight 1.
 * Needs a cluster that can be copied; a step costs two copies, and simulates `horizonSeconds` twice.
 */
export function advantageOverNoop(options: AdvantageOptions = {}): RewardComponent {
  const parameters = readParameters(
    name,
    { horizonSeconds: positive, latencyFactor: positive },
    { horizonSeconds: 60, latencyFactor: defaultLatencyFactor },
    options,
  );
  return Object.freeze({
    name,
    ...weighted(options, 1),
    parameters,
    needs: ["before"],
    beforeGrading: true,
    begin: () => 0,
    value: async ({ running, before, window, baseline, memory }) => {
      if (before === undefined) return { value: memory as number, memory };
      const until = window.endUnixMicros + Math.round(parameters.horizonSeconds * microsPerSecond);
      const whole = { startUnixMicros: window.startUnixMicros, endUnixMicros: until };
      await using ahead = running.fork();
      const healths: number[] = [];
      for (const future of [ahead, before]) {
        await playUntil(future, until);
        healths.push(healthOf(await future.workloadStats(whole), baseline.stats, parameters));
      }
      const [acted = 0, idle = 0] = healths;
      const sum = (memory as number) + (acted - idle);
      return { value: sum, memory: sum };
    },
  } satisfies RewardComponent);
}

async function playUntil({ cluster }: RunningApplication, time: UnixMicros): Promise<void> {
  const left = (time - cluster.clock.now()) / microsPerSecond;
  if (left > 0) await cluster.clock.sleep(left);
}
