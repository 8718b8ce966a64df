/**
 * States for commands that run pods and work in them.
 * @module
 */
import type { State } from "../state.ts";

export const writePodsStates: readonly State[] = [
  {
    name: "pods-run",
    title: "an empty namespace to run and expose pods in",
    steps: [],
    seconds: 0,
    writes: true,
    secondsBetween: 1,
  },
  {
    name: "pods-exec",
    title: "running pods to run commands in and to copy files with",
    steps: [],
    seconds: 0,
    writes: true,
  },
];
