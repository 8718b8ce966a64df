/**
 * The condition that says that somebody, and not the pod itself, ends a pod.
 * @module
 */
import { type Condition, type Pod, toRfc3339 } from "@aiops-gym/cluster";
import { writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** Writes the condition `DisruptionTarget` to a pod. */
export function withDisruptionTarget(sim: Simulation, pod: Pod, reason: string, message: string): Pod {
  const { generation } = pod.metadata;
  const condition = {
    type: "DisruptionTarget",
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: toRfc3339(sim.now),
    reason,
    message,
  } as Condition;
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== "DisruptionTarget");
  return writeStatus<Pod>(sim, pod, { ...pod.status, conditions: [...others, condition] });
}
