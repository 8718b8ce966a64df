/**
 * The pod in an object, and its containers.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { nameOf } from "../../describe/writer.ts";
import { KubectlError } from "../../kubectl-error.ts";
import type { Found } from "../../resources.ts";
import { listAt, type Tree, withField } from "../../tree.ts";

const templates = ["Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "StatefulSet", "Job"];

/** Containers first, as kubectl goes through them. */
export const containerFields = ["containers", "initContainers"] as const;

/** Where an object of a kind keeps its pod. @throws {@link KubectlError} for kinds that have none. */
export function podSpecPath({ info }: Pick<Found, "info">): string {
  if (info.kind === "Pod") return "spec";
  if (info.kind === "CronJob") return "spec.jobTemplate.spec.template.spec";
  if (templates.includes(info.kind)) return "spec.template.spec";
  const type = info.custom ? "*unstructured.Unstructured" : `*${info.version}.${info.kind}`;
  throw new KubectlError(`the object is not a pod or does not have a pod template: ${type}`);
}

/** The object with each of its containers changed. */
export function withContainers(one: Found, change: (container: Tree) => Tree): KubeObject {
  const path = podSpecPath(one);
  return containerFields.reduce((object, field) => {
    const before = listAt(object, `${path}.${field}`);
    return before.length === 0 ? object : withField(object, `${path}.${field}`, before.map(change));
  }, one.object);
}

/** All containers of an object's pod. */
export function containersOf(one: Found): readonly Tree[] {
  const path = podSpecPath(one);
  return containerFields.flatMap((field) => listAt(one.object, `${path}.${field}`));
}

/** Whether `-c` names the container; `*` stands for anything. */
export function isChosen(container: Tree, pattern: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`).test(nameOf(container));
}
