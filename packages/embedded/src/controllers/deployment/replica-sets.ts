/**
 * The replica sets of a deployment: which is new, which are old, how they are named and annotated.
 * @module
 */
import {
  type Deployment,
  type DeploymentStatus,
  type KubeObject,
  labelMatcher,
  type PodTemplateSpec,
  type ReplicaSet,
  StatusError,
} from "@aiops-gym/cluster";
import { createObject } from "../../apiserver/api-server.ts";
import { sameJson } from "../../apiserver/draft.ts";
import { dependentsOf, getObject, listObjects, observeKind, someObject } from "../../apiserver/store.ts";
import type { KindShard } from "../../apiserver/store-state.ts";
import { updateObject } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { findCondition, setCondition } from "../conditions.ts";
import { recordEvent } from "../events.ts";
import { controllerOf, controllerReference, isControlledBy, withoutOwner } from "../owners.ts";
import { newSetReplicas } from "./deployment-math.ts";
import { annotationsOfSet, isAnnotated, revisionAnnotation, revisionOf, sizeAnnotations } from "./set-annotations.ts";
import { templateHash } from "./template-hash.ts";

/** The component that a deployment's events come from. */
export const component = "deployment-controller";
export const hashLabel = "pod-template-hash";

/** The new replica set, when there is one, and all others. */
export interface Sets {
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  readonly all: readonly ReplicaSet[];
}

// The version of a store's replica sets at which all were found to be owned, each by one controller.
const owned = new WeakMap<KindShard, number>();

function isOwned({ metadata: { ownerReferences } }: ReplicaSet): boolean {
  return ownerReferences?.length === 1 && ownerReferences[0]?.controller === true;
}

observeKind<ReplicaSet>("ReplicaSet", (sim, { type, object }) => {
  const shard = sim.state.store.shards.get("ReplicaSet");
  if (shard === undefined || owned.get(shard) !== shard.version - 1) return;
  if (type === "DELETED" || isOwned(object)) owned.set(shard, shard.version);
});

/** Whether some replica set has no owner, or several: hardly ever, and there are hundreds of sets. */
function someUnowned(sim: Simulation): boolean {
  const shard = sim.state.store.shards.get("ReplicaSet");
  if (shard === undefined || owned.get(shard) === shard.version) return false;
  if (someObject<ReplicaSet>(sim, "ReplicaSet", (set) => !isOwned(set))) return true;
  owned.set(shard, shard.version);
  return false;
}

/** Replica sets that a deployment owns, oldest first; ones that match its selector are adopted, ones that do not are let go. */
export function setsOf(sim: Simulation, deployment: Deployment): Sets {
  const { uid } = deployment.metadata;
  const matches = labelMatcher(deployment.spec.selector);
  let dependents = dependentsOf(sim, uid);
  if (someUnowned(sim) || dependents.some(({ metadata }) => !matches(metadata.labels))) {
    claimSets(sim, deployment, matches);
    dependents = dependentsOf(sim, uid);
  }
  const all = dependents
    .filter((object): object is ReplicaSet => object.kind === "ReplicaSet" && isControlledBy(object, deployment))
    .sort(byCreation);
  const current = all.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
  return { current, old: all.filter((set) => set !== current), all };
}

function claimSets(sim: Simulation, deployment: Deployment, matches: ReturnType<typeof labelMatcher>): void {
  const { namespace, uid, deletionTimestamp } = deployment.metadata;
  for (const set of listObjects<ReplicaSet>(sim, "ReplicaSet", namespace)) {
    const isMatching = matches(set.metadata.labels);
    if (controllerOf(set) === undefined) {
      const adoptable = set.metadata.deletionTimestamp === undefined && isMatching;
      if (adoptable && deletionTimestamp === undefined) adopt(sim, set, deployment);
    } else if (isControlledBy(set, deployment) && !isMatching) updateObject(sim, withoutOwner(set, uid));
  }
}

function adopt(sim: Simulation, object: KubeObject, owner: KubeObject): void {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  updateObject(sim, { ...object, metadata: { ...object.metadata, ownerReferences } });
}

/** Orders by revision, the smallest first. */
export function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  return revisionOf(a) - revisionOf(b) || byCreation(a, b);
}

/** Oldest first, then by name. */
export function byCreation(a: KubeObject, b: KubeObject): number {
  const [at, bt] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (at !== bt) return at < bt ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

// What a template was last compared with; both are frozen.
const compared = new WeakMap<PodTemplateSpec, { readonly other: PodTemplateSpec; readonly same: boolean }>();

function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  const last = compared.get(a);
  if (last?.other === b) return last.same;
  const same = sameJson(withoutHash(a), withoutHash(b));
  if (Object.isFrozen(a) && Object.isFrozen(b)) compared.set(a, { other: b, same });
  return same;
}

