/**
 * What a stateful set does with its pods: makes them in order, stops them in reverse order, replaces the outdated ones.
 * @module
 */
import { type Manifest, type Pod, type StatefulSet, type StatefulSetStatus, StatusError } from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../../apiserver/api-server.ts";
import { updateObject } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { templateOf } from "../controller-revisions.ts";
import { isPodOver, isPodReady } from "../pod-facts.ts";
import { applyPolicy, claimsFollowPolicy, createClaims, hasStaleClaim } from "./claims.ts";
import {
  hasIdentity,
  identityLabels,
  isWanted,
  newPod,
  ordinalOf,
  podName,
  revisionOfPod,
  startOrdinal,
} from "./identity.ts";
import type { Revisions } from "./revisions.ts";
import { sayOfPod } from "./say.ts";
import { countPods, isAvailable, type RevisionNames } from "./status.ts";
import { SyncFailure } from "./sync-failure.ts";

/** A place in the set: the pod that has it, or the one that is to. */
interface Seat {
  readonly ordinal: number;
  readonly pod: Pod | undefined;
  readonly manifest: Manifest | undefined;
  readonly revision: string;
}

/** What a look came to. */
export interface PodsOutcome {
  readonly counts: StatefulSetStatus;
  readonly failure?: SyncFailure;
  /** It is to be gone on with soon, before anything is told. */
  readonly again?: true;
}

/** One look: in an ordered set, at most one pod is made or stopped. */
export function syncPods(sim: Simulation, set: StatefulSet, revisions: Revisions, pods: readonly Pod[]): PodsOutcome {
  const { current, update, collisions } = revisions;
  const names: RevisionNames = { current: current.metadata.name, update: update.metadata.name, collisions };
  const numbered = pods.filter((pod) => ordinalOf(pod) >= 0);
  const counts = countPods(sim, set, names, numbered);
  if (set.metadata.deletionTimestamp !== undefined) return { counts };
  const seats = seatsOf(set, revisions, numbered);
  const condemned = numbered
    .filter((pod) => !isWanted(set, ordinalOf(pod)))
    .sort((a, b) => ordinalOf(b) - ordinalOf(a))
    .map((pod) => ({ ordinal: ordinalOf(pod), pod }));
  const ordered = set.spec.podManagementPolicy !== "Parallel";
  const all = [...seats, ...[...condemned].reverse()];
  const firstUnavailable = all.find(({ pod }) => pod === undefined || isUnavailable(sim, set, pod))?.pod;
  try {
    let claimsMade = false;
    const filled = forAll(seats, ordered, (seat) => {
      const next = fill(sim, set, seat, ordered);
      claimsMade ||= next === "claims";
      return next === true;
    });
    if (claimsMade) return { counts, again: true };
    const done =
      filled &&
      forAll(condemned, ordered, (seat) => {
        if (!claimsFollowPolicy(sim, set, seat)) applyPolicy(sim, set, seat);
        return true;
      }) &&
      forAll(condemned, ordered, ({ pod }) => condemn(sim, set, pod, ordered, firstUnavailable));
    if (!done || set.spec.updateStrategy.type === "OnDelete") return { counts };
    return { counts: replaceOutdated(sim, set, seats, names) ? lessCurrent(counts) : counts };
  } catch (error) {
    if (error instanceof SyncFailure) return { counts, failure: error };
    if (error instanceof StatusError) return { counts, failure: new SyncFailure(error.message) };
    throw error;
  }
}

function seatsOf(set: StatefulSet, { current, update }: Revisions, pods: readonly Pod[]): readonly Seat[] {
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod), pod]));
  const start = startOrdinal(set);
  const { type, rollingUpdate } = set.spec.updateStrategy;
  // below this number the old template holds
  const kept = rollingUpdate === undefined ? (set.status.currentReplicas ?? 0) : (rollingUpdate.partition ?? 0);
  return Array.from({ length: set.spec.replicas }, (_, index) => {
    const ordinal = start + index;
    const pod = byOrdinal.get(ordinal);
    if (pod !== undefined) return { ordinal, pod, manifest: undefined, revision: revisionOfPod(pod) };
    const source = (type === "RollingUpdate" || rollingUpdate !== undefined) && index < kept ? current : update;
    const template = templateOf(source) ?? set.spec.template;
    const revision = source.metadata.name;
    return { ordinal, pod, manifest: newPod(set, template, revision, ordinal), revision };
  });
}

function isUnavailable(sim: Simulation, set: StatefulSet, pod: Pod): boolean {
  return !isAvailable(sim, set, pod) || pod.metadata.deletionTimestamp !== undefined;
}

