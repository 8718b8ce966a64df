/**
 * Autoscalers in the form of autoscaling/v1, which knows one metric: CPU. They are stored in the form of v2.
 * @module
 */
import type { HorizontalPodAutoscaler, KubeObject, Manifest, MetricSpec } from "@aiops-gym/cluster";
import { draftOf, objectIn } from "./draft.ts";

interface Versioned {
  readonly apiVersion: string;
  readonly kind: string;
}

const oldVersion = "autoscaling/v1";

/** Whether something is, or names, an autoscaler in the old form. */
export function isOldAutoscaler({ apiVersion, kind }: Versioned): boolean {
  return apiVersion === oldVersion && kind === "HorizontalPodAutoscaler";
}

/** The same in the version that is stored. */
export function newVersion<T extends Versioned>(one: T): T {
  return { ...one, apiVersion: "autoscaling/v2" };
}

/** An autoscaler of the old form in the new one. */
export function newAutoscaler(manifest: Manifest): Manifest {
  const spec = objectIn(draftOf(manifest), "spec");
  const { targetCPUUtilizationPercentage: percentage, ...rest } = spec;
  const target = { type: "Utilization", averageUtilization: percentage };
  const metrics = percentage === undefined ? [] : [{ type: "Resource", resource: { name: "cpu", target } }];
  return { ...newVersion(manifest), spec: { ...rest, ...(metrics.length === 0 ? {} : { metrics }) } };
}

/** An autoscaler in the old form. */
export function oldAutoscaler(autoscaler: KubeObject): KubeObject {
  const { spec, status, ...rest } = autoscaler as HorizontalPodAutoscaler;
  const { scaleTargetRef, minReplicas, maxReplicas, metrics } = spec;
  const percentage = metrics.find(isCpuUtilization)?.resource?.target.averageUtilization;
  const current = status?.currentMetrics?.find(({ resource }) => resource?.name === "cpu");
  const used = current?.resource?.current.averageUtilization;
  return {
    ...rest,
    apiVersion: oldVersion,
    spec: {
      scaleTargetRef,
      minReplicas,
      maxReplicas,
      ...(percentage === undefined ? {} : { targetCPUUtilizationPercentage: percentage }),
    },
    status: {
      ...(status?.lastScaleTime === undefined ? {} : { lastScaleTime: status.lastScaleTime }),
      currentReplicas: status?.currentReplicas ?? 0,
      desiredReplicas: status?.desiredReplicas ?? 0,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    },
  };
}

/** A stored autoscaler after a change that was made to its old form: what that form cannot say stays. */
export function changedAutoscaler(stored: KubeObject, changed: Manifest): Manifest {
  const { spec } = stored as HorizontalPodAutoscaler;
  const manifest = newAutoscaler(changed);
  const { metrics = [], ...rest } = objectIn(draftOf(manifest), "spec");
  const others = spec.metrics.filter((metric) => !isCpuUtilization(metric));
  return { ...manifest, spec: { ...spec, ...rest, metrics: [...others, ...(metrics as readonly MetricSpec[])] } };
}

function isCpuUtilization({ resource }: MetricSpec): boolean {
  return resource?.name === "cpu" && resource.target.averageUtilization !== undefined;
}
