/**
 * Taints that follow a node's conditions and its being cordoned, and the labels and annotations that every node gets.
 * @module
 */
import { type Node, type Taint, toRfc3339 } from "@aiops-gym/cluster";
import { getByKey, objectKey, observeKind } from "../../apiserver/store.ts";
import { updateObject } from "../../apiserver/write.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { type Controller, defineController, enqueue } from "../work-queue.ts";
import { conditionTaints, isKept, unschedulableTaint } from "./node-table.ts";

const controller: Controller = defineController("node-lifecycle", (sim, key) => {
  const node = getByKey<Node>(sim, "Node", key);
  if (node !== undefined) syncTaints(sim, node);
});

observeKind<Node>("Node", (sim, { type, object, previous }) => {
  if (type === "DELETED") return;
  const same =
    previous !== undefined &&
    previous.spec === object.spec &&
    previous.metadata.labels === object.metadata.labels &&
    conditionsOf(previous) === conditionsOf(object);
  if (!same) enqueue(sim, controller, objectKey(object));
});

/** A node's conditions; a node that was only made has none. */
export function conditionsOf({ status }: Node): Node["status"]["conditions"] {
  return (status as Partial<Node["status"]> | undefined)?.conditions ?? none;
}

const none: Node["status"]["conditions"] = Object.freeze([]);

/** What a condition says; `""` when there is none. */
export function conditionStatus(node: Node, type: string): string {
  return conditionsOf(node).find((condition) => condition.type === type)?.status ?? "";
}

function syncTaints(sim: Simulation, node: Node): void {
  const taints = node.spec.taints ?? [];
  const wanted = conditionTaints
    .filter(({ type, status }) => conditionStatus(node, type) === status)
    .map(({ key }) => key);
  if (node.spec.unschedulable === true) wanted.push(unschedulableTaint);
  const kept = taints.filter((taint) => !isKept(taint) || wanted.includes(taint.key));
  const added = wanted
    .filter((key) => !taints.some((taint) => taint.key === key && taint.effect === "NoSchedule"))
    .map((key): Taint => ({ effect: "NoSchedule", key, timeAdded: toRfc3339(sim.now) }));
  const { labels = {}, annotations = {} } = node.metadata;
  const os = labels["kubernetes.io/os"];
  const arch = labels["kubernetes.io/arch"];
  writeTaints(
    sim,
    {
      ...node,
      metadata: {
        ...node.metadata,
        labels: {
          ...labels,
          ...(os === undefined ? {} : { "beta.kubernetes.io/os": os }),
          ...(arch === undefined ? {} : { "beta.kubernetes.io/arch": arch }),
        },
        annotations: { "node.alpha.kubernetes.io/ttl": "0", ...annotations },
      },
    },
    kept.length === taints.length && added.length === 0 ? taints : [...kept, ...added],
  );
}

/** Writes a node's taints; none are left out. */
export function writeTaints(sim: Simulation, node: Node, next: readonly Taint[]): void {
  const { taints: _before, ...spec } = node.spec;
  updateObject<Node>(sim, { ...node, spec: next.length === 0 ? spec : { ...spec, taints: next } });
}
