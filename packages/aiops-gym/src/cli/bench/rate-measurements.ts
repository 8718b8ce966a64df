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

/** Requests per second that are measured. */
const rates = [10, 100, 1000] as const;

// One episode a rate goes on through all runs: to start an application under load is dear, and no figure here.
const underWay: Partial<Record<number, AIOpsEnv>> = {};

async function environmentAt(rate: number): Promise<AIOpsEnv> {
  const known = underWay[rate];
  if (known !== undefined) return known;
  const problem = healthyProblemAt(rate);
  const env = await AIOpsEnv.create({ maxSteps: unendingSteps, problems: [problem] });
  await env.reset(problem.id, { seed: unseenSeeds(20, rate)() });
  underWay[rate] = env;
  return env;
}

/** Waiting only, on a healthy episode. */
export const rateMeasurements: readonly Measurement[] = rates.map((rate) => ({
  name: `rate.${rate}`,
  figures: {
    [`rate.${rate}.steps`]: [`steps per second at ${rate} requests per second`, "1/s"],
    [`rate.${rate}.request`]: [`cost of a request at ${rate} requests per second`, "µs"],
    [`rate.${rate}.cpu`]: [`processor time of a request at ${rate} requests per second, all threads`, "µs"],
  },
  warmsByTime: true,
  async measure({ runSeconds, highestRate }) {
    if (rate > highestRate) return {};
    const env = await environmentAt(rate);
    const watch = startWatch();
    let steps = 0;
    do {
      await env.step(waitingAction());
      steps += 1;
    } while (watch().seconds < runSeconds);
    const { seconds, cpuSeconds } = watch();
    const requests = steps * secondsPerStep * rate;
    return {
      [`rate.${rate}.steps`]: steps / seconds,
      [`rate.${rate}.request`]: (seconds / requests) * 1e6,
      [`rate.${rate}.cpu`]: (cpuSeconds / requests) * 1e6,
    };
  },
  async done() {
    await underWay[rate]?.close();
    delete underWay[rate];
  },
}));
