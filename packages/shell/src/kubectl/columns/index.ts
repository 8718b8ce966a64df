/**
 * The columns of each kind, as the API server of Kubernetes 1.34 hands them to `kubectl get`.
 * @module
 */
import type { KindInfo } from "@aiops-gym/cluster";
import {
  bindingColumns,
  chaosActionColumns,
  chaosColumns,
  controllerRevisionColumns,
  customColumns,
  eventColumns,
  leaseColumns,
  namespaceColumns,
  nodeColumns,
  plainColumns,
  priorityClassColumns,
  quotaColumns,
  serviceAccountColumns,
} from "./cluster-columns.ts";
import type { Column } from "./column.ts";
import {
  endpointSliceColumns,
  endpointsColumns,
  ingressClassColumns,
  ingressColumns,
  networkPolicyColumns,
  serviceColumns,
} from "./network-columns.ts";
import { podColumns } from "./pod-columns.ts";
import {
  addressColumns,
  addressRangeColumns,
  admissionBindingColumns,
  admissionPolicyColumns,
  apiServiceColumns,
  attachmentColumns,
  attributesClassColumns,
  driverColumns,
  runtimeClassColumns,
  signingRequestColumns,
  webhookColumns,
} from "./rare-columns.ts";
import {
  claimColumns,
  configMapColumns,
  csiNodeColumns,
  secretColumns,
  storageClassColumns,
  volumeColumns,
} from "./storage-columns.ts";
import {
  autoscalerColumns,
  cronJobColumns,
  daemonSetColumns,
  deploymentColumns,
  disruptionBudgetColumns,
  jobColumns,
  podTemplateColumns,
  replicaSetColumns,
  replicationControllerColumns,
  statefulSetColumns,
} from "./workload-columns.ts";

const byKind: Readonly<Record<string, readonly Column[]>> = {
  Pod: podColumns,
  Deployment: deploymentColumns,
  ReplicaSet: replicaSetColumns,
  ReplicationController: replicationControllerColumns,
  PodTemplate: podTemplateColumns,
  StatefulSet: statefulSetColumns,
  DaemonSet: daemonSetColumns,
  Job: jobColumns,
  CronJob: cronJobColumns,
  HorizontalPodAutoscaler: autoscalerColumns,
  PodDisruptionBudget: disruptionBudgetColumns,
  ControllerRevision: controllerRevisionColumns,
  Service: serviceColumns,
  Endpoints: endpointsColumns,
  EndpointSlice: endpointSliceColumns,
  Ingress: ingressColumns,
  IngressClass: ingressClassColumns,
  NetworkPolicy: networkPolicyColumns,
  ConfigMap: configMapColumns,
  Secret: secretColumns,
  PersistentVolume: volumeColumns,
  PersistentVolumeClaim: claimColumns,
  StorageClass: storageClassColumns,
  CSINode: csiNodeColumns,
  Node: nodeColumns,
  Namespace: namespaceColumns,
  Event: eventColumns,
  ResourceQuota: quotaColumns,
  ServiceAccount: serviceAccountColumns,
  RoleBinding: bindingColumns,
  ClusterRoleBinding: bindingColumns,
  Lease: leaseColumns,
  PriorityClass: priorityClassColumns,
  MutatingWebhookConfiguration: webhookColumns,
  ValidatingWebhookConfiguration: webhookColumns,
  ValidatingAdmissionPolicy: admissionPolicyColumns,
  ValidatingAdmissionPolicyBinding: admissionBindingColumns,
  APIService: apiServiceColumns,
  CertificateSigningRequest: signingRequestColumns,
  IPAddress: addressColumns,
  ServiceCIDR: addressRangeColumns,
  RuntimeClass: runtimeClassColumns,
  CSIDriver: driverColumns,
  VolumeAttachment: attachmentColumns,
  VolumeAttributesClass: attributesClassColumns,
  PodChaos: chaosActionColumns,
  NetworkChaos: chaosActionColumns,
  IOChaos: chaosActionColumns,
  DNSChaos: chaosActionColumns,
  StressChaos: chaosColumns,
  HTTPChaos: chaosColumns,
  KernelChaos: chaosColumns,
  TimeChaos: chaosColumns,
};

/** The columns of a kind. */
export function columnsOf(info: Pick<KindInfo, "kind" | "custom">): readonly Column[] {
  return byKind[info.kind] ?? (info.custom ? customColumns : plainColumns);
}
