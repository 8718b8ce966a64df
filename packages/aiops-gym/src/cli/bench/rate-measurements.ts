/**
 * What a request costs as there are more of them.
 * @module
 */
import { AIOpsEnv } from "../../aiops-env.ts";
import type { Measurement } from "./measurement.ts";
import { unendingSteps } from "./step-measurements.ts";
import { startWatch } from "./stopwatch.ts";
import { healthyProblemAt, unseenSeeds, waitingAction } from "./workload.ts";

const secondsPerStep = 10;

interface Load {
  readonly rate: number;
  /** Whether all requests are traced, of which ten a second are otherwise. */
  readonly traced: boolean;
}

/** Requests per second that are measured. */
const loads: readonly Load[] = [
  { rate: 10, traced: true },
  { rate: 100, traced: false },
  { rate: 1000, traced: false },
  { rate: 100, traced: true },
  { rate: 1000, traced: true },
];

// One episode goes on through all runs: to start an application under load is dear, and no figure here.
const underWay = new Map<Load, AIOpsEnv>();

async function environmentOf(load: Load): Promise<AIOpsEnv> {
  const known = underWay.get(load);
  if (known !== undefined) return known;
  const problem = healthyProblemAt(load.rate);
  const sampler = load.traced ? { tracesSampler: { kind: "always_on" } as const } : {};
  const env = await AIOpsEnv.create({ maxSteps: unendingSteps, problems: [problem], ...sampler });
  await env.reset(problem.id, { seed: unseenSeeds(20, load.rate)() });
  underWay.set(load, env);
  return env;
}

/** Waiting only, on a healthy episode. */
export const rateMeasurements: readonly Measurement[] = loads.map((load) => {
  const { rate, traced } = load;
  const [name, what] =
    traced && rate > 10
      ? [`rate.${rate}.traced`, `${rate} requests per second, all traced`]
      : [`rate.${rate}`, `${rate} requests per second`];
  return {
    name,
    figures: {
      [`${name}.steps`]: [`steps per second at ${what}`, "1/s"],
      [`${name}.request`]: [`cost of a request at ${what}`, "µs"],
      [`${name}.cpu`]: [`processor time of a request at ${what}, all threads`, "µs"],
    },
    warmsByTime: true,
    async measure({ runSeconds, highestRate }) {
      if (rate > highestRate) return {};
      const env = await environmentOf(load);
      const watch = startWatch();
      let steps = 0;
      do {
        await env.step(waitingAction());
        steps += 1;
      } while (watch().seconds < runSeconds);
      const { seconds, cpuSeconds } = watch();
      const requests = steps * secondsPerStep * rate;
      return {
        [`${name}.steps`]: steps / seconds,
        [`${name}.request`]: (seconds / requests) * 1e6,
        [`${name}.cpu`]: (cpuSeconds / requests) * 1e6,
      };
    },
    async done() {
      await underWay.get(load)?.close();
      underWay.delete(load);
    },
  };
});
