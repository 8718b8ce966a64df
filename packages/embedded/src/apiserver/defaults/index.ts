/**
 * What the API server fills into objects of each kind, and which states they begin in.
 * @module
 */

import { clonePlain } from "../../kernel/plain.ts";
import { type Draft, isDraft, objectIn } from "../draft.ts";
import { configMapDefaults } from "./config-map.ts";
import { cronJobDefaults } from "./cron-job.ts";
import { csiDriverDefaults } from "./csi-driver.ts";
import { customResourceDefinitionDefaults } from "./custom-resource-definition.ts";
import { daemonSetDefaults } from "./daemon-set.ts";
import { deploymentDefaults } from "./deployment.ts";
import { endpointSliceDefaults, endpointsDefaults } from "./endpoints.ts";
import { horizontalPodAutoscalerDefaults } from "./horizontal-pod-autoscaler.ts";
import { ingressClassDefaults } from "./ingress-class.ts";
import { jobDefaults } from "./job.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { limitRangeDefaults } from "./limit-range.ts";
import { namespaceDefaults } from "./namespace.ts";
import { networkPolicyDefaults } from "./network-policy.ts";
import { nodeDefaults } from "./node.ts";
import { persistentVolumeDefaults } from "./persistent-volume.ts";
import { persistentVolumeClaimDefaults } from "./persistent-volume-claim.ts";
import { podDefaults } from "./pod.ts";
import { podTemplateDefaults } from "./pod-template-kind.ts";
import { priorityClassDefaults } from "./priority-class.ts";
import { replicaSetDefaults } from "./replica-set.ts";
import { replicationControllerDefaults } from "./replication-controller.ts";
import { roleDefaults } from "./role.ts";
import { roleBindingDefaults } from "./role-binding.ts";
import { secretDefaults } from "./secret.ts";
import { serviceDefaults } from "./service.ts";
import { statefulSetDefaults } from "./stateful-set.ts";
import { storageClassDefaults } from "./storage-class.ts";

const table: Readonly<Record<string, KindDefaults>> = {
  ConfigMap: configMapDefaults,
  CronJob: cronJobDefaults,
  CustomResourceDefinition: customResourceDefinitionDefaults,
  DaemonSet: daemonSetDefaults,
  Deployment: deploymentDefaults,
  CSIDriver: csiDriverDefaults,
  ClusterRole: roleDefaults,
  ClusterRoleBinding: roleBindingDefaults,
  EndpointSlice: endpointSliceDefaults,
  Endpoints: endpointsDefaults,
  HorizontalPodAutoscaler: horizontalPodAutoscalerDefaults,
  Ingress: { generation: true },
  IngressClass: ingressClassDefaults,
  Job: jobDefaults,
  LimitRange: limitRangeDefaults,
  Namespace: namespaceDefaults,
  NetworkPolicy: networkPolicyDefaults,
  Node: nodeDefaults,
  PersistentVolume: persistentVolumeDefaults,
  PersistentVolumeClaim: persistentVolumeClaimDefaults,
  Pod: podDefaults,
  PodDisruptionBudget: {
    generation: true,
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  },
  PodTemplate: podTemplateDefaults,
  PriorityClass: priorityClassDefaults,
  ReplicaSet: replicaSetDefaults,
  ReplicationController: replicationControllerDefaults,
  Role: roleDefaults,
  RoleBinding: roleBindingDefaults,
  Secret: secretDefaults,
  Service: serviceDefaults,
  StorageClass: storageClassDefaults,
  StatefulSet: statefulSetDefaults,
};

/** Fills an object of a built-in kind, in place. */
export function applyObjectDefaults(kind: string, object: Draft): void {
  const row = table[kind];
  row?.fill?.(object, row.withoutSpec === true ? {} : objectIn(object, "spec"));
}

/** Whether objects of a built-in kind carry `metadata.generation`. */
export function countsGenerations(kind: string): boolean {
  return table[kind]?.generation === true;
}

/** Puts a new object of a built-in kind into its first state, which it got into at that time. */
export function resetStatus(kind: string, object: Draft, createdAt: string): void {
  const { status, statusTime } = table[kind] ?? {};
  if (status !== undefined) {
    object["status"] = { ...clonePlain(status), ...(statusTime === undefined ? {} : { [statusTime]: createdAt }) };
  } else if (!isDraft(object["status"])) delete object["status"];
}
