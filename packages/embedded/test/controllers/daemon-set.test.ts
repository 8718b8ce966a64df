import type { DaemonSet, Manifest, Node } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, patchObject } from "../../src/apiserver/api-server.ts";
import { listObjects } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { eventTexts, need, pass, pods, smallCluster, templateOf } from "../support/small-cluster.ts";

const gibibyte = 2 ** 30;
const nodes = ["node-1", "node-2", "node-3"].map((name) => ({
  name,
  cpuCores: 8,
  memoryBytes: 32 * gibibyte,
  maxPods: 110,
}));
const ref = { apiVersion: "apps/v1", kind: "DaemonSet", namespace: "shop", name: "agent" };

function daemonSet(container: object = {}, spec: object = {}, podSpec: object = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent", namespace: "shop" },
    spec: {
      selector: { matchLabels: { app: "agent" } },
      template: templateOf("agent", { ...container }, { terminationGracePeriodSeconds: 1, ...podSpec }),
      ...spec,
    },
  };
}

function placed(sim: Simulation): readonly (string | undefined)[] {
  return pods(sim, "agent")
    .map(({ spec }) => spec.nodeName ?? "")
    .sort();
}

describe("a daemon set", () => {
  it("runs one pod on every node", () => {
    const sim = smallCluster({ nodes });
    createObject(sim, daemonSet());
    pass(sim, 8);
    expect(placed(sim)).toEqual(["node-1", "node-2", "node-3"]);
    const { status, metadata } = need<DaemonSet>(sim, "DaemonSet", "agent");
    expect(metadata.annotations).toEqual({ "deprecated.daemonset.template.generation": "1" });
    expect(status).toEqual({
      observedGeneration: 1,
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      numberReady: 3,
      updatedNumberScheduled: 3,
    });
    expect(eventTexts(sim, "agent").filter((text) => text.startsWith("SuccessfulCreate: Created pod: "))).toHaveLength(
      3,
    );
  });

  it("follows the labels of nodes", () => {
    const sim = smallCluster({ nodes });
    createObject(sim, daemonSet({}, {}, { nodeSelector: { disk: "fast" } }));
    pass(sim, 3);
    expect(placed(sim)).toEqual([]);
    const node = { apiVersion: "v1", kind: "Node", name: "node-2" };
    patchObject(sim, node, { type: "merge", body: { metadata: { labels: { disk: "fast" } } } });
    pass(sim, 5);
    expect(placed(sim)).toEqual(["node-2"]);
    patchObject(sim, node, { type: "merge", body: { metadata: { labels: { disk: null } } } });
    pass(sim, 5);
    expect(placed(sim)).toEqual([]);
    expect(need<DaemonSet>(sim, "DaemonSet", "agent").status.desiredNumberScheduled).toBe(0);
  });

  it("does not mind cordoned nodes, but taints that it does not tolerate", () => {
    const sim = smallCluster({ nodes });
    patchObject(
      sim,
      { apiVersion: "v1", kind: "Node", name: "node-1" },
      { type: "merge", body: { spec: { unschedulable: true } } },
    );
    const [, second] = listObjects<Node>(sim, "Node");
    patchObject(
      sim,
      { apiVersion: "v1", kind: "Node", name: second?.metadata.name ?? "" },
      { type: "merge", body: { spec: { taints: [{ key: "own", value: "x", effect: "NoSchedule" }] } } },
    );
    pass(sim, 1);
    createObject(sim, daemonSet());
    pass(sim, 8);
    expect(placed(sim)).toEqual(["node-1", "node-3"]);
  });

  it("replaces its pods one by one", () => {
    const sim = smallCluster({ nodes });
    createObject(sim, daemonSet());
    pass(sim, 8);
    const body = { spec: { template: { spec: { containers: [{ name: "c", image: "acme/app:2" }] } } } };
    patchObject(sim, ref, { type: "strategic", body });
    for (let step = 0; step < 40; step++) {
      pass(sim, 0.5);
      const ready = pods(sim, "agent").filter(({ status }) =>
        status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
      );
      expect(ready.length).toBeGreaterThanOrEqual(2);
    }
    expect(pods(sim, "agent").map(({ spec }) => spec.containers[0]?.image)).toEqual(new Array(3).fill("acme/app:2"));
    expect(need<DaemonSet>(sim, "DaemonSet", "agent").metadata.annotations).toEqual({
      "deprecated.daemonset.template.generation": "2",
    });
  });
});
