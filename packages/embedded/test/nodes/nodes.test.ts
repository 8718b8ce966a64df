import type { KubeEvent, KubeObject, Manifest, Node, Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject, listObjects } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { need, pass, pod, smallCluster } from "../support/small-cluster.ts";

const amounts = { cpu: "4", memory: "8Gi", pods: "110" };

function node(name: string, fields: { readonly fake?: true } = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, ...(fields.fake === true ? { annotations: { "kwok.x-k8s.io/node": "fake" } } : {}) },
    status: { capacity: amounts, allocatable: amounts },
  };
}

function nodeOf(sim: Simulation, name: string): Node {
  const found = getObject<Node>(sim, "Node", undefined, name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
}

function taints(sim: Simulation, name: string): readonly string[] {
  return (nodeOf(sim, name).spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
}

function ready(sim: Simulation, name: string): string {
  return nodeOf(sim, name).status.conditions?.find(({ type }) => type === "Ready")?.status ?? "";
}

function events(sim: Simulation, name: string): readonly string[] {
  return listObjects<KubeEvent>(sim, "Event")
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason, message }) => `${reason}: ${message}`);
}

describe("a node", () => {
  it("has a lease that its kubelet renews every ten seconds and a little", () => {
    const sim = smallCluster();
    const renewed = (): string => {
      const lease = getObject<KubeObject>(sim, "Lease", "kube-node-lease", "node-1");
      return (lease?.spec as { renewTime?: string } | undefined)?.renewTime ?? "";
    };
    pass(sim, 1);
    const before = renewed();
    pass(sim, 11);
    expect(Date.parse(renewed()) - Date.parse(before)).toBeGreaterThanOrEqual(10_000);
  });

  it("without a kubelet is unknown after a minute, and takes no pods", () => {
    const sim = smallCluster();
    createObject(sim, node("lonely"));
    expect(taints(sim, "lonely")).toEqual(["node.kubernetes.io/not-ready:NoSchedule"]);
    pass(sim, 30);
    expect(events(sim, "lonely")).toEqual(["RegisteredNode: Node lonely event: Registered Node lonely in Controller"]);
    pass(sim, 50);
    expect(nodeOf(sim, "lonely").status.conditions[0]).toMatchObject({
      type: "Ready",
      status: "Unknown",
      reason: "NodeStatusNeverUpdated",
      message: "Kubelet never posted node status.",
    });
    expect(taints(sim, "lonely")).toEqual([
      "node.kubernetes.io/unreachable:NoSchedule",
      "node.kubernetes.io/unreachable:NoExecute",
    ]);
  });

  it("that falls silent loses its pods when they tolerate it no longer, and is welcome again", () => {
    const sim = smallCluster();
    createObject(sim, node("far"));
    const report = () =>
      patchObject(
        sim,
        { apiVersion: "v1", kind: "Node", name: "far" },
        {
          type: "merge",
          body: {
            status: {
              conditions: [
                { type: "Ready", status: "True", lastHeartbeatTime: new Date(sim.now / 1000).toISOString() },
              ],
            },
          },
        },
        { subresource: "status" },
      );
    report();
    pass(sim, 1);
    const tolerations = [
      { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 },
    ];
    createObject(sim, pod("p", {}, { nodeName: "far", tolerations }));
    pass(sim, 45);
    expect(ready(sim, "far")).toBe("True");
    pass(sim, 20);
    expect(ready(sim, "far")).toBe("Unknown");
    expect(events(sim, "far")).toContain("NodeNotReady: Node far status is now: NodeNotReady");
    // nobody is there to stop it
    const evicted = need<Pod>(sim, "Pod", "p");
    expect(evicted.metadata.deletionTimestamp).toBeDefined();
    expect(evicted.status.conditions?.find(({ type }) => type === "DisruptionTarget")).toMatchObject({
      reason: "DeletionByTaintManager",
      message: "Taint manager: deleting due to NoExecute taint",
    });
    report();
    pass(sim, 6);
    expect(taints(sim, "far")).toEqual([]);
  });

  it("takes its pods with it, after a while in which it may come back", () => {
    const sim = smallCluster();
    createObject(sim, node("short", { fake: true }));
    pass(sim, 6);
    createObject(sim, pod("p", {}, { nodeName: "short" }));
    pass(sim, 1);
    deleteObject(sim, { apiVersion: "v1", kind: "Node", name: "short" });
    pass(sim, 39);
    expect(need<Pod>(sim, "Pod", "p").status.phase).toBe("Running");
    pass(sim, 45);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
    expect(events(sim, "short")).toContain("RemovingNode: Node short event: Removing Node short from Controller");
  });
});

describe("kwok", () => {
  it("brings annotated nodes and their pods alive, and keeps what lost the annotation", () => {
    const sim = smallCluster();
    createObject(sim, node("fake", { fake: true }));
    pass(sim, 1);
    expect(nodeOf(sim, "fake").status.nodeInfo["kubeletVersion"]).toBe("kwok-0.7.0");
    expect(taints(sim, "fake")).toEqual([]);
    createObject(sim, pod("p", {}, { nodeName: "fake" }));
    pass(sim, 1);
    expect(need<Pod>(sim, "Pod", "p").status).toMatchObject({ phase: "Running", podIP: "10.0.0.1" });
    patchObject(
      sim,
      { apiVersion: "v1", kind: "Node", name: "fake" },
      { type: "merge", body: { metadata: { annotations: { "kwok.x-k8s.io/node": null } } } },
    );
    pass(sim, 120);
    expect(ready(sim, "fake")).toBe("True");
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "p" });
    pass(sim, 1);
    expect(getObject(sim, "Pod", "shop", "p")).toBeUndefined();
  });
});
