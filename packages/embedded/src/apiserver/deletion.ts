/**
 * Deletion: grace periods of pods, finalizers, what becomes of dependents, eviction.
 * @module
 */
import {
  conflict,
  type DeleteOptions,
  forbidden,
  fromRfc3339,
  type KindInfo,
  type KubeObject,
  microsPerSecond,
  type Pod,
  toRfc3339,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { refuseMeasured } from "./metrics-requests.ts";
import { dropObject, putObject } from "./store.ts";
import { hasGeneration } from "./write.ts";

const immortalNamespaces = new Set(["default", "kube-system", "kube-public"]);
/** Finalizers with which the garbage collector is asked for something. */
export const foregroundFinalizer = "foregroundDeletion";
export const orphanFinalizer = "orphan";
/** With which a definition waits for its objects to go. */
export const cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

/**
 * Begins to delete an object, or removes it at once when nothing holds it.
 *
 * @returns the object as it was when deletion began.
 * @throws StatusError `Conflict`, `Forbidden`.
 */
export function beginDeletion(sim: Simulation, info: KindInfo, object: KubeObject, options: DeleteOptions): KubeObject {
  refuseMeasured(info);
  const { metadata } = object;
  checkPreconditions(info, object, options);
  if (object.kind === "Namespace" && immortalNamespaces.has(metadata.name)) {
    throw forbidden(info, metadata.name, "this namespace may not be deleted");
  }
  if (options.dryRun === true) return object;
  const { deletionTimestamp, deletionGracePeriodSeconds: graceLeft = 0, generation } = metadata;
  const deleting = deletionTimestamp !== undefined;
  const finalizers = [...finalizersAfter(metadata.finalizers ?? [], options)];
  const definition = object.kind === "CustomResourceDefinition" && !finalizers.includes(cleanupFinalizer);
  if (definition) finalizers.push(cleanupFinalizer);
  const wanted = graceOf(object, options);
  const shorter = deleting && wanted < graceLeft && wanted > 0;
  // a shorter grace counts from the first request; when that is over already, it is a second
  const end = shorter ? fromRfc3339(deletionTimestamp) + (wanted - graceLeft) * microsPerSecond : 0;
  const late = shorter && end < sim.now;
  const grace = late ? 1 : deleting ? Math.min(wanted, graceLeft) : wanted;
  if (grace === 0 && finalizers.length === 0 && object.kind !== "Namespace") {
    dropObject(sim, object);
    return object;
  }
  const sameGrace = deleting && grace === graceLeft;
  if (sameGrace && finalizers.length === (metadata.finalizers?.length ?? 0)) return object;
  const { finalizers: _before, ...rest } = metadata;
  return putObject(sim, {
    ...object,
    metadata: {
      ...rest,
      deletionTimestamp: sameGrace
        ? deletionTimestamp
        : toRfc3339(late ? sim.now : shorter ? end : sim.now + grace * microsPerSecond),
      ...(definition || object.kind === "Namespace" ? {} : { deletionGracePeriodSeconds: grace }),
      ...(finalizers.length === 0 ? {} : { finalizers }),
      // the mark counts as a change of what is wanted
      ...(generation !== undefined && hasGeneration(object) && !deleting && !definition
        ? { generation: generation + 1 }
        : {}),
    },
    ...(object.kind === "Namespace" ? { status: { ...(object.status as object), phase: "Terminating" } } : {}),
    ...(definition ? { status: endingStatus(sim, object.status) } : {}),
  });
}

/** Says that a definition is to go. */
function endingStatus(sim: Simulation, status: unknown): unknown {
  const conditions =
    (status as { readonly conditions?: readonly { readonly type: string }[] } | undefined)?.conditions ?? [];
  const pending = {
    type: "Terminating",
    status: "True",
    lastTransitionTime: toRfc3339(sim.now),
    reason: "InstanceDeletionPending",
    message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
  };
  return { ...(status as object), conditions: [...conditions.filter(({ type }) => type !== "Terminating"), pending] };
}

function checkPreconditions({ kind }: KindInfo, { metadata }: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {};
  // here Kubernetes names the kind, not the resource
  const subject = { group: "", plural: kind };
  if (uid !== undefined && uid !== metadata.uid) {
    const why =
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). ` +
      "The object might have been deleted and then recreated";
    throw conflict(subject, metadata.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why =
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record ` +
      `(${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(subject, metadata.name, why);
  }
}

/** Only pods that may run somewhere get time to stop. */
function graceOf(object: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  if (object.kind !== "Pod") return 0;
  const { spec, status } = object as Pod;
  if (spec.nodeName === undefined || status.phase === "Succeeded" || status.phase === "Failed") return 0;
  return Math.max(0, gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30);
}

function finalizersAfter(before: readonly string[], { propagationPolicy }: DeleteOptions): readonly string[] {
  const kept = before.filter((name) => name !== foregroundFinalizer && name !== orphanFinalizer);
  if (propagationPolicy === "Foreground") return [...kept, foregroundFinalizer];
  if (propagationPolicy === "Orphan") return [...kept, orphanFinalizer];
  return propagationPolicy === undefined ? before : kept;
}
