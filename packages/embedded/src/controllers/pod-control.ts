/**
 * How controllers make and delete pods, and what they say of it.
 * @module
 */
import {
  type KubeObject,
  type Manifest,
  type Namespace,
  type Pod,
  type PodTemplateSpec,
  StatusError,
} from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../apiserver/api-server.ts";
import { generateName } from "../apiserver/generate-name.ts";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { recordEvent } from "./events.ts";
import { controllerReference } from "./owners.ts";

/** Who makes pods, for whom. */
export interface PodMaker {
  readonly owner: KubeObject;
  /** The component that the events come from. */
  readonly component: string;
}

/** A pod of a template, named after its owner. */
export function podOfTemplate(owner: KubeObject, template: PodTemplateSpec): Manifest {
  const { namespace, name } = owner.metadata;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}

/** Makes a pod; answers why it could not. In a namespace that goes nothing is made and nothing said. */
export function makePod(sim: Simulation, { owner, component }: PodMaker, manifest: Manifest): string | undefined {
  if (refusesAll(sim, owner.metadata.namespace)) {
    // Names are drawn for what is refused, too.
    const { generateName: begin = "", name } = manifest.metadata;
    if (name === undefined && begin !== "") generateName(sim, manifest, owner.metadata.namespace, begin);
    return undefined;
  }
  try {
    const pod = createObject<Pod>(sim, manifest);
    const message = `Created pod: ${pod.metadata.name}`;
    recordEvent(sim, { involved: owner, type: "Normal", reason: "SuccessfulCreate", message, component });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (isNamespaceGoing(sim, owner.metadata.namespace)) return undefined;
    const message = `Error creating: ${error.message}`;
    recordEvent(sim, { involved: owner, type: "Warning", reason: "FailedCreate", message, component });
    return error.message;
  }
}

/** Makes so many pods in batches that double; after a batch with a failure it stops, and answers with the first one. */
export function makePods(sim: Simulation, maker: PodMaker, manifests: readonly Manifest[]): string | undefined {
  let size = 1;
  for (let made = 0; made < manifests.length; size *= 2) {
    let failure: string | undefined;
    for (const manifest of manifests.slice(made, made + size)) {
      const problem = makePod(sim, maker, manifest);
      failure ??= problem;
    }
    if (failure !== undefined) return failure;
    made += size;
  }
  return undefined;
}

/** Asks a pod to stop, and says so. */
export function stopPod(sim: Simulation, { owner, component }: PodMaker, pod: Pod): void {
  const { name, namespace = "" } = pod.metadata;
  deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
  const message = `Deleted pod: ${name}`;
  recordEvent(sim, { involved: owner, type: "Normal", reason: "SuccessfulDelete", message, component });
}

/** Whether the server takes nothing in a namespace. */
function refusesAll(sim: Simulation, name: string | undefined): boolean {
  const namespace = getObject<Namespace>(sim, "Namespace", undefined, name ?? "");
  if (namespace === undefined) return true;
  return namespace.metadata.deletionTimestamp !== undefined && namespace.status.phase === "Terminating";
}

/** Whether nothing can be made in a namespace any more. */
export function isNamespaceGoing(sim: Simulation, namespace: string | undefined): boolean {
  const stored = getObject(sim, "Namespace", undefined, namespace ?? "");
  return stored === undefined || stored.metadata.deletionTimestamp !== undefined;
}
