/**
 * The plainest way to use a vector.
 *
 * @module
 */
import type { Subject } from "./vector-subjects.ts";

/** Steps per second when every batch has all environments. */
export async function wholeSteps({ vector, act }: Subject, batches: number): Promise<number> {
  const envIds = Array.from({ length: vector.numEnvs }, (_, envId) => envId);
  const started = performance.now();
  for (let step = 0; step < batches; step++) await vector.step(envIds.map((envId) => act(envId, step)));
  return (vector.numEnvs * batches * 1000) / (performance.now() - started);
}
