/**
 * Validation: what is wrong with an object, in the order and the words of Kubernetes 1.34.4 (recorded).
 * @module
 */
import type { FieldError } from "@aiops-gym/cluster";
import { type Draft, objectIn } from "../draft.ts";
import { metadataErrors } from "./metadata.ts";
import { podSpecErrors } from "./pod-spec.ts";
import { serviceErrors } from "./services.ts";
import { claimErrors, dataErrors, volumeErrors } from "./storage.ts";
import { deploymentErrors, replicaSetErrors } from "./workloads.ts";

export { updateErrors } from "./updates.ts";

const rules: Readonly<Record<string, (object: Draft) => FieldError[]>> = {
  Pod: (object) => podSpecErrors("spec", objectIn(object, "spec")),
  Deployment: deploymentErrors,
  ReplicaSet: replicaSetErrors,
  StatefulSet: replicaSetErrors,
  Service: serviceErrors,
  PersistentVolume: volumeErrors,
  PersistentVolumeClaim: claimErrors,
  ConfigMap: dataErrors,
  Secret: dataErrors,
};

/** What is wrong with an object that has its defaults. */
export function objectErrors(kind: string, object: Draft): FieldError[] {
  return [...metadataErrors(kind, objectIn(object, "metadata")), ...(rules[kind]?.(object) ?? [])];
}
