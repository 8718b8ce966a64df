/**
 * What belongs to a workload: its replica sets, its pods.
 * @module
 */
import { formatLabelRequirements, type KubeObject, type LabelSelector, labelRequirements } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";
import { compareText, fieldAt, isSameBut, isTree, mapAt, textAt, treeAt, withField } from "./tree.ts";

const podKind = { apiVersion: "v1", kind: "Pod", namespaced: true } as const;
const replicaSetKind = { apiVersion: "apps/v1", kind: "ReplicaSet", namespaced: true } as const;

/** An object's selector as `-l` takes it: `matchLabels` and so on, or a plain map as services have. */
export function selectorText(object: KubeObject): string | undefined {
  const selector = fieldAt(object, "spec.selector");
  if (!isTree(selector)) return undefined;
  const isPlain = selector["matchLabels"] === undefined && selector["matchExpressions"] === undefined;
  return formatLabelRequirements(
    labelRequirements((isPlain ? { matchLabels: mapAt(object, "spec.selector") } : selector) as LabelSelector),
  );
}

/** Whether `owner` is the controller of an object. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return (
    object.metadata.ownerReferences?.some((one) => one.controller === true && one.uid === owner.metadata.uid) === true
  );
}

/** Pods that an object's selector matches. */
export async function selectedPods(call: Invocation, object: KubeObject): Promise<readonly KubeObject[]> {
  const labelSelector = selectorText(object);
  if (labelSelector === undefined || labelSelector === "") return [];
  return call.list(podKind, { namespace: object.metadata.namespace, labelSelector });
}

/** `1 Running / 0 Waiting / 0 Succeeded / 0 Failed`, of the pods that a workload controls. */
export async function podCounts(call: Invocation, owner: KubeObject): Promise<string> {
  const pods = (await selectedPods(call, owner)).filter((pod) => isControlledBy(pod, owner));
  const count = (phase: string): number => pods.filter((pod) => textAt(pod, "status.phase") === phase).length;
  return `${count("Running")} Running / ${count("Pending")} Waiting / ${count("Succeeded")} Succeeded / ${count("Failed")} Failed`;
}

/** A deployment's replica sets, the oldest first. */
export async function replicaSetsOf(call: Invocation, deployment: KubeObject): Promise<readonly KubeObject[]> {
  const labelSelector = selectorText(deployment) ?? "";
  const sets = await call.list(replicaSetKind, { namespace: deployment.metadata.namespace, labelSelector });
  return sets
    .filter((set) => isControlledBy(set, deployment))
    .sort(
      (a, b) =>
        compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
        compareText(a.metadata.name, b.metadata.name),
    );
}

/** A pod template without the label that tells replica sets apart. */
export function templateWithoutHash(object: KubeObject): unknown {
  return withField(treeAt(object, "spec.template"), "metadata.labels.pod-template-hash", undefined);
}

/** Whether a replica set was made from a deployment's present template. */
export function hasSameTemplate(set: KubeObject, deployment: KubeObject): boolean {
  const [one, other] = [treeAt(set, "spec.template"), treeAt(deployment, "spec.template")];
  const [metadata, otherMetadata] = [treeAt(one, "metadata"), treeAt(other, "metadata")];
  return (
    isSameBut(one, other, ["metadata"]) &&
    isSameBut(metadata, otherMetadata, ["labels", "creationTimestamp"]) &&
    isSameBut(treeAt(metadata, "labels"), treeAt(otherMetadata, "labels"), ["pod-template-hash"])
  );
}

/** The revision that a replica set or deployment carries; 0 when it has none. */
export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0);
}
