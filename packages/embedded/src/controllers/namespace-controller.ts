/**
 * Namespaces: what every one holds from its beginning, and how one ends.
 * @module
 */
import {
  type ConfigMap,
  fromRfc3339,
  type KubeObject,
  kinds,
  microsPerSecond,
  type Namespace,
  type Pod,
  toRfc3339,
} from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../apiserver/api-server.ts";
import { customKinds } from "../apiserver/custom/custom-kinds.ts";
import { getByKey, getObject, listObjects, objectKey, observeKind, shardOf } from "../apiserver/store.ts";
import { updateObject, writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { certificateAuthority } from "./certificate-authority.ts";
import { type Controller, defineController, enqueue, enqueueLater, succeeded } from "./work-queue.ts";

const caDescription =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the " +
  "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes " +
  "clusters.";

/** How long after a change of a namespace that is going the controller looks at it: objects of late requests are there by then. */
const graceMicros = 5 * microsPerSecond;
/** How long what has finalizers is expected to take. */
const finalizerSeconds = 15;

const defaults: Controller = defineController("namespace-defaults", (sim, key) => {
  const namespace = getByKey<Namespace>(sim, "Namespace", key);
  if (namespace?.status.phase === "Active") fillNamespace(sim, namespace.metadata.name);
});

const controller: Controller = defineController("namespace", (sim, key) => {
  const namespace = getByKey<Namespace>(sim, "Namespace", key);
  if (namespace?.metadata.deletionTimestamp !== undefined) empty(sim, namespace);
});

observeKind<Namespace>("Namespace", (sim, { type, object }) => {
  if (type === "ADDED") enqueue(sim, defaults, objectKey(object));
  else if (type === "MODIFIED" && object.metadata.deletionTimestamp !== undefined) {
    enqueueLater(sim, controller, objectKey(object), graceMicros);
  }
});

for (const kind of ["ServiceAccount", "ConfigMap"]) {
  observeKind(kind, (sim, { type, object }) => {
    if (type === "DELETED") enqueue(sim, defaults, `/${object.metadata.namespace}`);
  });
}

/** Gives a namespace its service account and the cluster's certificate. */
export function fillNamespace(sim: Simulation, namespace: string): void {
  if (getObject(sim, "ServiceAccount", namespace, "default") === undefined) {
    createObject(sim, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } });
  }
  if (getObject<ConfigMap>(sim, "ConfigMap", namespace, "kube-root-ca.crt") === undefined) {
    createObject(sim, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kube-root-ca.crt", namespace, annotations: { "kubernetes.io/description": caDescription } },
      data: { "ca.crt": certificateAuthority },
    });
  }
}

