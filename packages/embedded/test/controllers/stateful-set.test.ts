import type { ControllerRevision, Manifest, PersistentVolumeClaim, StatefulSet } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { listObjects } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { eventTexts, need, pass, pods, smallCluster, templateOf } from "../support/small-cluster.ts";

const ref = { apiVersion: "apps/v1", kind: "StatefulSet", namespace: "shop", name: "db" };

function statefulSet(container: object = {}, spec: object = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db", namespace: "shop" },
    spec: {
      replicas: 2,
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: templateOf("db", { ...container }, { terminationGracePeriodSeconds: 1 }),
      ...spec,
    },
  };
}

function names(sim: Simulation): readonly string[] {
  return pods(sim).map(({ metadata }) => metadata.name);
}

function setImage(sim: Simulation, image: string): void {
  const body = { spec: { template: { spec: { containers: [{ name: "c", image }] } } } };
  patchObject(sim, ref, { type: "strategic", body });
}

describe("a stateful set", () => {
  it("makes its pods one after the other, with names and labels of their own", () => {
    const sim = smallCluster();
    createObject(sim, statefulSet());
    pass(sim, 0.5);
    expect(names(sim)).toEqual(["db-0"]);
    pass(sim, 10);
    expect(names(sim)).toEqual(["db-0", "db-1"]);
    const [first] = pods(sim);
    const [revision] = listObjects<ControllerRevision>(sim, "ControllerRevision", "shop");
    expect(first?.metadata.labels).toEqual({
      app: "db",
      "apps.kubernetes.io/pod-index": "0",
      "controller-revision-hash": revision?.metadata.name,
      "statefulset.kubernetes.io/pod-name": "db-0",
    });
    expect(first?.spec).toMatchObject({ hostname: "db-0", subdomain: "db" });
    expect(need<StatefulSet>(sim, "StatefulSet", "db").status).toEqual({
      observedGeneration: 1,
      replicas: 2,
      readyReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
      currentRevision: revision?.metadata.name,
      updateRevision: revision?.metadata.name,
      collisionCount: 0,
    });
    expect(eventTexts(sim, "db").filter((text) => text.startsWith("SuccessfulCreate"))).toEqual([
      "SuccessfulCreate: create Pod db-0 in StatefulSet db successful",
      "SuccessfulCreate: create Pod db-1 in StatefulSet db successful",
    ]);
  });

  it("names its revisions as Kubernetes 1.34 does", () => {
    const sim = smallCluster();
    createObject(
      sim,
      statefulSet(
        {},
        {
          template: {
            metadata: { labels: { app: "db" } },
            spec: {
              terminationGracePeriodSeconds: 1,
              containers: [
                { name: "main", image: "docker.io/library/aiops-gym-test:1", command: ["/busybox", "sleep", "3600"] },
              ],
            },
          },
        },
      ),
    );
    pass(sim, 1);
    const [revision] = listObjects<ControllerRevision>(sim, "ControllerRevision", "shop");
    expect(revision?.metadata.name).toBe("db-b94b9bc4f");
  });

  it("updates from the last pod to the first, and stays where one does not come up", () => {
    const sim = smallCluster();
    createObject(sim, statefulSet());
    pass(sim, 15);
    setImage(sim, "acme/nope:1");
    pass(sim, 20);
    expect(pods(sim).map(({ spec }) => spec.containers[0]?.image)).toEqual(["acme/app:1", "acme/nope:1"]);
    setImage(sim, "acme/app:1");
    pass(sim, 20);
    // the broken pod is not replaced before somebody deletes it
    expect(pods(sim)[1]?.spec.containers[0]?.image).toBe("acme/nope:1");
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "db-1" });
    pass(sim, 10);
    expect(pods(sim).map(({ spec }) => spec.containers[0]?.image)).toEqual(["acme/app:1", "acme/app:1"]);
    const revisions = listObjects<ControllerRevision>(sim, "ControllerRevision", "shop");
    expect(revisions.map(({ revision }) => revision).sort()).toEqual([2, 3]);
  });

  it("keeps the old template below its partition", () => {
    const sim = smallCluster();
    createObject(sim, statefulSet({}, { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } }));
    pass(sim, 15);
    setImage(sim, "acme/app:2");
    pass(sim, 15);
    expect(pods(sim).map(({ spec }) => spec.containers[0]?.image)).toEqual(["acme/app:1", "acme/app:2"]);
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "db-0" });
    pass(sim, 8);
    expect(pods(sim)[0]?.spec.containers[0]?.image).toBe("acme/app:1");
  });

  it("scales down from the last pod, and deletes claims where it is told to", () => {
    const sim = smallCluster();
    const claim = {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
    };
    for (const index of [0, 1, 2]) {
      createObject(sim, {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: `pv-${index}` },
        spec: { capacity: { storage: "1Mi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: `/tmp/${index}` } },
      });
    }
    const retention = { whenDeleted: "Retain", whenScaled: "Delete" };
    createObject(
      sim,
      statefulSet({}, { replicas: 3, volumeClaimTemplates: [claim], persistentVolumeClaimRetentionPolicy: retention }),
    );
    pass(sim, 25);
    expect(names(sim)).toEqual(["db-0", "db-1", "db-2"]);
    patchObject(sim, ref, { type: "merge", body: { spec: { replicas: 1 } } });
    pass(sim, 10);
    expect(names(sim)).toEqual(["db-0"]);
    const claims = listObjects<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", "shop");
    expect(claims.map(({ metadata, status }) => [metadata.name, status.phase])).toEqual([["data-db-0", "Bound"]]);
    expect(eventTexts(sim, "db").filter((text) => text.startsWith("SuccessfulDelete"))).toEqual([
      "SuccessfulDelete: delete Pod db-2 in StatefulSet db successful",
      "SuccessfulDelete: delete Pod db-1 in StatefulSet db successful",
    ]);
  });
});
