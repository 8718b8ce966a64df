/**
 * Volumes of the databases: one PersistentVolume and one claim each.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";

/** A volume in the node's file system, of a storage class that only its claim names. */
export function persistentVolume(database: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${database}-pv` },
    spec: {
      volumeMode: "Filesystem",
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      storageClassName: `${database}-storage`,
      hostPath: { path: `/data/volumes/${database}-pv`, type: "DirectoryOrCreate" },
    },
  };
}

/** The claim that binds to it. */
export function persistentVolumeClaim(database: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: `${database}-pvc` },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: `${database}-storage`,
      resources: { requests: { storage: "1Gi" } },
    },
  };
}