/**
 * Goes through all, in order: an ordered set ends at the first that has it wait; a parallel one goes on, in batches that
 * double, of which one with a failure is the last. Answers whether nothing had it end.
 */
function forAll<T>(items: readonly T[], ordered: boolean, act: (item: T) => boolean): boolean {
  if (ordered) return items.every(act);
  let size = 1;
  for (let done = 0; done < items.length; size = Math.min(500, 2 * size)) {
    const problems: string[] = [];
    for (const item of items.slice(done, done + size)) {
      try {
        act(item);
      } catch (error) {
        if (!(error instanceof SyncFailure) && !(error instanceof StatusError)) throw error;
        problems.push(error.message);
      }
    }
    if (problems.length > 0) throw SyncFailure.of(problems);
    done += size;
  }
  return true;
}

/** Sees to one place; answers whether an ordered set may go on to the next, or that only claims were made for now. */
function fill(sim: Simulation, set: StatefulSet, seat: Seat, ordered: boolean): boolean | "claims" {
  const { pod, manifest, ordinal } = seat;
  if (pod === undefined) {
    if (hasStaleClaim(sim, set, seat)) return false;
    // a pod follows its claims by the time of a request
    if (createClaimsFor(sim, set, ordinal)) return "claims";
    if (manifest !== undefined) make(sim, set, seat, manifest);
    return !ordered;
  }
  if (isPodOver(pod)) {
    if (pod.metadata.deletionTimestamp === undefined) stop(sim, set, pod);
    return false;
  }
  if (pod.status.phase === "Pending") {
    createClaims(sim, set, ordinal);
    applyPolicy(sim, set, seat);
  }
  const waits = isUnavailable(sim, set, pod) || !isRunningAndReady(pod);
  if (waits && ordered) return false;
  if (!hasIdentity(pod) || !claimsFollowPolicy(sim, set, seat)) adjust(sim, set, pod);
  return true;
}

function isRunningAndReady(pod: Pod): boolean {
  return pod.status.phase === "Running" && isPodReady(pod);
}

/** Makes the claims of a pod that is to come; answers whether there were any to make. */
function createClaimsFor(sim: Simulation, set: StatefulSet, ordinal: number): boolean {
  try {
    return createClaims(sim, set, ordinal);
  } catch (error) {
    if (error instanceof SyncFailure) sayOfPod(sim, set, "create", podName(set, ordinal), error.message);
    throw error;
  }
}

function make(sim: Simulation, set: StatefulSet, seat: Seat, manifest: Manifest): void {
  const name = podName(set, seat.ordinal);
  try {
    createObject(sim, manifest);
    applyPolicy(sim, set, seat);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.reason !== "AlreadyExists") sayOfPod(sim, set, "create", name, error.message);
    throw error;
  }
  sayOfPod(sim, set, "create", name);
}

/** Gives a pod back the labels, and its claims the owners, that somebody took from them. */
function adjust(sim: Simulation, set: StatefulSet, pod: Pod): void {
  const { name, labels } = pod.metadata;
  applyPolicy(sim, set, { ordinal: ordinalOf(pod), pod });
  updateObject<Pod>(sim, { ...pod, metadata: { ...pod.metadata, labels: { ...labels, ...identityLabels(name) } } });
  sayOfPod(sim, set, "update", name);
}

function stop(sim: Simulation, set: StatefulSet, { metadata }: Pod): void {
  const { name, namespace = "" } = metadata;
  deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace, name });
  sayOfPod(sim, set, "delete", name);
}

/** Stops a pod beyond the wanted number; an ordered set stops the next one when this one is gone. */
function condemn(
  sim: Simulation,
  set: StatefulSet,
  pod: Pod,
  ordered: boolean,
  firstUnavailable: Pod | undefined,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return !ordered;
  if (ordered && pod !== firstUnavailable && (!isRunningAndReady(pod) || !isAvailable(sim, set, pod))) return false;
  stop(sim, set, pod);
  return false;
}

/** Stops the last pod of an old template, when those after it are well; answers whether it did. */
function replaceOutdated(sim: Simulation, set: StatefulSet, seats: readonly Seat[], names: RevisionNames): boolean {
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (const { pod, revision } of seats.slice(partition).reverse()) {
    const stopping = pod?.metadata.deletionTimestamp !== undefined;
    if (pod !== undefined && revision !== names.update && !stopping) {
      stop(sim, set, pod);
      return true;
    }
    if (pod === undefined || isUnavailable(sim, set, pod)) return false;
  }
  return false;
}

function lessCurrent(counts: StatefulSetStatus): StatefulSetStatus {
  return { ...counts, currentReplicas: (counts.currentReplicas ?? 0) - 1 };
}
