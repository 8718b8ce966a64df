/**
 * The claims of a stateful set's pods: made before them, kept or deleted after them.
 * @module
 */
import {
  type KubeObject,
  type OwnerReference,
  type PersistentVolumeClaim,
  type Pod,
  type StatefulSet,
  StatusError,
} from "@aiops-gym/cluster";
import { createObject } from "../../apiserver/api-server.ts";
import { getObject } from "../../apiserver/store.ts";
import { updateObject } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { controllerReference } from "../owners.ts";
import { claimsOf, isWanted, podName } from "./identity.ts";
import { say } from "./say.ts";
import { SyncFailure } from "./sync-failure.ts";

/** The pod of a number: its uid is absent while it is not there. */
interface Seat {
  readonly ordinal: number;
  readonly pod: Pod | undefined;
}

function claimAt(sim: Simulation, set: StatefulSet, name: string | undefined): PersistentVolumeClaim | undefined {
  return getObject<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", set.metadata.namespace, name ?? "");
}

/**
 * Makes the claims of a pod that are not there. Answers whether it made any.
 *
 * @throws SyncFailure when one cannot be made, or goes.
 */
export function createClaims(sim: Simulation, set: StatefulSet, ordinal: number): boolean {
  const problems: string[] = [];
  let made = false;
  const pod = podName(set, ordinal);
  const owner = set.metadata.name;
  for (const { template: _template, ...claim } of claimsOf(set, ordinal)) {
    const name = claim.metadata.name ?? "";
    const stored = claimAt(sim, set, name);
    if (stored?.metadata.deletionTimestamp !== undefined) problems.push(`pvc ${name} is being deleted`);
    if (stored !== undefined) continue;
    try {
      createObject(sim, claim);
      made = true;
      say(sim, set, "SuccessfulCreate", `create Claim ${name} Pod ${pod} in StatefulSet ${owner} success`);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      problems.push(`failed to create PVC ${name}: ${error.message}`);
      const failed = `create Claim ${name} for Pod ${pod} in StatefulSet ${owner} failed error: ${error.message}`;
      say(sim, set, "FailedCreate", failed);
    }
  }
  if (problems.length > 0) throw SyncFailure.of(problems);
  return made;
}

/** Whether a claim of the pod still belongs to a pod of that name that is gone: the new one waits until it went. */
export function hasStaleClaim(sim: Simulation, set: StatefulSet, { ordinal, pod }: Seat): boolean {
  if (policyOf(set).whenScaled === "Retain") return false;
  const name = podName(set, ordinal);
  return claimsOf(set, ordinal).some(({ metadata }) =>
    claimAt(sim, set, metadata.name)?.metadata.ownerReferences?.some(
      (reference) => names(reference, "Pod", name) && reference.uid !== pod?.metadata.uid,
    ),
  );
}

/** Whether the owners of a pod's claims are those that the retention policy asks for. */
export function claimsFollowPolicy(sim: Simulation, set: StatefulSet, seat: Seat): boolean {
  return claimsOf(set, seat.ordinal).every(({ metadata }) => {
    const claim = claimAt(sim, set, metadata.name);
    return claim === undefined || ownersFor(set, seat, claim) === undefined;
  });
}

/** Gives a pod's claims the owners that the retention policy asks for. */
export function applyPolicy(sim: Simulation, set: StatefulSet, seat: Seat): void {
  for (const { metadata } of claimsOf(set, seat.ordinal)) {
    const claim = claimAt(sim, set, metadata.name);
    const owners = claim === undefined ? undefined : ownersFor(set, seat, claim);
    if (claim === undefined || owners === undefined) continue;
    const { ownerReferences: _before, ...rest } = claim.metadata;
    updateObject(sim, { ...claim, metadata: owners.length === 0 ? rest : { ...rest, ownerReferences: owners } });
  }
}

function policyOf({ spec }: StatefulSet): NonNullable<StatefulSet["spec"]["persistentVolumeClaimRetentionPolicy"]> {
  return spec.persistentVolumeClaimRetentionPolicy ?? { whenDeleted: "Retain", whenScaled: "Retain" };
}

function names({ apiVersion, kind, name }: OwnerReference, wanted: string, by: string): boolean {
  return kind === wanted && name === by && apiVersion === (wanted === "Pod" ? "v1" : "apps/v1");
}

/** The owners that a claim is to have; `undefined` when it has them, or others that are not to be touched. */
function ownersFor(
  set: StatefulSet,
  { ordinal, pod }: Seat,
  { metadata }: PersistentVolumeClaim,
): readonly OwnerReference[] | undefined {
  const owners = metadata.ownerReferences ?? [];
  const ofSet = (owner: OwnerReference) => names(owner, "StatefulSet", set.metadata.name);
  const ofPod = (owner: OwnerReference) => names(owner, "Pod", podName(set, ordinal));
  const stale = owners.some(
    (owner) =>
      (ofSet(owner) && owner.uid !== set.metadata.uid) || (ofPod(owner) && owner.uid !== (pod?.metadata.uid ?? "")),
  );
  if (stale) return undefined;
  const others = owners.filter((owner) => !ofSet(owner) && !ofPod(owner));
  const { whenScaled, whenDeleted } = policyOf(set);
  const keeps = whenScaled === "Retain" && whenDeleted === "Retain";
  const has = (owner: KubeObject | undefined) => owners.some(({ uid }) => uid === owner?.metadata.uid);
  if (!keeps && others.some(({ controller }) => controller === true)) return has(set) || has(pod) ? others : undefined;
  const scaledDown = !isWanted(set, ordinal);
  const podOwns = whenScaled === "Delete" && scaledDown;
  const setOwns = whenDeleted === "Delete" && !podOwns;
  const controls = owners.every((owner) => (!ofSet(owner) && !ofPod(owner)) || owner.controller === true);
  if (has(set) === setOwns && has(pod) === podOwns && controls) return undefined;
  if (podOwns && pod === undefined) return undefined;
  return [
    ...others,
    ...(podOwns && pod !== undefined ? [controllerReference(pod)] : []),
    ...(setOwns ? [controllerReference(set)] : []),
  ];
}
