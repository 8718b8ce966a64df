import type { KubeEvent, Manifest, Pod } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject, listObjects } from "../../src/apiserver/store.ts";
import { deployment, need, pass, pod, pods, smallCluster } from "../support/small-cluster.ts";

const node = (name: string, cpuCores: number) => ({ name, cpuCores, memoryBytes: 8 * 2 ** 30, maxPods: 110 });
const asking = (name: string, cpu: string, spec = {}) => pod(name, { resources: { requests: { cpu } } }, spec);

function priorityClass(name: string, value: number, fields = {}): Manifest {
  return { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value, ...fields };
}

describe("preemption", () => {
  it("lets the least important pod go for a more important one", () => {
    const sim = smallCluster({ nodes: [node("node-1", 2)] });
    createObject(sim, priorityClass("low", 10));
    createObject(sim, priorityClass("high", 1000));
    createObject(sim, asking("lowest", "800m"));
    createObject(sim, asking("low", "800m", { priorityClassName: "low" }));
    pass(sim, 4);
    createObject(sim, asking("important", "1", { priorityClassName: "high" }));
    pass(sim, 0.1);
    expect(need<Pod>(sim, "Pod", "important").status.nominatedNodeName).toBe("node-1");
    expect(
      need<Pod>(sim, "Pod", "lowest").status.conditions?.find(({ type }) => type === "DisruptionTarget"),
    ).toMatchObject({
      reason: "PreemptionByScheduler",
      message: "default-scheduler: preempting to accommodate a higher priority pod",
    });
    pass(sim, 40);
    expect(getObject(sim, "Pod", "shop", "lowest")).toBeUndefined();
    expect(need<Pod>(sim, "Pod", "important").status.phase).toBe("Running");
    const told = listObjects<KubeEvent>(sim, "Event", "shop").map(({ reason, message }) => `${reason}: ${message}`);
    expect(told).toContain("FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.");
    expect(told).toContain(
      `Preempted: Preempted by pod ${need<Pod>(sim, "Pod", "important").metadata.uid} on node node-1`,
    );
  });

  it("is not for pods whose class never preempts", () => {
    const sim = smallCluster({ nodes: [node("node-1", 2)] });
    createObject(sim, priorityClass("polite", 1000, { preemptionPolicy: "Never" }));
    createObject(sim, asking("small", "1500m"));
    pass(sim, 4);
    createObject(sim, asking("waiting", "1", { priorityClassName: "polite" }));
    pass(sim, 2);
    expect(need<Pod>(sim, "Pod", "waiting").status.conditions?.[0]?.message).toBe(
      "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, " +
        "preemption: not eligible due to preemptionPolicy=Never.",
    );
  });
});

describe("topology spread", () => {
  it("keeps the difference between zones small, and pods waiting where it cannot", () => {
    const zone = "topology.kubernetes.io/zone";
    const sim = smallCluster({ nodes: [node("node-1", 8), node("node-2", 8)] });
    for (const [name, value] of [
      ["node-1", "a"],
      ["node-2", "b"],
    ] as const) {
      patchObject(
        sim,
        { apiVersion: "v1", kind: "Node", name },
        { type: "merge", body: { metadata: { labels: { [zone]: value } } } },
      );
    }
    const topologySpreadConstraints = [
      {
        maxSkew: 1,
        topologyKey: zone,
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: { app: "a" } },
      },
    ];
    createObject(sim, deployment("a", {}, { replicas: 4 }, { topologySpreadConstraints }));
    pass(sim, 3);
    const on = (name: string) => pods(sim).filter(({ spec }) => spec.nodeName === name).length;
    expect([on("node-1"), on("node-2")]).toEqual([2, 2]);
    patchObject(
      sim,
      { apiVersion: "v1", kind: "Node", name: "node-2" },
      { type: "merge", body: { spec: { unschedulable: true } } },
    );
    patchObject(
      sim,
      { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "a" },
      { type: "merge", body: { spec: { replicas: 6 } } },
    );
    pass(sim, 3);
    expect(on("node-1")).toBe(3);
    const waiting = pods(sim).find(({ spec }) => spec.nodeName === undefined);
    expect(waiting?.status.conditions?.[0]?.message).toBe(
      "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable. " +
        "no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, " +
        "1 Preemption is not helpful for scheduling.",
    );
  });
});
