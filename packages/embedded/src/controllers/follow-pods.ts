/**
 * Which pods a workload's controller looks after: telling it of them, adopting orphans, letting go of what no longer matches.
 * @module
 */
import { type KubeObject, type LabelSelector, labelMatcher, type Pod } from "@aiops-gym/cluster";
import { dependentsOf, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { controllerOf, controllerReference, isControlledBy, withoutOwner } from "./owners.ts";
import { orphansIn } from "./pod-index.ts";
import { type Controller, enqueue } from "./work-queue.ts";

/** Registers, once per process, that a controller hears of its objects' pods, and of orphans that its objects select. */
export function followPods<T extends KubeObject>(
  kind: T["kind"],
  controller: Controller,
  selectorOf: (owner: T) => LabelSelector,
): void {
  observeKind<Pod>("Pod", (sim, { object, previous }) => {
    const current = controllerOf(object);
    const isSettled = previous === undefined || previous.metadata.ownerReferences === object.metadata.ownerReferences;
    // Nearly all are another kind's, and were.
    if (current !== undefined && current.kind !== kind && isSettled) return;
    for (const pod of previous === undefined ? [object] : [object, previous]) {
      const owner = controllerOf(pod);
      if (owner?.kind !== kind) continue;
      const load = sim.state.store.dependents.get(owner.uid)?.length ?? 0;
      enqueue(sim, controller, `${pod.metadata.namespace}/${owner.name}`, load);
    }
    if (current !== undefined || object.metadata.deletionTimestamp !== undefined) return;
    // an orphan: somebody may want it
    for (const owner of listObjects<T>(sim, kind, object.metadata.namespace)) {
      if (labelMatcher(selectorOf(owner))(object.metadata.labels)) enqueue(sim, controller, objectKey(owner));
    }
  });
}

/** What finding an orphan a new owner takes: two requests, one of which asks whether the owner still is there. */
export const adoptionMicros = 12_000;

/** Which pods count beside the selector. */
export interface PodFilter {
  /** Pods for which this does not hold are not looked at: neither adopted nor let go. */
  readonly among?: (pod: Pod) => boolean;
  /** A condition as good as the selector: owned pods for which it does not hold are let go. */
  readonly match?: (pod: Pod) => boolean;
  /** Told of each pod that was adopted. */
  readonly onAdopt?: (pod: Pod) => void;
}

/** The pods of an owner: ones that match its selector are adopted, ones that no longer do are let go. */
export function claimPods(
  sim: Simulation,
  owner: KubeObject,
  selector: LabelSelector,
  { among = () => true, match = () => true, onAdopt }: PodFilter = {},
): readonly Pod[] {
  const labelled = labelMatcher(selector);
  const matches = (pod: Pod) => labelled(pod.metadata.labels) && match(pod);
  const goes = owner.metadata.deletionTimestamp !== undefined;
  if (!goes) {
    for (const pod of orphansIn(sim, owner.metadata.namespace)) {
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      if (!among(pod) || !matches(pod)) continue;
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controllerReference(owner)];
      updateObject(sim, { ...pod, metadata: { ...pod.metadata, ownerReferences } });
      onAdopt?.(pod);
    }
  }
  const owned = dependentsOf(sim, owner.metadata.uid).filter(
    (object): object is Pod => object.kind === "Pod" && isControlledBy(object, owner) && among(object as Pod),
  );
  return owned.filter((pod) => {
    if (matches(pod)) return true;
    if (!goes) updateObject(sim, withoutOwner(pod, owner.metadata.uid));
    return false;
  });
}
