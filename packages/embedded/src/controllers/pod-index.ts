/**
 * Pods by their labels: pods of one template are alike, so what a selector means is found group by group, not pod by pod. And
 * the pods that nobody controls.
 * @module
 */
import type { Pod } from "@aiops-gym/cluster";
import { getByKey, objectKey, observeKind } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { controllerOf } from "./owners.ts";

type Labels = Readonly<Record<string, string>>;

/** Pods of one namespace that have the same labels. */
export interface LabelGroup {
  readonly labels: Labels;
  /** As `namespace/name`. */
  pods: Map<string, true>;
  /** Grows when a pod comes or goes; names the contents for caches outside of the state. */
  version: number;
}

export interface PodIndexState {
  /** By namespace, then by the labels as text. */
  groups: Map<string, Map<string, LabelGroup>>;
  /** Pods without a controller, by namespace, as `namespace/name`. */
  orphans: Map<string, Map<string, true>>;
}

/** Without pods. */
export function createPodIndex(): PodIndexState {
  return { groups: new Map(), orphans: new Map() };
}

const noLabels: Labels = Object.freeze({});
const texts = new WeakMap<Labels, string>();

/** Labels as text: the same for the same labels. */
export function labelText(labels: Labels = noLabels): string {
  let text = texts.get(labels);
  if (text === undefined) {
    text = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (Object.isFrozen(labels)) texts.set(labels, text);
  }
  return text;
}

// A pure function of a group's contents, which its version names.
const sorted = new WeakMap<LabelGroup, { readonly version: number; readonly keys: readonly string[] }>();

function sortedKeys(group: LabelGroup): readonly string[] {
  let known = sorted.get(group);
  if (known === undefined || known.version !== group.version) {
    known = { version: group.version, keys: [...group.pods.keys()].sort() };
    sorted.set(group, known);
  }
  return known.keys;
}

/** The pods of a namespace whose labels pass a test, in the order of their names. */
export function podsMatching(
  sim: Simulation,
  namespace: string | undefined,
  matches: (labels: Labels) => boolean,
): readonly Pod[] {
  const pods: Pod[] = [];
  const groups = sim.state.controlPlane.podIndex.groups.get(namespace ?? "");
  if (groups === undefined) return pods;
  let keys: readonly string[] | undefined;
  let mixed = false;
  for (const group of groups.values()) {
    if (!matches(group.labels)) continue;
    mixed ||= keys !== undefined;
    keys = keys === undefined ? sortedKeys(group) : [...keys, ...group.pods.keys()];
  }
  if (keys === undefined) return pods;
  for (const key of mixed ? [...keys].sort() : keys) {
    const pod = getByKey<Pod>(sim, "Pod", key);
    if (pod !== undefined) pods.push(pod);
  }
  return pods;
}

/** How many pods there are like one: of its namespace, with its labels. */
export function alikeCount(sim: Simulation, { metadata }: Pod): number {
  const { groups } = sim.state.controlPlane.podIndex;
  return groups.get(metadata.namespace ?? "")?.get(labelText(metadata.labels))?.pods.size ?? 0;
}

/** The pods of a namespace that nobody controls. */
export function orphansIn(sim: Simulation, namespace: string | undefined): readonly Pod[] {
  const pods: Pod[] = [];
  for (const key of sim.state.controlPlane.podIndex.orphans.get(namespace ?? "")?.keys() ?? []) {
    const pod = getByKey<Pod>(sim, "Pod", key);
    if (pod !== undefined) pods.push(pod);
  }
  return pods.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function enter({ groups, orphans }: PodIndexState, pod: Pod): void {
  const { namespace = "", labels = noLabels } = pod.metadata;
  const ofNamespace = within(groups, namespace, () => new Map<string, LabelGroup>());
  const group = within(ofNamespace, labelText(labels), () => ({ labels, pods: new Map(), version: 0 }));
  group.pods.set(objectKey(pod), true);
  group.version += 1;
  if (controllerOf(pod) === undefined) within(orphans, namespace, () => new Map()).set(objectKey(pod), true);
}

function leave({ groups, orphans }: PodIndexState, pod: Pod): void {
  const { namespace = "", labels = noLabels } = pod.metadata;
  const key = objectKey(pod);
  const ofNamespace = groups.get(namespace);
  const group = ofNamespace?.get(labelText(labels));
  if (group !== undefined) {
    group.pods.delete(key);
    group.version += 1;
    if (group.pods.size === 0) ofNamespace?.delete(labelText(labels));
    if (ofNamespace?.size === 0) groups.delete(namespace);
  }
  const left = orphans.get(namespace);
  left?.delete(key);
  if (left?.size === 0) orphans.delete(namespace);
}

observeKind<Pod>("Pod", (sim, { type, object, previous }) => {
  const index = sim.state.controlPlane.podIndex;
  if (type === "ADDED") enter(index, object);
  else if (type === "DELETED") leave(index, previous ?? object);
  else if (previous !== undefined) {
    const same =
      previous.metadata.labels === object.metadata.labels &&
      previous.metadata.ownerReferences === object.metadata.ownerReferences;
    if (same) return;
    leave(index, previous);
    enter(index, object);
  }
});