function withoutHash(template: PodTemplateSpec): unknown {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/**
 * Numbers and annotates the new replica set, making it when there is none and `create` says so; the deployment's
 * own revision follows. Answers with both as they are then; `deployment` is absent when this sync should end here.
 */
export function syncRevision(
  sim: Simulation,
  deployment: Deployment,
  sets: Sets,
  create: boolean,
): { readonly deployment: Deployment; readonly sets: Sets } | undefined {
  const revision = Math.max(0, ...sets.old.map(revisionOf)) + 1;
  if (sets.current === undefined) return create ? createSet(sim, deployment, sets, revision) : { deployment, sets };
  const { current } = sets;
  const minReadySeconds = deployment.spec.minReadySeconds;
  if (!isAnnotated(deployment, current, revision) || current.spec.minReadySeconds !== minReadySeconds) {
    const annotations = annotationsOfSet(deployment, current, revision);
    const { minReadySeconds: _before, ...spec } = current.spec;
    const updated = updateObject<ReplicaSet>(sim, {
      ...current,
      metadata: { ...current.metadata, annotations },
      spec: minReadySeconds === undefined ? spec : { ...spec, minReadySeconds },
    });
    return { deployment, sets: { ...sets, current: updated, all: replaced(sets.all, current, updated) } };
  }
  const { conditions } = deployment.status;
  const revisionText = String(revisionOf(current));
  if (findCondition(conditions, "Progressing") !== undefined) {
    const { annotations, name, namespace } = deployment.metadata;
    const isNumbered = annotations?.[revisionAnnotation] === revisionText;
    if (isNumbered && getObject(sim, "Deployment", namespace, name) === deployment) return { deployment, sets };
    return { deployment: withRevision(sim, deployment, revisionText, conditions), sets };
  }
  const found = setCondition(sim, conditions ?? [], {
    type: "Progressing",
    status: "True",
    reason: "FoundNewReplicaSet",
    message: `Found new replica set "${current.metadata.name}"`,
  });
  return { deployment: withRevision(sim, deployment, revisionText, found), sets };
}

function withRevision(
  sim: Simulation,
  deployment: Deployment,
  revision: string,
  conditions: DeploymentStatus["conditions"],
): Deployment {
  return updateObject<Deployment>(sim, {
    ...deployment,
    metadata: {
      ...deployment.metadata,
      annotations: { ...deployment.metadata.annotations, [revisionAnnotation]: revision },
    },
    status: conditions === undefined ? deployment.status : { ...deployment.status, conditions },
  });
}

function replaced(all: readonly ReplicaSet[], before: ReplicaSet, after: ReplicaSet): readonly ReplicaSet[] {
  return all.map((set) => (set === before ? after : set));
}

function createSet(
  sim: Simulation,
  deployment: Deployment,
  sets: Sets,
  revision: number,
): ReturnType<typeof syncRevision> {
  const { name, namespace } = deployment.metadata;
  const hash = templateHash(deployment.spec.template, deployment.status.collisionCount);
  const template = deployment.spec.template;
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const replicas = newSetReplicas(deployment, sets.all, 0);
  const setName = `${name}-${hash}`;
  let created: ReplicaSet;
  try {
    created = createObject<ReplicaSet>(sim, {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: setName,
        ...(namespace === undefined ? {} : { namespace }),
        labels,
        annotations: annotationsOfSet(deployment, undefined, revision),
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas,
        ...(deployment.spec.minReadySeconds === undefined ? {} : { minReadySeconds: deployment.spec.minReadySeconds }),
        selector: {
          ...deployment.spec.selector,
          matchLabels: { ...deployment.spec.selector.matchLabels, [hashLabel]: hash },
        },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return failToCreate(sim, deployment, setName, error);
  }
  const messageOf = `Created new replica set "${setName}"`;
  if (replicas > 0) recordScaling(sim, deployment, setName, 0, replicas);
  const conditions = setCondition(sim, deployment.status.conditions ?? [], {
    type: "Progressing",
    status: "True",
    reason: "NewReplicaSetCreated",
    message: messageOf,
  });
  const next = withRevision(sim, deployment, String(revision), conditions);
  return { deployment: next, sets: { current: created, old: sets.old, all: [...sets.all, created] } };
}

function failToCreate(sim: Simulation, deployment: Deployment, setName: string, error: StatusError): undefined {
  if (error.reason === "AlreadyExists") {
    // another template has the same hash: the next try adds the count of collisions to it
    const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
    updateObject(sim, { ...deployment, status: { ...deployment.status, collisionCount } });
    return undefined;
  }
  if (getObject(sim, "Namespace", undefined, deployment.metadata.namespace ?? "")?.metadata.deletionTimestamp) {
    return undefined;
  }
  const message = `Failed to create new replica set "${setName}": ${error.message}`;
  const failed = { type: "Progressing", status: "False", reason: "ReplicaSetCreateError", message } as const;
  const conditions = setCondition(sim, deployment.status.conditions ?? [], failed);
  updateObject(sim, { ...deployment, status: { ...deployment.status, conditions } });
  recordEvent(sim, { involved: deployment, type: "Warning", reason: "ReplicaSetCreateError", message, component });
  return undefined;
}

/** Sizes a replica set and says so; answers with it as it is then. */
export function scaleSet(sim: Simulation, deployment: Deployment, set: ReplicaSet, replicas: number): ReplicaSet {
  const before = set.spec.replicas;
  const updated = updateObject<ReplicaSet>(sim, {
    ...set,
    metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...sizeAnnotations(deployment) } },
    spec: { ...set.spec, replicas },
  });
  if (before !== replicas) recordScaling(sim, deployment, set.metadata.name, before, replicas);
  return updated;
}

function recordScaling(sim: Simulation, involved: Deployment, set: string, from: number, to: number): void {
  const message = `Scaled ${from < to ? "up" : "down"} replica set ${set} from ${from} to ${to}`;
  recordEvent(sim, { involved, type: "Normal", reason: "ScalingReplicaSet", message, component });
}
