/**
 * Kubernetes objects.
 * @module
 */
export type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
  NodeMetrics,
  PodMetrics,
  ScalingRules,
} from "./autoscaling.ts";
export type {
  CronJob,
  CronJobSpec,
  CronJobStatus,
  Job,
  JobReference,
  JobSpec,
  JobStatus,
  PodFailurePolicyRule,
  SuccessPolicyRule,
} from "./batch.ts";
export type { KubeEvent, Namespace, Node, Taint } from "./cluster-scoped.ts";
export type {
  Condition,
  Json,
  KubeObject,
  LabelSelector,
  Manifest,
  ObjectMeta,
  ObjectReference,
  OwnerReference,
} from "./meta.ts";
export type { EndpointSlice, Service, ServicePort } from "./networking.ts";
export type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStateRunning,
  ContainerStateTerminated,
  ContainerStateWaiting,
  ContainerStatus,
  EnvVar,
  IntOrString,
  LifecycleHandler,
  Pod,
  PodSpec,
  PodStatus,
  PodTemplateSpec,
  Probe,
  ResourceList,
  ResourceRequirements,
  Toleration,
  Volume,
  VolumeMount,
} from "./pod.ts";
export type { ConfigMap, PersistentVolume, PersistentVolumeClaim, Secret } from "./storage.ts";
export type {
  ControllerRevision,
  DaemonSet,
  DaemonSetStatus,
  Deployment,
  DeploymentSpec,
  DeploymentStatus,
  ReplicaSet,
  ReplicaSetStatus,
  ReplicationController,
  StatefulSet,
  StatefulSetStatus,
} from "./workloads.ts";
