/**
 * When a job's policy calls it successful before all indexes have succeeded.
 * @module
 */
import type { Job } from "@aiops-gym/cluster";
import { countIndexes, countShared, type Indexes, parseIndexes } from "./indexes.ts";

/** Which rule is met, in the condition's words. */
export function metSuccessRule({ spec }: Job, succeeded: Indexes): string | undefined {
  if (succeeded.length === 0) return undefined;
  const rules = spec.successPolicy?.rules ?? [];
  const index = rules.findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) {
      return succeededCount !== undefined && countIndexes(succeeded) >= succeededCount;
    }
    const wanted = parseIndexes(succeededIndexes, spec.completions ?? 0);
    const shared = countShared(wanted, succeeded);
    const enough = shared === countIndexes(wanted) || (succeededCount !== undefined && shared >= succeededCount);
    return wanted.length > 0 && enough;
  });
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}
