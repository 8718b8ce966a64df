/**
 * What requests refer to: kinds and objects.
 * @module
 */
import {
  type KindInfo,
  type KubeObject,
  kinds,
  noSuchResource,
  notFound,
  type ObjectReference,
} from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { getObject } from "./store.ts";

/** The kind of a reference; `NotFound` when there is none. */
export function kindOf(ref: { readonly apiVersion: string; readonly kind: string }): KindInfo {
  const info = kinds.find(ref.apiVersion, ref.kind);
  // there is no metrics server, as on a new cluster
  if (info === undefined || info.group === "metrics.k8s.io") throw noSuchResource();
  return info;
}

/** The object that a reference names; `NotFound` when there is none. */
export function readObject<T extends KubeObject = KubeObject>(sim: Simulation, ref: ObjectReference): T {
  const info = kindOf(ref);
  const object = getObject<T>(sim, info.kind, info.namespaced ? (ref.namespace ?? "default") : undefined, ref.name);
  if (object === undefined) throw notFound(info, ref.name);
  return object;
}
