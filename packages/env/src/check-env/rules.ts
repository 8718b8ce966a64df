/**
 * The table of all rules, in the order in which they are looked at.
 * @module
 */
import type { CheckRule } from "./check-rule.ts";
import { actionRules } from "./rules/action-rules.ts";
import { copyRules } from "./rules/copy-rules.ts";
import { determinismRules } from "./rules/determinism-rules.ts";
import { leakRule } from "./rules/leak-rule.ts";
import { observationRules } from "./rules/observation-rules.ts";
import { resetRules } from "./rules/reset-rules.ts";
import { spaceRules } from "./rules/space-rules.ts";
import { stepRules } from "./rules/step-rules.ts";

/** All rules that {@link checkEnv} looks at. A rule comes after those that it needs. */
export const checkRules: readonly CheckRule[] = [
  // before anything is reset
  resetRules.resetNeeded,
  stepRules.plays,
  stepRules.info,
  stepRules.endings,
  stepRules.truncation,
  stepRules.results,
  stepRules.rewardNull,
  stepRules.rewardSum,
  stepRules.returns,
  observationRules.schemas,
  observationRules.windows,
  spaceRules.observationSpace,
  leakRule,
  resetRules.resetSeed,
  resetRules.episodeId,
  resetRules.resetRefusals,
  resetRules.stepAfterEnd,
  actionRules.malformed,
  spaceRules.actionSpace,
  determinismRules.determinism,
  determinismRules.reading,
  determinismRules.lasting,
  copyRules.fork,
  copyRules.forkApart,
  copyRules.snapshot,
  copyRules.snapshotDamage,
  determinismRules.trajectory,
  resetRules.close,
];
