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
import { customKind } from "./custom/custom-kinds.ts";
import { isMeasured, listMetrics, subjectOf } from "./metrics-requests.ts";
import { getObject, shardOf } from "./store.ts";

/** The kind of a reference; `NotFound` when there is none. */
export function kindOf(sim: Simulation, ref: { readonly apiVersion: string; readonly kind: string }): KindInfo {
  const info = kinds.find(ref.apiVersion, ref.kind) ?? customKind(sim, ref.apiVersion, ref.kind)?.info;
  if (info === undefined || (isMeasured(info) && !sim.state.metrics.installed)) throw noSuchResource();
  return info;
}

/** The object that a reference names, when there is one. */
export function findObject<T extends KubeObject = KubeObject>(sim: Simulation, ref: ObjectReference): T | undefined {
  const info = kindOf(sim, ref);
  if (isMeasured(info)) {
    return listMetrics(sim, info, ref.namespace).find(({ metadata }) => metadata.name === ref.name) as T | undefined;
  }
  const object = getObject<T>(sim, shardOf(info), info.namespaced ? (ref.namespace ?? "default") : undefined, ref.name);
  return object === undefined || !info.custom ? object : inVersion(object, info.apiVersion);
}

/** The object that a reference names; `NotFound` when there is none. */
export function readObject<T extends KubeObject = KubeObject>(sim: Simulation, ref: ObjectReference): T {
  const object = findObject<T>(sim, ref);
  if (object === undefined) throw notFound(subjectOf(kindOf(sim, ref)), ref.name);
  return object;
}

/** A custom resource in another version: definitions without conversion change nothing but the name of the version. */
export function inVersion<T extends KubeObject>(object: T, apiVersion: string): T {
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
