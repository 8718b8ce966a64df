/**
 * How far a rollout is, in kubectl's words.
 * @module
 */
import type { KindInfo, KubeObject } from "@aiops-gym/cluster";
import { KubectlError, notRegistered } from "./kubectl-error.ts";
import { revisionOf } from "./owned.ts";
import { fieldAt, listAt, numberAt, textAt } from "./tree.ts";

/** A line, and whether nothing more is to come. */
export interface RolloutState {
  readonly text: string;
  readonly done: boolean;
}

function waiting(text: string): RolloutState {
  return { text: `${text}\n`, done: false };
}

function complete(text: string): RolloutState {
  return { text: `${text}\n`, done: true };
}

/** @throws {@link KubectlError} when the rollout failed, or the kind has none. */
export function rolloutStatus(
  { kind, group, apiVersion, custom }: Pick<KindInfo, "kind" | "group" | "apiVersion" | "custom">,
  object: KubeObject,
  revision: number,
): RolloutState {
  const viewer = viewers[kind];
  if (custom) throw notRegistered({ kind, apiVersion });
  if (viewer === undefined) {
    throw new KubectlError(`no status viewer has been implemented for ${group === "" ? kind : `${kind}.${group}`}`);
  }
  return viewer(object, revision);
}

function isObserved(object: KubeObject): boolean {
  return (object.metadata.generation ?? 0) <= numberAt(object, "status.observedGeneration");
}

function deploymentStatus(object: KubeObject, revision: number): RolloutState {
  const name = JSON.stringify(object.metadata.name);
  if (revision > 0 && revision !== revisionOf(object)) {
    throw new KubectlError(
      `desired revision (${revision}) is different from the running revision (${revisionOf(object)})`,
    );
  }
  if (!isObserved(object)) return waiting("Waiting for deployment spec update to be observed...");
  const progressing = listAt(object, "status.conditions").find((one) => one["type"] === "Progressing");
  if (textAt(progressing, "reason") === "ProgressDeadlineExceeded") {
    throw new KubectlError(`deployment ${name} exceeded its progress deadline`);
  }
  const wanted = numberAt(object, "spec.replicas");
  const [total, updated, available] = ["replicas", "updatedReplicas", "availableReplicas"].map((field) =>
    numberAt(object, `status.${field}`),
  ) as [number, number, number];
  const start = `Waiting for deployment ${name} rollout to finish:`;
  if (updated < wanted) return waiting(`${start} ${updated} out of ${wanted} new replicas have been updated...`);
  if (total > updated) return waiting(`${start} ${total - updated} old replicas are pending termination...`);
  if (available < updated) return waiting(`${start} ${available} of ${updated} updated replicas are available...`);
  return complete(`deployment ${name} successfully rolled out`);
}

function requireRolling(object: KubeObject): void {
  if (textAt(object, "spec.updateStrategy.type") !== "RollingUpdate") {
    throw new KubectlError("rollout status is only available for RollingUpdate strategy type");
  }
}

function daemonSetStatus(object: KubeObject): RolloutState {
  requireRolling(object);
  if (!isObserved(object)) return waiting("Waiting for daemon set spec update to be observed...");
  const name = JSON.stringify(object.metadata.name);
  const wanted = numberAt(object, "status.desiredNumberScheduled");
  const updated = numberAt(object, "status.updatedNumberScheduled");
  const available = numberAt(object, "status.numberAvailable");
  const start = `Waiting for daemon set ${name} rollout to finish:`;
  if (updated < wanted) return waiting(`${start} ${updated} out of ${wanted} new pods have been updated...`);
  if (available < wanted) return waiting(`${start} ${available} of ${wanted} updated pods are available...`);
  return complete(`daemon set ${name} successfully rolled out`);
}

function statefulSetStatus(object: KubeObject): RolloutState {
  requireRolling(object);
  if (numberAt(object, "status.observedGeneration") === 0 || !isObserved(object)) {
    return waiting("Waiting for statefulset spec update to be observed...");
  }
  const wanted = numberAt(object, "spec.replicas");
  const ready = numberAt(object, "status.readyReplicas");
  const updated = numberAt(object, "status.updatedReplicas");
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
  if (fieldAt(object, "spec.updateStrategy.rollingUpdate") !== undefined) {
    const target = wanted - numberAt(object, "spec.updateStrategy.rollingUpdate.partition");
    if (updated < target) {
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${target} new pods have been updated...`,
      );
    }
    return complete(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const [update, current] = [textAt(object, "status.updateRevision"), textAt(object, "status.currentRevision")];
  if (update !== current)
    return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...`);
  return complete(
    `statefulset rolling update complete ${numberAt(object, "status.currentReplicas")} pods at revision ${current}...`,
  );
}

const viewers: Readonly<Record<string, (object: KubeObject, revision: number) => RolloutState>> = {
  Deployment: deploymentStatus,
  DaemonSet: daemonSetStatus,
  StatefulSet: statefulSetStatus,
};
