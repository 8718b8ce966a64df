/**
 * All scenarios.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { daemonSets } from "./daemon-sets.ts";
import { deployments } from "./deployments.ts";
import { jobs } from "./jobs.ts";
import { missingThings } from "./missing-things.ts";
import { pods } from "./pods.ts";
import { probes } from "./probes.ts";
import { replicaSets } from "./replica-sets.ts";
import { restarts } from "./restarts.ts";
import { statefulSets } from "./stateful-sets.ts";

export const scenarios: readonly Scenario[] = [
  ...daemonSets,
  ...deployments,
  ...jobs,
  ...missingThings,
  ...pods,
  ...probes,
  ...replicaSets,
  ...restarts,
  ...statefulSets,
];

/** The scenarios whose names are, or begin with, one of a list (`deployment,job-fails`); all without one. */
export function chooseScenarios(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const names = only.split(",");
  return scenarios.filter(({ name }) => names.some((start) => name.startsWith(start)));
}
