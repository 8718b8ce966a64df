/**
 * Annotations of a deployment's replica sets: their revisions, and the size they were made for.
 * @module
 */
import type { Deployment, KubeObject, ReplicaSet } from "@aiops-gym/cluster";
import { sameJson } from "../../apiserver/draft.ts";
import { maxSurge } from "./deployment-math.ts";

const prefix = "deployment.kubernetes.io";
export const revisionAnnotation: string = `${prefix}/revision`;
const historyAnnotation = `${prefix}/revision-history`;
const desiredAnnotation = `${prefix}/desired-replicas`;
const maxAnnotation = `${prefix}/max-replicas`;
const notCopied: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "deprecated.deployment.rollback.to",
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
]);

type Annotations = Readonly<Record<string, string>>;

/** The number of a replica set's template; 0 when it has none. */
export function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** What a replica set is to carry, a new one's when `set` is absent. */
export function annotationsOfSet(deployment: Deployment, set: ReplicaSet | undefined, revision: number): Annotations {
  const annotations: Record<string, string> = { ...set?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!notCopied.has(key)) annotations[key] = value;
  }
  const before = annotations[revisionAnnotation];
  if (before === undefined || Number(before) < revision) {
    annotations[revisionAnnotation] = String(revision);
    if (before !== undefined) {
      const history = annotations[historyAnnotation];
      annotations[historyAnnotation] = history === undefined ? before : `${history},${before}`;
    }
  }
  return set === undefined ? { ...annotations, ...sizeAnnotations(deployment) } : annotations;
}

// Annotations of replica sets that were found to be as they are to be, for whose annotations and which number; all are frozen.
const annotated = new WeakMap<object, { readonly wanted: unknown; readonly revision: number }>();

/** Whether a replica set carries what {@link annotationsOfSet} says. */
export function isAnnotated(deployment: Deployment, set: ReplicaSet, revision: number): boolean {
  const { annotations } = set.metadata;
  const wanted = deployment.metadata.annotations;
  const last = annotations === undefined ? undefined : annotated.get(annotations);
  if (last !== undefined && last.wanted === wanted && last.revision === revision) return true;
  if (!sameJson(annotationsOfSet(deployment, set, revision), annotations)) return false;
  const isFixed = Object.isFrozen(annotations) && (wanted === undefined || Object.isFrozen(wanted));
  if (annotations !== undefined && isFixed) annotated.set(annotations, { wanted, revision });
  return true;
}

/** What the deployment wants, noted on its replica sets: a difference is how a scaling is told from a rollout. */
export function sizeAnnotations(deployment: Deployment): Annotations {
  const { replicas } = deployment.spec;
  return { [desiredAnnotation]: String(replicas), [maxAnnotation]: String(replicas + maxSurge(deployment)) };
}

/** The most pods that a replica set was meant to have when its deployment last sized it; infinite when none did. */
export function sizedFor(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[maxAnnotation] ?? Number.POSITIVE_INFINITY);
}

/** Whether a replica set was last sized for another number of replicas. */
export function sizedForOther(set: ReplicaSet, replicas: number): boolean {
  const desired = set.metadata.annotations?.[desiredAnnotation];
  return desired !== undefined && Number(desired) !== replicas;
}
