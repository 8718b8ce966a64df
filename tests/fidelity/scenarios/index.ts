/**
 * All scenarios.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { deployments } from "./deployments.ts";
import { missingThings } from "./missing-things.ts";
import { pods } from "./pods.ts";
import { probes } from "./probes.ts";
import { restarts } from "./restarts.ts";

export const scenarios: readonly Scenario[] = [...deployments, ...missingThings, ...pods, ...probes, ...restarts];

/** The scenarios whose names are, or begin with, one of a list (`deployment,job-fails`); all without one. */
export function chooseScenarios(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const names = only.split(",");
  return scenarios.filter(({ name }) => names.some((start) => name.startsWith(start)));
}
