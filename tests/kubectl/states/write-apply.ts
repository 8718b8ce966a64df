/**
 * States for what apply, create -f and replace do with files.
 * @module
 */
import type { State } from "../state.ts";

export const writeApplyStates: readonly State[] = [
  { name: "apply-config", title: "an empty namespace, and files to apply", steps: [], seconds: 0, writes: true },
  {
    name: "apply-server",
    title: "an empty namespace, and files to apply on the server",
    steps: [],
    seconds: 0,
    writes: true,
  },
  {
    name: "apply-workloads",
    title: "an empty namespace, and deployments to apply",
    steps: [],
    seconds: 0,
    writes: true,
  },
  {
    name: "apply-mistakes",
    title: "an empty namespace, and files that are no good YAML",
    steps: [],
    seconds: 0,
    writes: true,
  },
  {
    name: "apply-merge",
    title: "an empty namespace, and manifests that change again and again",
    steps: [],
    seconds: 0,
    writes: true,
    secondsBetween: 1,
  },
];
