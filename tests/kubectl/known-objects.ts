/**
 * Which objects a namespace has: their names, and who drew them.
 * @module
 */
import type { Cluster, KubeObject } from "@aiops-gym/cluster";
import type { KnownObject } from "./run.ts";

/** Kinds with names that are drawn, or made of hashes. */
const drawn = [
  ["v1", "Pod"],
  ["apps/v1", "ReplicaSet"],
  ["apps/v1", "ControllerRevision"],
  ["batch/v1", "Job"],
  ["discovery.k8s.io/v1", "EndpointSlice"],
] as const;

/** The objects of a namespace whose names may be drawn, by kind and name. */
export async function knownObjects({ api }: Cluster, namespace: string): Promise<ReadonlyMap<string, KnownObject>> {
  const known = new Map<string, KnownObject>();
  for (const [apiVersion, kind] of drawn) {
    const { items } = await api.list({ apiVersion, kind, namespace });
    for (const object of items) known.set(`${kind} ${object.metadata.name}`, knownObject(kind, object));
  }
  return known;
}

function knownObject(kind: string, { metadata }: KubeObject): KnownObject {
  const { name, creationTimestamp, generateName, labels = {} } = metadata;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const hash = labels["pod-template-hash"] ?? labels["controller-revision-hash"];
  return {
    kind,
    name,
    created: creationTimestamp,
    ...(generateName === undefined ? {} : { generateName }),
    ...(owner === undefined ? {} : { owner: `${owner.kind} ${owner.name}` }),
    ...(hash === undefined ? {} : { hash }),
  };
}
