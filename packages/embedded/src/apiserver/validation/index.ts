/**
 * Validation: what is wrong with an object, in the order and the words of Kubernetes 1.34.4 (recorded).
 * @module
 */
import type { FieldError } from "@aiops-gym/cluster";
import { type Draft, objectIn } from "../draft.ts";
import {
  leaseRules,
  namespaceRules,
  nodeRules,
  podTemplateRules,
  priorityClassRules,
  runtimeClassRules,
} from "./cluster-objects.ts";
import { configMapRules } from "./config-map.ts";
import { cronJobRules } from "./cron-job.ts";
import { customResourceDefinitionRules } from "./custom-resource-definition.ts";
import { daemonSetRules } from "./daemon-set.ts";
import { deploymentRules } from "./deployment.ts";
import { endpointSliceRules, endpointsRules } from "./endpoints.ts";
import { eventRules } from "./event.ts";
import { horizontalPodAutoscalerRules } from "./horizontal-pod-autoscaler.ts";
import { ingressClassRules, ingressRules } from "./ingress.ts";
import { jobRules } from "./job.ts";
import type { KindRules } from "./kind-rules.ts";
import { metadataErrors } from "./metadata.ts";
import { networkPolicyRules } from "./network-policy.ts";
import { persistentVolumeRules } from "./persistent-volume.ts";
import { persistentVolumeClaimRules } from "./persistent-volume-claim.ts";
import { podRules } from "./pod.ts";
import { podDisruptionBudgetRules } from "./pod-disruption-budget.ts";
import { limitRangeRules, resourceQuotaRules } from "./quotas.ts";
import { clusterRoleBindingRules, clusterRoleRules, roleBindingRules, roleRules } from "./rbac.ts";
import { replicaSetRules } from "./replica-set.ts";
import { replicationControllerRules } from "./replication-controller.ts";
import { secretRules } from "./secret.ts";
import { serviceRules } from "./service.ts";
import { statefulSetRules } from "./stateful-set.ts";
import { csiDriverRules, storageClassRules } from "./storage-class.ts";

const table: Readonly<Record<string, KindRules>> = {
  StorageClass: storageClassRules,
  RuntimeClass: runtimeClassRules,
  RoleBinding: roleBindingRules,
  Role: roleRules,
  ResourceQuota: resourceQuotaRules,
  PriorityClass: priorityClassRules,
  PodTemplate: podTemplateRules,
  Node: nodeRules,
  NetworkPolicy: networkPolicyRules,
  LimitRange: limitRangeRules,
  Lease: leaseRules,
  IngressClass: ingressClassRules,
  Ingress: ingressRules,
  Event: eventRules,
  CSIDriver: csiDriverRules,
  ClusterRoleBinding: clusterRoleBindingRules,
  ClusterRole: clusterRoleRules,
  ConfigMap: configMapRules,
  CronJob: cronJobRules,
  CustomResourceDefinition: customResourceDefinitionRules,
  DaemonSet: daemonSetRules,
  Deployment: deploymentRules,
  EndpointSlice: endpointSliceRules,
  Endpoints: endpointsRules,
  HorizontalPodAutoscaler: horizontalPodAutoscalerRules,
  Job: jobRules,
  Namespace: namespaceRules,
  PersistentVolume: persistentVolumeRules,
  PersistentVolumeClaim: persistentVolumeClaimRules,
  Pod: podRules,
  PodDisruptionBudget: podDisruptionBudgetRules,
  ReplicaSet: replicaSetRules,
  ReplicationController: replicationControllerRules,
  Secret: secretRules,
  Service: serviceRules,
  StatefulSet: statefulSetRules,
};

/** What is wrong with an object that has its defaults. */
export function objectErrors(kind: string, object: Draft): FieldError[] {
  const rules = table[kind];
  return [...metadataErrors(objectIn(object, "metadata"), rules?.name), ...(rules?.object?.(object) ?? [])];
}

/** What is wrong with a changed object and with the change; both are complete, with defaults. */
export function changeErrors(kind: string, next: Draft, previous: Draft): FieldError[] {
  const object = objectErrors(kind, next);
  const change = table[kind]?.update?.(next, previous) ?? [];
  return table[kind]?.changesFirst === true ? [...change, ...object] : [...object, ...change];
}

/** What is wrong with a new object, beside what is wrong with it as such. */
export function creationErrors(kind: string, object: Draft): FieldError[] {
  return table[kind]?.create?.(object) ?? [];
}
