/**
 * One metric of an autoscaler: what it proposes, in words too.
 * @module
 */
import {
  type HorizontalPodAutoscaler,
  labelMatcher,
  type MetricSpec,
  type MetricStatus,
  type Pod,
} from "@aiops-gym/cluster";
import { listObjects } from "../../apiserver/store.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { podUsages } from "../../metrics-server/pod-metrics.ts";
import { proposeReplicas } from "./propose-replicas.ts";

/** What a metric proposes, or why it does not. */
export type MetricProposal =
  | { readonly ok: true; readonly replicas: number; readonly name: string; readonly status: MetricStatus }
  | {
      readonly ok: false;
      /** Of the event and the condition. */
      readonly reason: string;
      readonly why: string;
      /** What precedes `why` where all metrics are told of. */
      readonly prefix: string;
    };

const noMetricsServer = "the server could not find the requested resource (get pods.metrics.k8s.io)";
const noCustomMetrics = "no custom metrics API (custom.metrics.k8s.io) registered";

/** Reads a metric of the pods that a selector names. */
export function readMetric(
  sim: Simulation,
  { metadata }: HorizontalPodAutoscaler,
  spec: MetricSpec,
  selector: string,
  replicas: number,
): MetricProposal {
  const { namespace = "" } = metadata;
  const source = spec.resource ?? spec.containerResource;
  if ((spec.type !== "Resource" && spec.type !== "ContainerResource") || source === undefined) {
    return unserved(spec, namespace);
  }
  const { name: resource, target } = source;
  const container = spec.containerResource?.container;
  const reason = `FailedGet${spec.type}Metric`;
  const prefix =
    container === undefined
      ? `failed to get ${resource} resource metric value: `
      : `failed to get ${container} container metric value: `;
  const what = target.averageValue === undefined ? "utilization" : "usage";
  if (!sim.state.metrics.installed) {
    const why =
      `failed to get ${resource} ${what}: unable to get metrics for resource ${resource}: ` +
      `unable to fetch metrics from resource metrics API: ${noMetricsServer}`;
    return { ok: false, reason, why, prefix };
  }
  const matches = labelMatcher(selector);
  const proposal = proposeReplicas({
    resource,
    target,
    ...(container === undefined ? {} : { container }),
    pods: listObjects<Pod>(sim, "Pod", namespace).filter((pod) => matches(pod.metadata.labels)),
    usages: podUsages(sim, namespace).filter(({ pod }) => matches(pod.metadata.labels)),
    replicas,
    now: sim.now,
  });
  if (!proposal.ok) return { ok: false, reason, why: proposal.why, prefix };
  const { current } = proposal;
  const scope = container === undefined ? "" : " container";
  const name =
    what === "usage" ? `${resource} resource` : `${resource}${scope} resource utilization (percentage of request)`;
  const status: MetricStatus =
    container === undefined
      ? { type: "Resource", resource: { name: resource, current } }
      : { type: "ContainerResource", containerResource: { name: resource, container, current } };
  return { ok: true, replicas: proposal.replicas, name, status };
}

/** Metrics that only an adapter could serve, which there is none of. */
function unserved({ type, pods, object, external }: MetricSpec, namespace: string): MetricProposal {
  const reason = `FailedGet${type}Metric`;
  if (type === "Pods") {
    const why = `unable to get metric ${pods?.metric.name}: unable to fetch metrics from custom metrics API: ${noCustomMetrics}`;
    return { ok: false, reason, why, prefix: "failed to get pods metric value: " };
  }
  if (type === "Object") {
    const { kind, name } = object?.describedObject ?? { kind: "", name: "" };
    const why =
      `unable to get metric ${object?.metric.name}: unable to fetch metrics from custom metrics API: ${noCustomMetrics} ` +
      `on ${kind} ${namespace}/${name}`;
    return { ok: false, reason, why, prefix: "failed to get object metric value: " };
  }
  const name = external?.metric.name ?? "";
  const why =
    `unable to get external metric ${namespace}/${name}/nil: unable to fetch metrics from external metrics API: ` +
    `the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
  return { ok: false, reason, why, prefix: `failed to get ${name} external metric value: ` };
}
