/**
 * Deployments, replica sets, stateful sets, daemon sets and their revisions (apps/v1), replication controllers (v1).
 * @module
 */
import type { Condition, KubeObject, LabelSelector, Manifest } from "./meta.ts";
import type { IntOrString, PodTemplateSpec } from "./pod.ts";

export interface DeploymentSpec {
  readonly replicas: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly strategy: {
    readonly type: "RollingUpdate" | "Recreate";
    readonly rollingUpdate?: { readonly maxSurge: IntOrString; readonly maxUnavailable: IntOrString };
  };
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit: number;
  readonly progressDeadlineSeconds: number;
  readonly paused?: boolean;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

export interface Deployment extends KubeObject {
  readonly kind: "Deployment";
  readonly spec: DeploymentSpec;
  readonly status: DeploymentStatus;
}

/** The status of replica sets and replication controllers. */
export interface ReplicaSetStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

export interface ReplicaSet extends KubeObject {
  readonly kind: "ReplicaSet";
  readonly spec: {
    readonly replicas: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
  };
  readonly status: ReplicaSetStatus;
}

export interface ReplicationController extends KubeObject {
  readonly kind: "ReplicationController";
  readonly spec: {
    readonly replicas: number;
    readonly minReadySeconds?: number;
    readonly selector: Readonly<Record<string, string>>;
    readonly template: PodTemplateSpec;
  };
  readonly status: ReplicaSetStatus;
}

/** What becomes of a stateful set's claims. */
export type ClaimRetention = "Retain" | "Delete";

export interface StatefulSetSpec {
  readonly replicas: number;
  readonly serviceName?: string;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly volumeClaimTemplates?: readonly Manifest[];
  readonly podManagementPolicy: "OrderedReady" | "Parallel";
  readonly updateStrategy: {
    readonly type: "RollingUpdate" | "OnDelete";
    readonly rollingUpdate?: { readonly partition?: number };
  };
  readonly persistentVolumeClaimRetentionPolicy?: {
    readonly whenDeleted: ClaimRetention;
    readonly whenScaled: ClaimRetention;
  };
  readonly ordinals?: { readonly start: number };
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit: number;
}

export interface StatefulSetStatus {
  readonly observedGeneration?: number;
  readonly replicas: number;
  readonly readyReplicas?: number;
  readonly currentReplicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

export interface StatefulSet extends KubeObject {
  readonly kind: "StatefulSet";
  readonly spec: StatefulSetSpec;
  readonly status: StatefulSetStatus;
}

export interface DaemonSetSpec {
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly updateStrategy: {
    readonly type: "RollingUpdate" | "OnDelete";
    readonly rollingUpdate?: { readonly maxSurge?: IntOrString; readonly maxUnavailable?: IntOrString };
  };
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit: number;
}

export interface DaemonSetStatus {
  readonly observedGeneration?: number;
  readonly currentNumberScheduled: number;
  readonly desiredNumberScheduled: number;
  readonly numberMisscheduled: number;
  readonly numberReady: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberUnavailable?: number;
  readonly collisionCount?: number;
}

export interface DaemonSet extends KubeObject {
  readonly kind: "DaemonSet";
  readonly spec: DaemonSetSpec;
  readonly status: DaemonSetStatus;
}

/** A former template of a stateful set or a daemon set. */
export interface ControllerRevision extends KubeObject {
  readonly kind: "ControllerRevision";
  readonly revision: number;
  /** A strategic merge patch that brings the template back. */
  readonly data?: { readonly spec: { readonly template: PodTemplateSpec & { readonly $patch: "replace" } } };
}
