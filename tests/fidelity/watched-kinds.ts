/**
 * What is watched while a scenario plays, and which of an object's fields count as its state.
 * @module
 */

/** One kind that is watched. */
export interface WatchedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Fields of `spec` (or of the object) that controllers change, as paths. `status` always counts. */
  readonly fields: readonly string[];
}

// biome-ignore format: a table
/** Every scenario's. Cluster-scoped objects count when their names begin with the scenario's namespace. */
export const watchedKinds: readonly WatchedKind[] = [
  { apiVersion: "v1", kind: "Namespace", fields: ["spec.finalizers"] },
  { apiVersion: "v1", kind: "Node", fields: ["spec.unschedulable", "spec.taints"] },
  { apiVersion: "v1", kind: "PersistentVolume", fields: ["spec.claimRef.name", "spec.claimRef.namespace"] },
  { apiVersion: "v1", kind: "PersistentVolumeClaim", fields: ["spec.volumeName", "spec.storageClassName"] },
  { apiVersion: "v1", kind: "Pod", fields: ["spec.nodeName", "spec.priority", "spec.schedulingGates"] },
  { apiVersion: "v1", kind: "ReplicationController", fields: ["spec.replicas"] },
  { apiVersion: "v1", kind: "ResourceQuota", fields: [] },
  { apiVersion: "apps/v1", kind: "Deployment", fields: ["spec.replicas", "spec.paused"] },
  { apiVersion: "apps/v1", kind: "ReplicaSet", fields: ["spec.replicas"] },
  { apiVersion: "apps/v1", kind: "StatefulSet", fields: ["spec.replicas"] },
  { apiVersion: "apps/v1", kind: "DaemonSet", fields: [] },
  { apiVersion: "apps/v1", kind: "ControllerRevision", fields: ["revision"] },
  { apiVersion: "batch/v1", kind: "Job", fields: ["spec.parallelism", "spec.suspend"] },
  { apiVersion: "batch/v1", kind: "CronJob", fields: ["spec.suspend"] },
  { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", fields: [] },
  { apiVersion: "policy/v1", kind: "PodDisruptionBudget", fields: [] },
  { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", fields: ["endpoints", "ports", "addressType"] },
];

/** Fields of `metadata` that count. */
export const watchedMetadata: readonly string[] = ["generation", "finalizers", "deletionGracePeriodSeconds"];

/** Annotations that controllers write. */
export const watchedAnnotations: readonly string[] = [
  "deployment.kubernetes.io/",
  "deprecated.daemonset.template.generation",
  "pv.kubernetes.io/",
  "volume.kubernetes.io/",
  "batch.kubernetes.io/",
  "controller.kubernetes.io/",
];

/** Where lists stand for maps: the fields whose values name an item. Other lists go by position. */
export const listKeys: Readonly<Record<string, readonly string[]>> = {
  conditions: ["type"],
  containerStatuses: ["name"],
  initContainerStatuses: ["name"],
  ephemeralContainerStatuses: ["name"],
  volumeMounts: ["name", "mountPath"],
  taints: ["key", "effect"],
  endpoints: ["targetRef.name", "addresses.0"],
  currentMetrics: ["type"],
  addresses: ["type"],
};
