/**
 * All scenarios.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { deployments } from "./deployments.ts";

export const scenarios: readonly Scenario[] = [...deployments];
