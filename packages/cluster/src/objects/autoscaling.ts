/**
 * Autoscalers (autoscaling/v2) and what the metrics server tells (metrics.k8s.io/v1beta1).
 * @module
 */
import type { Condition, KubeObject } from "./meta.ts";

/** What a metric is to come to. */
export interface MetricTarget {
  readonly type: "Utilization" | "Value" | "AverageValue";
  readonly value?: string;
  readonly averageValue?: string;
  /** Percent of what pods request. */
  readonly averageUtilization?: number;
}

/** One metric that an autoscaler follows. Only resources are measured here; the other sources are named to be refused. */
export interface MetricSpec {
  readonly type: "Resource" | "ContainerResource" | "Pods" | "Object" | "External";
  readonly resource?: { readonly name: string; readonly target: MetricTarget };
  readonly containerResource?: { readonly name: string; readonly container: string; readonly target: MetricTarget };
  readonly pods?: { readonly metric: { readonly name: string }; readonly target: MetricTarget };
  readonly object?: {
    readonly describedObject: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly metric: { readonly name: string };
    readonly target: MetricTarget;
  };
  readonly external?: { readonly metric: { readonly name: string }; readonly target: MetricTarget };
}

/** How fast replicas may come or go. */
export interface ScalingRules {
  /** Absent on the way down: five minutes. */
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy: "Max" | "Min" | "Disabled";
  readonly policies: readonly {
    readonly type: "Pods" | "Percent";
    readonly value: number;
    readonly periodSeconds: number;
  }[];
}

/** What a metric comes to. */
export interface MetricValueStatus {
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

/** A metric as it was last seen; its type is empty when it could not be read. */
export interface MetricStatus {
  readonly type: MetricSpec["type"] | "";
  readonly resource?: { readonly name: string; readonly current: MetricValueStatus };
  readonly containerResource?: {
    readonly name: string;
    readonly container: string;
    readonly current: MetricValueStatus;
  };
}

/** Keeps a workload's number of replicas where its metrics want it. */
export interface HorizontalPodAutoscaler extends KubeObject {
  readonly kind: "HorizontalPodAutoscaler";
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly metrics: readonly MetricSpec[];
    readonly behavior?: { readonly scaleUp: ScalingRules; readonly scaleDown: ScalingRules };
  };
  readonly status?: {
    readonly lastScaleTime?: string;
    readonly currentReplicas?: number;
    readonly desiredReplicas: number;
    readonly currentMetrics: readonly MetricStatus[] | null;
    readonly conditions?: readonly Condition[];
  };
}

/** What a pod's containers use. */
export interface PodMetrics extends KubeObject {
  readonly kind: "PodMetrics";
  readonly timestamp: string;
  /** `14.8s`: over how long CPU was measured. */
  readonly window: string;
  readonly containers: readonly {
    readonly name: string;
    readonly usage: { readonly cpu: string; readonly memory: string };
  }[];
}

/** What a node uses. */
export interface NodeMetrics extends KubeObject {
  readonly kind: "NodeMetrics";
  readonly timestamp: string;
  readonly window: string;
  readonly usage: { readonly cpu: string; readonly memory: string };
}
