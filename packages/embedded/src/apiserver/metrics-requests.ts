/**
 * The metrics API, which is there when a metrics server is: what is measured, as objects.
 * @module
 */
import { type KindInfo, type KubeObject, type ResourceName, StatusError } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { listNodeMetrics, listPodMetrics } from "../metrics-server/pod-metrics.ts";

/** Whether objects of a kind are measured when somebody asks, and never stored. */
export function isMeasured({ group }: KindInfo): boolean {
  return group === "metrics.k8s.io";
}

/** The metrics of a namespace's pods (or all pods), or of nodes. */
export function listMetrics(sim: Simulation, { kind }: KindInfo, namespace?: string): readonly KubeObject[] {
  return kind === "NodeMetrics" ? listNodeMetrics(sim) : listPodMetrics(sim, namespace);
}

/** Refuses to write what is measured. */
export function refuseMeasured(info: KindInfo): void {
  if (isMeasured(info)) {
    throw StatusError.of("MethodNotAllowed", "the server does not allow this method on the requested resource", {});
  }
}

/** What failures call a kind: the metrics server names the core group's resources. */
export function subjectOf(info: KindInfo): ResourceName {
  if (!isMeasured(info)) return info;
  return { group: "", plural: info.kind === "NodeMetrics" ? "node" : "pods" };
}
