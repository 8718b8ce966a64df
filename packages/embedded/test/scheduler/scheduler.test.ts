import type { KubeEvent, Manifest, Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { listObjects } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { deployment, need, pass, pod, pods, smallCluster } from "../support/small-cluster.ts";

const node = (name: string, cpuCores = 4) => ({ name, cpuCores, memoryBytes: 8 * 2 ** 30, maxPods: 110 });

function complaints(sim: Simulation, name: string): readonly string[] {
  return listObjects<KubeEvent>(sim, "Event", "shop")
    .filter((event) => event.involvedObject.name === name && event.reason === "FailedScheduling")
    .map(({ message }) => message);
}

const unbound = { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "c" } }] };
const notHelpful = (count = 1) =>
  `no new claims to deallocate, preemption: 0/1 nodes are available: ${count} Preemption is not helpful for scheduling.`;

// What Kubernetes 1.34.4 said on one node.
const cases: readonly (readonly [string, Manifest, string])[] = [
  [
    "cpu",
    pod("p", { resources: { requests: { cpu: "100" } } }),
    `0/1 nodes are available: 1 Insufficient cpu. ${notHelpful()}`,
  ],
  [
    "cpu and memory",
    pod("p", { resources: { requests: { cpu: "100", memory: "1000Gi" } } }),
    `0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. ${notHelpful()}`,
  ],
  [
    "a node selector",
    pod("p", { resources: { requests: { cpu: "100" } } }, { nodeSelector: { a: "b" } }),
    `0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${notHelpful()}`,
  ],
  ["a missing claim", pod("p", {}, unbound), '0/1 nodes are available: persistentvolumeclaim "c" not found. not found'],
];

describe("the scheduler", () => {
  it.each(cases)("tells what %s keeps from", (_what, manifest, message) => {
    const sim = smallCluster();
    createObject(sim, manifest);
    pass(sim, 3);
    expect(complaints(sim, "p")).toEqual([message]);
    const { status } = need<Pod>(sim, "Pod", "p");
    expect(status).toMatchObject({
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    });
  });

  it("counts nodes by reason, ordered by text", () => {
    const sim = smallCluster({ nodes: [node("node-1"), node("node-2"), node("node-3", 1)] });
    const taints = [{ key: "k", value: "v", effect: "NoSchedule" }];
    patchObject(sim, { apiVersion: "v1", kind: "Node", name: "node-1" }, { type: "merge", body: { spec: { taints } } });
    patchObject(
      sim,
      { apiVersion: "v1", kind: "Node", name: "node-2" },
      { type: "merge", body: { spec: { unschedulable: true } } },
    );
    pass(sim, 1);
    createObject(sim, pod("filler", { resources: { requests: { cpu: "800m" } } }));
    pass(sim, 1);
    createObject(sim, pod("p", { resources: { requests: { cpu: "500m" } } }));
    pass(sim, 1);
    expect(complaints(sim, "p")).toEqual([
      "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. " +
        "no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, " +
        "2 Preemption is not helpful for scheduling.",
    ]);
  });

  it("tries again when a pod goes that was in the way, and not before", () => {
    const sim = smallCluster({ nodes: [node("node-1", 1)] });
    createObject(sim, pod("first", { resources: { requests: { cpu: "600m" } } }));
    pass(sim, 4);
    createObject(sim, pod("second", { resources: { requests: { cpu: "600m" } } }));
    pass(sim, 60);
    expect(complaints(sim, "second")).toHaveLength(1);
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "first" });
    pass(sim, 5);
    expect(need<Pod>(sim, "Pod", "second").status.phase).toBe("Running");
  });

  it("places pods whose claim is bound at last", () => {
    const sim = smallCluster();
    createObject(sim, pod("p", {}, unbound));
    pass(sim, 5);
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } };
    createObject(sim, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "c", namespace: "shop" },
      spec,
    });
    pass(sim, 5);
    expect(complaints(sim, "p")).toContain(
      "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
    );
    createObject(sim, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: "v" },
      spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Mi" }, hostPath: { path: "/v" } },
    });
    pass(sim, 20);
    expect(need<Pod>(sim, "Pod", "p").status.phase).toBe("Running");
  });

  it("spreads the pods of a deployment", () => {
    const sim = smallCluster({ nodes: [node("node-1"), node("node-2")] });
    createObject(sim, deployment("a", {}, { replicas: 4 }));
    pass(sim, 6);
    const count = (name: string) => pods(sim).filter(({ spec }) => spec.nodeName === name).length;
    expect([count("node-1"), count("node-2")]).toEqual([2, 2]);
  });

  it("leaves pods of other schedulers alone", () => {
    const sim = smallCluster();
    createObject(sim, pod("p", {}, { schedulerName: "other" }));
    pass(sim, 5);
    expect(need<Pod>(sim, "Pod", "p").spec.nodeName).toBeUndefined();
  });

  it("evicts pods that do not tolerate a NoExecute taint", () => {
    const sim = smallCluster({ nodes: [node("node-1"), node("node-2")] });
    createObject(sim, deployment("a", {}, { replicas: 2 }));
    pass(sim, 6);
    const taints = [{ key: "k", effect: "NoExecute" }];
    patchObject(sim, { apiVersion: "v1", kind: "Node", name: "node-1" }, { type: "merge", body: { spec: { taints } } });
    pass(sim, 10);
    expect(pods(sim).map(({ spec }) => spec.nodeName)).toEqual(["node-2", "node-2"]);
    const events = listObjects<KubeEvent>(sim, "Event", "shop").filter(
      ({ reason }) => reason === "TaintManagerEviction",
    );
    expect(events).toHaveLength(1);
  });
});
