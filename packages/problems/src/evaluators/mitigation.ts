/**
 * Mitigation: is the application repaired?
 * @module
 */
import { microsPerSecond } from "@aiops-gym/cluster";
import { defineEvaluator, type Evaluation, type EvaluationContext, type Evaluator } from "../evaluator.ts";
import { evaluateLikeAiopslab } from "./mitigation-aiopslab.ts";
import { findShortfall, serviceLevel } from "./service-level.ts";
import { countRestarts, findMissing, findRestarted } from "./workload-objects.ts";

/**
 * Judges the running system: within {@link serviceLevel}'s settling time there must be one window in which users are served as
 * before the fault, nothing restarts, and at its end every object of the application is there and the causes are gone. Whatever
 * leads there is a valid repair.
 */
export const mitigationEvaluator: Evaluator = defineEvaluator({
  name: "mitigation",
  description: "Right when the application serves its users again, whole, with the cause gone.",
  async evaluate(context) {
    if (context.profile === "aiopslab") return evaluateLikeAiopslab(context);
    if (context.submission === undefined) return failed("Nothing was submitted.");
    const { clock } = context.running.cluster;
    const submittedAt = clock.now();
    const settledBy = submittedAt + serviceLevel.settleSeconds * microsPerSecond;
    let problem = "no window was long enough";
    let windowStart = submittedAt;
    let restarts = await countRestarts(context);
    while (clock.now() < settledBy) {
      await clock.sleep(serviceLevel.pollSeconds, context.signal);
      const now = clock.now();
      const nowRestarts = await countRestarts(context);
      const found = await findProblem(context, windowStart, restarts, nowRestarts);
      if (found !== undefined) {
        problem = found;
        // A window that is not good from end to end does not count: begin another.
        windowStart = now;
        restarts = nowRestarts;
      } else if (now - windowStart >= serviceLevel.windowSeconds * microsPerSecond) {
        const seconds = Math.round((now - submittedAt) / microsPerSecond);
        return passed(
          `Users were served as before for ${serviceLevel.windowSeconds} s, ${seconds} s after the submission; everything is in place.`,
        );
      }
    }
    return failed(`After ${serviceLevel.settleSeconds} s: ${problem}.`);
  },
});

async function findProblem(
  context: EvaluationContext,
  windowStart: number,
  before: Awaited<ReturnType<typeof countRestarts>>,
  now: Awaited<ReturnType<typeof countRestarts>>,
): Promise<string | undefined> {
  const { running, baseline, faults, signal } = context;
  const missing = await findMissing(context);
  if (missing !== undefined) return missing;
  const restarted = findRestarted(before, now);
  if (restarted !== undefined) return restarted;
  const window = { startUnixMicros: windowStart, endUnixMicros: running.cluster.clock.now() };
  const shortfall = await findShortfall(running, window, baseline.stats);
  if (shortfall !== undefined) return shortfall;
  const { cluster, application } = running;
  for (const fault of faults) {
    const check = await fault.check?.({
      cluster,
      application,
      namespace: application.namespace,
      ...(signal === undefined ? {} : { signal }),
    });
    if (check?.present) return `the cause is still there: ${check.reason}`;
  }
  return undefined;
}

function passed(reason: string): Evaluation {
  return { score: 1, success: true, reason, results: {} };
}

function failed(reason: string): Evaluation {
  return { score: 0, success: false, reason, results: {} };
}
