/**
 * Taints that make the pods of a lost node leave, when their time is up: not more than a node in ten seconds, and nobody where too
 * many are lost.
 * @module
 */
import { type Node, type Taint, toRfc3339 } from "@aiops-gym/cluster";
import { getObject, listObjects } from "../../apiserver/store.ts";
import { defineEvent, type Simulation } from "../../kernel/simulation.ts";
import { nodePeriods, notReadyTaint, partialDisruption, taintMicros, unreachableTaint } from "./node-table.ts";
import { conditionStatus, writeTaints } from "./node-taints.ts";

function isEvicting({ key, effect }: Taint): boolean {
  return effect === "NoExecute" && (key === unreachableTaint || key === notReadyTaint);
}

/** Takes those taints off a node that is heard of again. */
export function keepReachable(sim: Simulation, node: Node): void {
  const taints = node.spec.taints ?? [];
  const kept = taints.filter((one) => !isEvicting(one));
  if (kept.length < taints.length) writeTaints(sim, node, kept);
}

/** Has a node's pods leave, a moment later, one node in ten seconds. */
export function taintLater(sim: Simulation, name: string): void {
  sim.schedule(taintMicros, taint, { name });
}

const taint = defineEvent("nodes/taint", (sim: Simulation, { name }: { readonly name: string }) => {
  const nodes = sim.state.controlPlane.nodes;
  const node = getObject<Node>(sim, "Node", undefined, name);
  const ready = node === undefined ? "" : conditionStatus(node, "Ready");
  if (node === undefined || ready === "" || ready === "True" || nodes.disrupted || isPartlyDisrupted(sim)) return;
  const key = ready === "Unknown" ? unreachableTaint : notReadyTaint;
  const taints = node.spec.taints ?? [];
  if (taints.some((one) => isEvicting(one) && one.key === key)) return;
  // one that is tainted already only changes its taint
  const swap = taints.some(isEvicting);
  if (!swap && nodes.nextTaintAt > sim.now) {
    sim.scheduleAt(nodes.nextTaintAt, taint, { name });
    return;
  }
  if (!swap) nodes.nextTaintAt = sim.now + nodePeriods.taint;
  const added: Taint = { effect: "NoExecute", key, timeAdded: toRfc3339(sim.now) };
  writeTaints(sim, node, [...taints.filter((one) => !isEvicting(one)), added]);
});

function notReady(all: readonly Node[]): readonly Node[] {
  return all.filter((node) => conditionStatus(node, "Ready") !== "True");
}

function isPartlyDisrupted(sim: Simulation): boolean {
  const all = listObjects<Node>(sim, "Node");
  const lost = notReady(all).length;
  return lost > partialDisruption.nodes && lost / all.length >= partialDisruption.share;
}

/** Where no node is ready, it may be the monitor that is cut off: nobody is evicted until one is back. */
export function foreseeDisruption(sim: Simulation): void {
  const nodes = sim.state.controlPlane.nodes;
  const all = listObjects<Node>(sim, "Node");
  const lost = notReady(all);
  const disrupted = all.length > 0 && lost.length === all.length;
  if (disrupted === nodes.disrupted) return;
  nodes.disrupted = disrupted;
  if (disrupted) for (const node of all) keepReachable(sim, node);
  else {
    nodes.nextTaintAt = sim.now + nodePeriods.taint;
    for (const { metadata } of lost) sim.scheduleAt(nodes.nextTaintAt, taint, { name: metadata.name });
  }
}
