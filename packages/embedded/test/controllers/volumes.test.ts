import type { KubeEvent, Manifest, PersistentVolume, PersistentVolumeClaim } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject, listObjects } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { deployment, need, pass, pods, smallCluster } from "../support/small-cluster.ts";

const volume = (name: string, storage: string, more: object = {}): Manifest => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], capacity: { storage }, hostPath: { path: `/data/${name}` }, ...more },
});
const claim = (name: string, storage: string, more: object = {}): Manifest => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace: "shop" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...more },
});
const claimOf = (sim: Simulation, name: string) => need<PersistentVolumeClaim>(sim, "PersistentVolumeClaim", name);
const volumeOf = (sim: Simulation, name: string) =>
  getObject<PersistentVolume>(sim, "PersistentVolume", undefined, name);
const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "shop", name: "c" };

describe("the volume binder", () => {
  it("binds a claim to the smallest volume that fits", () => {
    const sim = smallCluster();
    createObject(sim, volume("small", "1Gi"));
    createObject(sim, volume("fits", "2Gi"));
    createObject(sim, volume("large", "5Gi"));
    createObject(sim, claim("c", "1500Mi"));
    pass(sim, 0.2);
    expect(claimOf(sim, "c")).toMatchObject({
      metadata: {
        annotations: { "pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes" },
        finalizers: ["kubernetes.io/pvc-protection"],
      },
      spec: { volumeName: "fits" },
      status: { phase: "Bound", accessModes: ["ReadWriteOnce"], capacity: { storage: "2Gi" } },
    });
    expect(volumeOf(sim, "fits")).toMatchObject({
      spec: { claimRef: { kind: "PersistentVolumeClaim", namespace: "shop", name: "c" } },
      status: { phase: "Bound" },
    });
    expect(volumeOf(sim, "large")?.status.phase).toBe("Available");
  });

  it("does not bind across storage classes, and says every 15 s why it cannot", () => {
    const sim = smallCluster();
    createObject(sim, volume("v", "1Gi", { storageClassName: "slow" }));
    createObject(sim, claim("c", "1Gi"));
    createObject(sim, claim("d", "1Gi", { storageClassName: "fast" }));
    pass(sim, 40);
    const said = listObjects<KubeEvent>(sim, "Event", "shop").map(
      (e) => `${e.type} ${e.reason} x${e.count}: ${e.message}`,
    );
    expect(new Set(said)).toEqual(
      new Set([
        "Normal FailedBinding x3: no persistent volumes available for this claim and no storage class is set",
        'Warning ProvisioningFailed x3: storageclass.storage.k8s.io "fast" not found',
      ]),
    );
  });

  it("keeps a claim that pods use, then releases its volume with the claim's reference", () => {
    const sim = smallCluster();
    createObject(sim, volume("v", "1Gi"));
    createObject(sim, claim("c", "1Gi"));
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "c" } }];
    createObject(sim, deployment("a", { volumeMounts: [{ name: "data", mountPath: "/data" }] }, {}, { volumes }));
    pass(sim, 5);
    expect(pods(sim)[0]?.status.phase).toBe("Running");
    deleteObject(sim, claimRef);
    pass(sim, 5);
    expect(claimOf(sim, "c").metadata.deletionTimestamp).toBeDefined();
    deleteObject(sim, { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "a" });
    pass(sim, 5);
    expect(getObject(sim, "PersistentVolumeClaim", "shop", "c")).toBeUndefined();
    expect(volumeOf(sim, "v")).toMatchObject({ status: { phase: "Released" }, spec: { claimRef: { name: "c" } } });
    createObject(sim, claim("c", "1Gi"));
    pass(sim, 1);
    expect(claimOf(sim, "c").status.phase).toBe("Pending");
    patchObject(
      sim,
      { apiVersion: "v1", kind: "PersistentVolume", name: "v" },
      { type: "json", operations: [{ op: "remove", path: "/spec/claimRef" }] },
    );
    pass(sim, 16);
    expect(claimOf(sim, "c").status.phase).toBe("Bound");
  });

  it("calls a claim lost when its volume is gone, which protection prevents while it is bound", () => {
    const sim = smallCluster();
    createObject(sim, volume("v", "1Gi"));
    createObject(sim, claim("c", "1Gi"));
    pass(sim, 1);
    deleteObject(sim, { apiVersion: "v1", kind: "PersistentVolume", name: "v" });
    pass(sim, 1);
    expect(volumeOf(sim, "v")?.metadata).toMatchObject({ finalizers: ["kubernetes.io/pv-protection"] });
    patchObject(
      sim,
      { apiVersion: "v1", kind: "PersistentVolume", name: "v" },
      { type: "merge", body: { metadata: { finalizers: null } } },
    );
    pass(sim, 1);
    expect(claimOf(sim, "c").status.phase).toBe("Lost");
  });
});