interface Remains {
  /** Seconds that what remains may still take. */
  readonly estimate: number;
  /** Objects left, by `plural` or `plural.group`. */
  readonly counts: ReadonlyMap<string, number>;
  /** Objects that have a finalizer, by finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
  readonly failure?: string;
}

/** Deletes what a namespace holds, pods first; goes on while something is left, and then lets the namespace go. */
function empty(sim: Simulation, namespace: Namespace): void {
  const key = objectKey(namespace);
  const pods = emptyOfPods(sim, namespace);
  const remains = pods ?? emptyOfAll(sim, namespace);
  // while there are pods, the others are not counted yet
  const told = pods === undefined ? remains : { ...remains, counts: new Map(), finalizers: new Map() };
  const conditions = endingConditions(sim, namespace, told);
  const current = writeStatus<Namespace>(sim, namespace, { ...namespace.status, conditions });
  if (remains.counts.size === 0 && remains.failure === undefined) {
    succeeded(sim, controller, key);
    updateObject<Namespace>(sim, { ...current, spec: { ...current.spec, finalizers: [] } });
  } else if (remains.failure !== undefined) enqueueLater(sim, controller, key, graceMicros);
  else enqueueLater(sim, controller, key, (Math.floor(remains.estimate / 2) + 1) * microsPerSecond);
}

/** Deletes the pods; says what is left of them, if anything. */
function emptyOfPods(sim: Simulation, { metadata }: Namespace): Remains | undefined {
  const { name, deletionTimestamp = "" } = metadata;
  const pods = [...listObjects<Pod>(sim, "Pod", name)];
  if (pods.length === 0) return undefined;
  const grace = pods
    .filter(({ status }) => status.phase !== "Succeeded" && status.phase !== "Failed")
    .reduce((most, { spec }) => Math.max(most, spec.terminationGracePeriodSeconds ?? 0), 0);
  for (const pod of pods) remove(sim, pod);
  const left = listObjects<Pod>(sim, "Pod", name);
  if (left.length === 0) return undefined;
  const since = (sim.now - fromRfc3339(deletionTimestamp)) / microsPerSecond;
  const estimate = since >= grace ? 0 : grace;
  const unexpected =
    "Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: " +
    `${name} for gvr: /v1, Resource=pods`;
  const finalizers = finalizersOf(left);
  const failed = estimate === 0 && finalizers.size === 0;
  return {
    estimate: estimate === 0 ? finalizerSeconds : estimate,
    counts: new Map([["pods.", left.length]]),
    finalizers,
    ...(failed ? { failure: unexpected } : {}),
  };
}

function emptyOfAll(sim: Simulation, { metadata }: Namespace): Remains {
  const counts = new Map<string, number>();
  const left: KubeObject[] = [];
  for (const info of [...kinds.kinds, ...[...customKinds(sim).values()].map((custom) => custom.info)]) {
    if (!info.namespaced || info.group === "events.k8s.io") continue;
    const shard = shardOf(info);
    for (const object of [...listObjects(sim, shard, metadata.name)]) remove(sim, object);
    const rest = listObjects(sim, shard, metadata.name);
    if (rest.length > 0 && !counts.has(`${info.plural}.${info.group}`)) {
      counts.set(`${info.plural}.${info.group}`, rest.length);
      left.push(...rest);
    }
  }
  return { estimate: finalizerSeconds, counts, finalizers: finalizersOf(left) };
}

function remove(sim: Simulation, { apiVersion, kind, metadata }: KubeObject): void {
  if (metadata.deletionTimestamp !== undefined) return;
  const { name, namespace = "" } = metadata;
  deleteObject(sim, { apiVersion, kind, namespace, name }, { propagationPolicy: "Background" });
}

function finalizersOf(objects: readonly KubeObject[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { metadata } of objects) {
    for (const finalizer of metadata.finalizers ?? []) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  return counts;
}

type Conditions = NonNullable<Namespace["status"]["conditions"]>;

function endingConditions(
  sim: Simulation,
  { status }: Namespace,
  { counts, finalizers, failure }: Remains,
): Conditions {
  const told = (map: ReadonlyMap<string, number>, between: string) =>
    [...map.keys()]
      .sort()
      .map((key) => `${key}${between}${map.get(key)} resource instances`)
      .join(", ");
  const resources = told(counts, " has ");
  const names = told(finalizers, " in ");
  const condition = (
    type: string,
    problem: readonly [reason: string, message: string] | undefined,
    reason: string,
    message: string,
  ) => ({
    type,
    status: problem === undefined ? ("False" as const) : ("True" as const),
    reason: problem?.[0] ?? reason,
    message: problem?.[1] ?? message,
  });
  const wanted = [
    condition(
      "NamespaceDeletionDiscoveryFailure",
      undefined,
      "ResourcesDiscovered",
      "All resources successfully discovered",
    ),
    condition(
      "NamespaceDeletionGroupVersionParsingFailure",
      undefined,
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    condition(
      "NamespaceDeletionContentFailure",
      failure === undefined ? undefined : ["ContentDeletionFailed", failure],
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ),
    condition(
      "NamespaceContentRemaining",
      resources === "" ? undefined : ["SomeResourcesRemain", `Some resources are remaining: ${resources}`],
      "ContentRemoved",
      "All content successfully removed",
    ),
    condition(
      "NamespaceFinalizersRemaining",
      names === ""
        ? undefined
        : ["SomeFinalizersRemain", `Some content in the namespace has finalizers remaining: ${names}`],
      "ContentHasNoFinalizers",
      "All content-preserving finalizers finished",
    ),
  ];
  return wanted.map(({ type, status: state, ...rest }) => {
    const before = status.conditions?.find((one) => one.type === type);
    const lastTransitionTime =
      before?.status === state && before.lastTransitionTime !== undefined
        ? before.lastTransitionTime
        : toRfc3339(sim.now);
    return { type, status: state, lastTransitionTime, ...rest };
  });
}
