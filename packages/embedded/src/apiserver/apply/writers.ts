/**
 * Which component writes what, by kind and part of the object: names of entries in `managedFields`.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { elementsOf } from "./field-set.ts";
import type { Writer } from "./managed-fields.ts";

/** Requests that name neither a field manager nor themselves. */
export const defaultManager = "unknown";

const controllers = "kube-controller-manager";
/** Who writes the state of a kind; the controller manager by default. */
const statusWriters: Readonly<Record<string, string>> = { Pod: "kubelet", Node: "kubelet" };
const ofControllers: ReadonlySet<string> = new Set([
  "ReplicaSet",
  "ControllerRevision",
  "Endpoints",
  "EndpointSlice",
  "Event",
]);

/** Who made an object, or wrote one of its fields, when no user did. */
export function writerOf(object: KubeObject, path?: string): Writer {
  const { apiVersion, kind, metadata } = object;
  const writer = { operation: "Update", apiVersion } as const;
  if (path === undefined) {
    const controlled = metadata.ownerReferences?.some((owner) => owner.controller === true) === true;
    const made = controlled || ofControllers.has(kind) || metadata.name === "kube-root-ca.crt";
    return { ...writer, manager: made ? controllers : defaultManager };
  }
  const [first, second, third = ""] = elementsOf(path);
  const revision = second === "f:annotations" && (third === "" || third.startsWith("f:deployment.kubernetes.io/"));
  if (first === "f:status" || (kind === "Deployment" && revision)) {
    return { ...writer, manager: statusWriters[kind] ?? controllers, subresource: "status" };
  }
  return { ...writer, manager: controllers };
}
