/**
 * Signs of life: the lease of a node that its kubelet, or kwok, renews every ten seconds, and the times in its status.
 * @module
 */
import {
  type KubeObject,
  microsPerSecond,
  type Node,
  toRfc3339,
  toRfc3339Micro,
  type UnixMicros,
} from "@aiops-gym/cluster";
import { createObject } from "../../apiserver/api-server.ts";
import { getObject, objectKey, observeKind, putAt } from "../../apiserver/store.ts";
import { writeStatus } from "../../apiserver/write.ts";
import { nextInt } from "../../kernel/random.ts";
import { defineEvent, type Simulation } from "../../kernel/simulation.ts";
import { conditionsOf } from "./node-taints.ts";
import type { NodeKeeper } from "./nodes-state.ts";

const leaseNamespace = "kube-node-lease";
const leaseSeconds = 40;
/** A lease is renewed after a quarter of its time, and up to 4 % later. */
const renewMicros = (leaseSeconds / 4) * microsPerSecond;
const renewJitter = Math.round(renewMicros * 0.04);

/** How often a status that says nothing new is written. */
const statusPeriods = {
  kubelet: { micros: 300 * microsPerSecond, jitter: 10 * microsPerSecond },
  kwok: { micros: 20 * microsPerSecond, jitter: 5 * microsPerSecond },
} as const;

interface Beat {
  readonly name: string;
  readonly at: UnixMicros;
}

/** Whether a kubelet runs on a node. */
export function hasKubelet(sim: Simulation, nodeName: string): boolean {
  return sim.state.controlPlane.nodes.keepers.get(nodeName)?.kind === "kubelet";
}

/** Lets somebody keep a node alive from now on. */
export function keepNode(sim: Simulation, name: string, kind: NodeKeeper["kind"]): void {
  const { keepers } = sim.state.controlPlane.nodes;
  if (keepers.has(name)) return;
  keepers.set(name, { kind, leaseAt: 0, statusAt: 0 });
  if (getObject(sim, "Node", undefined, name) !== undefined) begin(sim, name);
}

/** Nobody keeps the node alive any more. */
export function leaveNode(sim: Simulation, name: string): void {
  sim.state.controlPlane.nodes.keepers.delete(name);
}

observeKind<Node>("Node", (sim, { type, object }) => {
  const { name } = object.metadata;
  const keeper = sim.state.controlPlane.nodes.keepers.get(name);
  if (keeper === undefined || type === "MODIFIED") return;
  if (type === "ADDED") begin(sim, name);
  else {
    keeper.leaseAt = 0;
    keeper.statusAt = 0;
  }
});

function begin(sim: Simulation, name: string): void {
  const keeper = sim.state.controlPlane.nodes.keepers.get(name);
  if (keeper === undefined) return;
  beatLater(sim, name, keeper, 0);
  statusLater(sim, name, keeper);
}

function beatLater(sim: Simulation, name: string, keeper: NodeKeeper, micros: number): void {
  keeper.leaseAt = sim.now + micros;
  sim.scheduleAt(keeper.leaseAt, renew, { name, at: keeper.leaseAt });
}

function statusLater(sim: Simulation, name: string, keeper: NodeKeeper): void {
  const { micros, jitter } = statusPeriods[keeper.kind];
  keeper.statusAt = sim.now + micros + nextInt(sim.random("nodes/status"), jitter);
  sim.scheduleAt(keeper.statusAt, refresh, { name, at: keeper.statusAt });
}

/** Nothing of applications depends on leases. */
const renew = defineEvent(
  "nodes/renew",
  (sim: Simulation, { name, at }: Beat) => {
    const keeper = sim.state.controlPlane.nodes.keepers.get(name);
    const node = getObject<Node>(sim, "Node", undefined, name);
    if (keeper === undefined || node === undefined || keeper.leaseAt !== at) return;
    const lease = getObject<KubeObject>(sim, "Lease", leaseNamespace, name);
    const renewTime = toRfc3339Micro(sim.now);
    if (lease !== undefined)
      putAt(sim, { ...lease, spec: { ...(lease.spec as object), renewTime } }, "Lease", objectKey(lease), true);
    else if (getObject(sim, "Namespace", undefined, leaseNamespace) !== undefined) {
      createObject(sim, {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: {
          name,
          namespace: leaseNamespace,
          ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid: node.metadata.uid }],
        },
        spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime },
      });
    }
    beatLater(sim, name, keeper, renewMicros + nextInt(sim.random("nodes/leases"), renewJitter));
  },
  { quiet: true },
);

const refresh = defineEvent("nodes/refresh", (sim: Simulation, { name, at }: Beat) => {
  const keeper = sim.state.controlPlane.nodes.keepers.get(name);
  const node = getObject<Node>(sim, "Node", undefined, name);
  if (keeper === undefined || node === undefined || keeper.statusAt !== at) return;
  const lastHeartbeatTime = toRfc3339(sim.now);
  const conditions = conditionsOf(node).map((condition) => ({ ...condition, lastHeartbeatTime }));
  writeStatus<Node>(sim, node, { ...node.status, conditions });
  statusLater(sim, name, keeper);
});
