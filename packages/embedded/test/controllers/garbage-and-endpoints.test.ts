import type { EndpointSlice, KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject, listObjects } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { deployment, pass, pods, service, smallCluster } from "../support/small-cluster.ts";

const ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "a" };

function endpoints(sim: Simulation): readonly string[] {
  return listObjects<EndpointSlice>(sim, "EndpointSlice", "shop").flatMap(({ endpoints: all, ports }) =>
    (all ?? []).map(({ addresses, conditions: { ready, serving, terminating } }) => {
      const state = `${ready ? "ready" : "unready"} ${serving ? "serving" : "failing"}${terminating ? " terminating" : ""}`;
      return `${addresses[0]}:${(ports ?? []).map(({ port }) => port).join()} ${state}`;
    }),
  );
}

describe("endpoint slices", () => {
  it("follow pods that come, fail and go, and the service's ports", () => {
    const sim = smallCluster();
    createObject(sim, service("a"));
    createObject(sim, deployment("a", { readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 } }));
    pass(sim, 5);
    const [pod] = pods(sim);
    const ip = pod?.status.podIP;
    expect(endpoints(sim)).toEqual([`${ip}:80 ready serving`]);
    patchObject(
      sim,
      { ...ref, apiVersion: "v1", kind: "Service" },
      { type: "merge", body: { spec: { ports: [{ name: "http", port: 80, targetPort: 9999 }] } } },
    );
    pass(sim, 0.5);
    expect(endpoints(sim)).toEqual([`${ip}:9999 ready serving`]);
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: pod?.metadata.name ?? "" });
    pass(sim, 0.1);
    expect(endpoints(sim)).toEqual([`${ip}:9999 unready serving terminating`]);
    pass(sim, 6);
    expect(endpoints(sim)).toHaveLength(1);
    expect(endpoints(sim)[0]).not.toContain(ip);
  });

  it("lose pods whose labels no longer match, and replica sets replace those", () => {
    const sim = smallCluster();
    createObject(sim, service("a"));
    createObject(sim, deployment("a"));
    pass(sim, 5);
    const [pod] = pods(sim);
    const podRef = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: pod?.metadata.name ?? "" };
    patchObject(sim, podRef, { type: "merge", body: { metadata: { labels: { app: "b" } } } });
    pass(sim, 5);
    const freed = getObject(sim, "Pod", "shop", podRef.name);
    expect(freed?.metadata.ownerReferences).toBeUndefined();
    expect(pods(sim)).toHaveLength(2);
    expect(endpoints(sim)).toEqual([`${pods(sim, "a")[0]?.status.podIP}:80 ready serving`]);
  });

  it("keep a named port only where pods have it", () => {
    const sim = smallCluster();
    createObject(sim, service("a", { ports: [{ port: 80, targetPort: "web" }] }));
    createObject(sim, deployment("a", { ports: [{ name: "web", containerPort: 8080 }] }));
    createObject(sim, deployment("b", {}, {}, {}));
    pass(sim, 5);
    expect(endpoints(sim)).toEqual([`${pods(sim, "a")[0]?.status.podIP}:8080 ready serving`]);
  });

  it("and the older Endpoints go with the service", () => {
    const sim = smallCluster();
    createObject(sim, service("a", {}));
    createObject(sim, deployment("a"));
    pass(sim, 5);
    expect(getObject(sim, "Endpoints", "shop", "a")).toMatchObject({
      subsets: [
        { addresses: [{ ip: pods(sim)[0]?.status.podIP }], ports: [{ name: "http", port: 80, protocol: "TCP" }] },
      ],
    });
    deleteObject(sim, { ...ref, apiVersion: "v1", kind: "Service" });
    pass(sim, 1);
    expect(endpoints(sim)).toEqual([]);
    expect(getObject(sim, "Endpoints", "shop", "a")).toBeUndefined();
  });
});

describe("the garbage collector", () => {
  const kinds = (sim: Simulation): readonly string[] =>
    ["Deployment", "ReplicaSet", "Pod"].flatMap((kind) =>
      listObjects<KubeObject>(sim, kind, "shop").map((o) => o.kind),
    );

  it("deletes dependents after their owner", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    deleteObject(sim, ref);
    expect(kinds(sim)).toEqual(["ReplicaSet", "Pod"]);
    pass(sim, 3);
    expect(kinds(sim)).toEqual([]);
  });

  it("deletes dependents before their owner in the foreground", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    deleteObject(sim, ref, { propagationPolicy: "Foreground" });
    pass(sim, 0.2);
    expect(kinds(sim)).toEqual(["Deployment", "ReplicaSet", "Pod"]);
    pass(sim, 4);
    expect(kinds(sim)).toEqual([]);
  });

  it("leaves orphans alone, which a deployment of the same selector adopts", () => {
    const sim = smallCluster();
    createObject(sim, deployment("a"));
    pass(sim, 5);
    const [pod] = pods(sim);
    deleteObject(sim, ref, { propagationPolicy: "Orphan" });
    pass(sim, 2);
    expect(kinds(sim)).toEqual(["ReplicaSet", "Pod"]);
    createObject(sim, deployment("a"));
    pass(sim, 3);
    expect(pods(sim).map(({ metadata }) => metadata.uid)).toEqual([pod?.metadata.uid]);
  });
});

describe("a namespace", () => {
  it("has a service account and a certificate, and takes everything with it", () => {
    const sim = smallCluster();
    expect(getObject(sim, "ServiceAccount", "shop", "default")).toBeDefined();
    expect(getObject(sim, "ConfigMap", "shop", "kube-root-ca.crt")).toBeDefined();
    createObject(sim, service("a"));
    createObject(sim, deployment("a"));
    pass(sim, 5);
    deleteObject(sim, { apiVersion: "v1", kind: "Namespace", name: "shop" });
    expect(getObject(sim, "Namespace", undefined, "shop")?.status).toMatchObject({ phase: "Terminating" });
    pass(sim, 40);
    expect(getObject(sim, "Namespace", undefined, "shop")).toBeUndefined();
    for (const kind of ["Pod", "Service", "ReplicaSet", "EndpointSlice", "Endpoints", "Event"]) {
      expect(listObjects(sim, kind, "shop")).toEqual([]);
    }
  });
});

describe("an owner in another namespace", () => {
  it("owns nothing here: an event says so, and the object goes", () => {
    const sim = smallCluster();
    createObject(sim, { apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } });
    const owner = createObject(sim, deployment("a", {}, { replicas: 0 }));
    const { apiVersion, kind, metadata } = owner;
    createObject(sim, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "cross",
        namespace: "other",
        ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid }],
      },
    });
    pass(sim, 1);
    expect(getObject(sim, "ConfigMap", "other", "cross")).toBeUndefined();
    const [event] = listObjects<KubeObject>(sim, "Event", "other");
    expect(event).toMatchObject({
      type: "Warning",
      reason: "OwnerRefInvalidNamespace",
      message:
        `ownerRef [apps/v1/Deployment, namespace: other, name: a, uid: ${metadata.uid}] does not exist in namespace ` +
        '"other"',
      source: { component: "garbage-collector-controller" },
    });
  });
});
