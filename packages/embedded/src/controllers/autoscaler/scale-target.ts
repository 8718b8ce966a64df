/**
 * What an autoscaler scales: finding it, and who else looks after its pods.
 * @module
 */
import {
  type HorizontalPodAutoscaler,
  labelMatcher,
  type ObjectReference,
  type Pod,
  StatusError,
} from "@aiops-gym/cluster";
import { kindOf, readObject } from "../../apiserver/api-server.ts";
import { type Scale, scaleOf } from "../../apiserver/scale.ts";
import { listObjects } from "../../apiserver/store.ts";
import type { Simulation } from "../../kernel/simulation.ts";

/** The scale of a target, or why there is none. */
export type FoundScale = { readonly ok: true; readonly scale: Scale } | { readonly ok: false; readonly why: string };

/** What an autoscaler names. */
export function targetOf({ spec, metadata }: HorizontalPodAutoscaler): ObjectReference {
  const { apiVersion = "v1", kind, name } = spec.scaleTargetRef;
  return { apiVersion, kind, namespace: metadata.namespace ?? "", name };
}

/** Reads the scale of a target. */
export function findScale(sim: Simulation, target: ObjectReference): FoundScale {
  try {
    return { ok: true, scale: scaleOf(kindOf(sim, target), readObject(sim, target)) };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.status.details?.kind !== undefined) return { ok: false, why: error.message };
    const [group = ""] = target.apiVersion.split("/");
    const why = `no matches for kind ${JSON.stringify(target.kind)} in group ${JSON.stringify(group)}`;
    return { ok: false, why };
  }
}

/** The autoscalers of a namespace (as `namespace/name`) that are known to look after some of the pods of a selector. */
export function autoscalersOf(sim: Simulation, namespace: string, selector: string): readonly string[] {
  const matches = labelMatcher(selector);
  const pods = listObjects<Pod>(sim, "Pod", namespace).filter((pod) => matches(pod.metadata.labels));
  const keys: string[] = [];
  for (const [key, memory] of sim.state.controlPlane.autoscalers) {
    if (memory.selector === "" || !key.startsWith(`${namespace}/`)) continue;
    const selects = labelMatcher(memory.selector);
    if (pods.some((pod) => selects(pod.metadata.labels))) keys.push(key);
  }
  return keys;
}
