/**
 * Namespaces: what every one holds from its beginning, and how one ends.
 * @module
 */
import { type ConfigMap, kinds, microsPerSecond, type Namespace, type Pod, toRfc3339 } from "@aiops-gym/cluster";
import { createObject, deleteObject } from "../apiserver/api-server.ts";
import { getByKey, getObject, listObjects, objectKey, observeKind } from "../apiserver/store.ts";
import { updateObject, writeStatus } from "../apiserver/write.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { certificateAuthority } from "./certificate-authority.ts";
import { type Controller, defineController, enqueue, enqueueAfter } from "./work-queue.ts";

const caDescription =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the " +
  "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes " +
  "clusters.";

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
    enqueue(sim, controller, objectKey(object));
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

/** Deletes what a namespace holds; goes on while something is left, and then lets the namespace go. */
function empty(sim: Simulation, namespace: Namespace): void {
  const { name } = namespace.metadata;
  let remaining = 0;
  let graceSeconds = 0;
  for (const { kind, apiVersion } of kinds.kinds) {
    for (const object of [...listObjects(sim, kind, name)]) {
      if (object.apiVersion !== apiVersion) continue;
      if (kind === "Pod")
        graceSeconds = Math.max(graceSeconds, (object as Pod).spec.terminationGracePeriodSeconds ?? 30);
      deleteObject(
        sim,
        { apiVersion, kind, namespace: name, name: object.metadata.name },
        { propagationPolicy: "Background" },
      );
      if (getObject(sim, kind, name, object.metadata.name) !== undefined) remaining += 1;
    }
  }
  if (remaining === 0) {
    updateObject<Namespace>(sim, { ...namespace, spec: { ...namespace.spec, finalizers: [] } });
    return;
  }
  writeStatus(sim, namespace, { ...namespace.status, conditions: endingConditions(sim, remaining) });
  enqueueAfter(sim, controller, objectKey(namespace), (Math.floor(graceSeconds / 2) + 1) * microsPerSecond);
}

function endingConditions(sim: Simulation, remaining: number): NonNullable<Namespace["status"]["conditions"]> {
  const lastTransitionTime = toRfc3339(sim.now);
  return [
    {
      type: "NamespaceDeletionDiscoveryFailure",
      status: "False",
      lastTransitionTime,
      reason: "ResourcesDiscovered",
      message: "All resources successfully discovered",
    },
    {
      type: "NamespaceDeletionGroupVersionParsingFailure",
      status: "False",
      lastTransitionTime,
      reason: "ParsedGroupVersions",
      message: "All legacy kube types successfully parsed",
    },
    {
      type: "NamespaceDeletionContentFailure",
      status: "False",
      lastTransitionTime,
      reason: "ContentDeleted",
      message: "All content successfully deleted, may be waiting on finalization",
    },
    {
      type: "NamespaceContentRemaining",
      status: "True",
      lastTransitionTime,
      reason: "SomeResourcesRemain",
      message: `Some resources are remaining: pods. has ${remaining} resource instances`,
    },
    {
      type: "NamespaceFinalizersRemaining",
      status: "False",
      lastTransitionTime,
      reason: "ContentHasNoFinalizers",
      message: "All content-preserving finalizers finished",
    },
  ];
}
