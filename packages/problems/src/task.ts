/**
 * The four tasks, and what a policy submits in each.
 * @module
 */
import { faultTypes, systemLevels } from "./fault.ts";

/** AIOpsLab's tasks. */
export const taskKinds = ["detection", "localization", "analysis", "mitigation"] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What the policy is told to do, by task. */
export const taskInstructions: Readonly<Record<TaskKind, string>> = {
  detection:
    'Find out whether something is wrong with the application. Then submit "Yes" if there is an anomaly, "No" if there is none.',
  localization:
    "Something is wrong with the application. Find which service is at the root of it, not those that only suffer from it. Then submit the list of faulty services, the most likely first; name no more than you must.",
  analysis: `Something is wrong with the application. Find the root cause. Then submit the level of the system it lies at (one of ${systemLevels.join(", ")}) and its kind (one of ${faultTypes.join(", ")}).`,
  mitigation:
    "Something is wrong with the application. Repair it, so that its users are served as before and nothing of theirs is lost. Then submit; the running system is judged after that.",
};
