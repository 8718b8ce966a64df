/**
 * All scenarios.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { customResources } from "./custom-resources.ts";
import { daemonSets } from "./daemon-sets.ts";
import { deletion } from "./deletion.ts";
import { deployments } from "./deployments.ts";
import { disruption } from "./disruption.ts";
import { endpoints } from "./endpoints.ts";
import { jobs } from "./jobs.ts";
import { lists } from "./lists.ts";
import { missingThings } from "./missing-things.ts";
import { namespaces } from "./namespaces.ts";
import { nodes } from "./nodes.ts";
import { pods } from "./pods.ts";
import { probes } from "./probes.ts";
import { replicaSets } from "./replica-sets.ts";
import { restarts } from "./restarts.ts";
import { scheduling } from "./scheduling.ts";
import { serverSideApply } from "./server-side-apply.ts";
import { statefulSets } from "./stateful-sets.ts";
import { tables } from "./tables.ts";
import { volumes } from "./volumes.ts";

export const scenarios: readonly Scenario[] = [
  ...customResources,
  ...daemonSets,
  ...deletion,
  ...deployments,
  ...endpoints,
  ...disruption,
  ...jobs,
  ...lists,
  ...missingThings,
  ...namespaces,
  ...nodes,
  ...pods,
  ...probes,
  ...replicaSets,
  ...restarts,
  ...serverSideApply,
  ...scheduling,
  ...statefulSets,
  ...tables,
  ...volumes,
];

/** The scenarios whose names are, or begin with, one of a list (`deployment,job-fails`); all without one. */
export function chooseScenarios(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const names = only.split(",");
  return scenarios.filter(({ name }) => names.some((start) => name.startsWith(start)));
}
