import type { ReplicaSet } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { listObjects } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { deployment, eventTexts, needDeployment, pass, pods, smallCluster } from "../support/small-cluster.ts";

const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "a" };

function setImage(sim: Simulation, image: string): void {
  const body = { spec: { template: { spec: { containers: [{ name: "c", image }] } } } };
  patchObject(sim, ref, { type: "strategic", body });
}

function sets(sim: Simulation): readonly ReplicaSet[] {
  return [...listObjects<ReplicaSet>(sim, "ReplicaSet", "shop")].sort(
    (a, b) =>
      Number(a.metadata.annotations?.["deployment.kubernetes.io/revision"]) -
      Number(b.metadata.annotations?.["deployment.kubernetes.io/revision"]),
  );
}

function conditions(sim: Simulation): readonly string[] {
  return (needDeployment(sim, "a").status.conditions ?? []).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  );
}

describe("a deployment", () => {
  it("makes its replica set and its pods, and tells of them as Kubernetes 1.34 does", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a", {}, { replicas: 2 }));
    pass(sim, 5);
    const [set] = sets(sim);
    const name = set?.metadata.name ?? "";
    expect(name).toMatch(/^a-[456789bcdf]{8,10}$/);
    expect(set?.metadata.annotations).toEqual({
      "deployment.kubernetes.io/desired-replicas": "2",
      "deployment.kubernetes.io/max-replicas": "3",
      "deployment.kubernetes.io/revision": "1",
    });
    expect(set?.spec.selector.matchLabels).toEqual({ app: "a", "pod-template-hash": name.slice(2) });
    expect(needDeployment(sim, "a").status).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    });
    expect(conditions(sim)).toEqual([
      "Available=True MinimumReplicasAvailable: Deployment has minimum availability.",
      `Progressing=True NewReplicaSetAvailable: ReplicaSet "${name}" has successfully progressed.`,
    ]);
    const [first, second] = pods(sim).map(({ metadata }) => metadata.name);
    const events = eventTexts(sim, "a").filter((text) => !/^(Pull|Creat|Start)/.test(text));
    expect(new Set(events)).toEqual(
      new Set([
        `ScalingReplicaSet: Scaled up replica set ${name} from 0 to 2`,
        `SuccessfulCreate: Created pod: ${first}`,
        `SuccessfulCreate: Created pod: ${second}`,
        `Scheduled: Successfully assigned shop/${first} to node-1`,
        `Scheduled: Successfully assigned shop/${second} to node-1`,
      ]),
    );
  });

  it("removes an old pod only when a new one is ready", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    const [old] = pods(sim);
    setImage(sim, "acme/nope:1");
    pass(sim, 30);
    expect(pods(sim)).toHaveLength(2);
    expect(old?.metadata.uid).toBe(pods(sim).find(({ status }) => status.phase === "Running")?.metadata.uid);
    setImage(sim, "acme/app:2");
    pass(sim, 10);
    expect(pods(sim).map(({ spec }) => spec.containers[0]?.image)).toEqual(["acme/app:2"]);
    expect(sets(sim).map(({ spec }) => spec.replicas)).toEqual([0, 0, 1]);
  });

  it("goes back to an old template by giving its replica set a new number", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    setImage(sim, "acme/app:2");
    pass(sim, 6);
    setImage(sim, "acme/app:1");
    pass(sim, 6);
    const revisions = sets(sim).map(({ metadata, spec }) => [
      metadata.annotations?.["deployment.kubernetes.io/revision"],
      metadata.annotations?.["deployment.kubernetes.io/revision-history"],
      spec.replicas,
    ]);
    expect(revisions).toEqual([
      ["2", undefined, 0],
      ["3", "1", 1],
    ]);
    expect(needDeployment(sim, "a").metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("3");
  });

  it("recreates: no new pod before the old ones are gone", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a", {}, { strategy: { type: "Recreate" } }));
    pass(sim, 5);
    setImage(sim, "acme/app:2");
    for (let step = 0; step < 60; step++) {
      pass(sim, 0.1);
      expect(pods(sim).length).toBeLessThanOrEqual(1);
    }
    pass(sim, 4);
    expect(pods(sim)[0]?.spec.containers[0]?.image).toBe("acme/app:2");
  });

  it("reports a rollout that makes no progress within its deadline", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a", { image: "acme/nope:1" }, { progressDeadlineSeconds: 20 }));
    pass(sim, 25);
    const name = sets(sim)[0]?.metadata.name;
    expect(conditions(sim)).toEqual([
      "Available=False MinimumReplicasUnavailable: Deployment does not have minimum availability.",
      `Progressing=False ProgressDeadlineExceeded: ReplicaSet "${name}" has timed out progressing.`,
    ]);
  });

  it("does not roll out while it is paused", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    patchObject(sim, ref, { type: "merge", body: { spec: { paused: true } } });
    pass(sim, 1);
    setImage(sim, "acme/app:2");
    pass(sim, 5);
    expect(sets(sim)).toHaveLength(1);
    expect(conditions(sim)).toContain("Progressing=Unknown DeploymentPaused: Deployment is paused");
    patchObject(sim, ref, { type: "merge", body: { spec: { paused: false } } });
    pass(sim, 8);
    expect(pods(sim).map(({ spec }) => spec.containers[0]?.image)).toEqual(["acme/app:2"]);
  });

  it("scales without a rollout, through the scale subresource too", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    const body = { spec: { replicas: 3 } };
    const scale = patchObject(sim, ref, { type: "merge", body }, { subresource: "scale" });
    expect(scale).toMatchObject({ kind: "Scale", spec: { replicas: 3 }, status: { replicas: 1, selector: "app=a" } });
    pass(sim, 5);
    expect(pods(sim)).toHaveLength(3);
    expect(eventTexts(sim, "a")).toContainEqual(
      expect.stringMatching(/^ScalingReplicaSet: Scaled up replica set .* from 1 to 3$/),
    );
  });

  it("shares a changed size out between the replica sets of a rollout that is stuck", () => {
    const sim = smallCluster();
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } };
    createObject(sim, deployment("a", {}, { replicas: 10, strategy }));
    pass(sim, 15);
    setImage(sim, "acme/nope:1");
    pass(sim, 8);
    const sizes = () => sets(sim).map(({ spec }) => spec.replicas);
    expect(sizes()).toEqual([8, 5]);
    patchObject(sim, ref, { type: "merge", body: { spec: { replicas: 15 } } });
    pass(sim, 8);
    expect(sizes()).toEqual([11, 7]);
    patchObject(sim, ref, { type: "merge", body: { spec: { replicas: 4 } } });
    pass(sim, 8);
    expect(sizes()).toEqual([2, 4]);
  });

  it("makes a pod anew that was deleted, and its replica set too", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    const [first] = pods(sim);
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: first?.metadata.name ?? "" });
    pass(sim, 5);
    expect(pods(sim)).toHaveLength(1);
    expect(pods(sim)[0]?.metadata.uid).not.toBe(first?.metadata.uid);
    const [set] = sets(sim);
    deleteObject(sim, { apiVersion: "apps/v1", kind: "ReplicaSet", namespace: "shop", name: set?.metadata.name ?? "" });
    pass(sim, 6);
    expect(sets(sim)[0]?.metadata.uid).not.toBe(set?.metadata.uid);
    expect(pods(sim).filter(({ status }) => status.phase === "Running")).toHaveLength(1);
  });

  it("forgets old replica sets beyond its history limit", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a", {}, { revisionHistoryLimit: 1 }));
    pass(sim, 5);
    for (const memory of ["20Mi", "30Mi", "40Mi"]) {
      const containers = [{ name: "c", resources: { limits: { memory } } }];
      patchObject(sim, ref, { type: "strategic", body: { spec: { template: { spec: { containers } } } } });
      pass(sim, 8);
    }
    expect(sets(sim)).toHaveLength(2);
  });
});

describe("a cluster in which nothing changes", () => {
  it("does nothing but sample and say that its node lives", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a", {}, { replicas: 3 }));
    pass(sim, 700);
    const version = sim.state.store.resourceVersion;
    const due = new Set(sim.state.kernel.queue.map(({ type }) => type));
    expect([...due].filter((type) => !/^(capture|nodes|metrics-server)\//.test(type))).toEqual([
      "controllers/sweep-events",
    ]);
    pass(sim, 600);
    const writes = sim.state.store.log.filter(({ resourceVersion }) => resourceVersion > version);
    expect(new Set(writes.map(({ object }) => object.kind))).toEqual(new Set(["Lease", "Node"]));
    // a lease every ten seconds and a little, a status every five minutes
    expect(writes.length).toBeLessThanOrEqual(62);
  });
});
