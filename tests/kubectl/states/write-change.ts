/**
 * States for commands that change objects.
 * @module
 */
import type { State } from "../state.ts";

export const writeChangeStates: readonly State[] = [
  {
    name: "change-labels",
    title: "a config map, a deployment and pods to label and annotate",
    steps: [],
    seconds: 0,
    writes: true,
  },
  {
    name: "change-scale",
    title: "deployments, a stateful set and a job to scale",
    steps: [],
    seconds: 0,
    writes: true,
    secondsBetween: 1,
  },
  {
    name: "change-set",
    title: "deployments, cron jobs and bindings whose fields are set",
    steps: [],
    seconds: 0,
    writes: true,
  },
  { name: "change-delete", title: "config maps, deployments and pods to delete", steps: [], seconds: 0, writes: true },
  { name: "change-patch", title: "a deployment and a config map to patch", steps: [], seconds: 0, writes: true },
  {
    name: "change-rollout",
    title: "deployments with revisions, a daemon set and a stateful set to roll back, restart and pause",
    steps: [],
    seconds: 0,
    writes: true,
    secondsBetween: 2,
  },
];
