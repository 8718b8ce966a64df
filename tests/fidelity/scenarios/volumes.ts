/**
 * Volumes and claims: binding, waiting, losing, reclaiming, protection.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";
import { container, pod } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

function volume(name: string, size: string, spec: Fields = {}, metadata: Fields = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `$NS--${name}`, ...metadata },
    spec: {
      capacity: { storage: size },
      accessModes: ["ReadWriteOnce"],
      storageClassName: "$NS",
      hostPath: { path: "/tmp/$NS" },
      ...spec,
    },
  };
}

function claim(name: string, size: string, spec: Fields = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "$NS",
      resources: { requests: { storage: size } },
      ...spec,
    },
  };
}

const dataClaim = { kind: "pvc", name: "data" } as const;
const small = { kind: "pv", name: "$NS--small" } as const;
const user = pod("user", {
  containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
});

export const volumes: readonly Scenario[] = [
  {
    name: "volumes-bind",
    title: "A claim gets the smallest volume that fits, whichever came first",
    seconds: 22,
    startAtSecond: 0,
    steps: [
      { at: 0, do: "create", objects: [volume("large", "5Gi"), volume("small", "2Gi"), volume("tiny", "100Mi")] },
      { at: 3, do: "create", objects: [claim("data", "1Gi")] },
      { at: 6, do: "get", target: dataClaim, show: true },
      { at: 6, do: "get", target: small, show: true },
      { at: 7, do: "create", objects: [claim("shared", "1Gi", { accessModes: ["ReadWriteMany"] })] },
      { at: 9, do: "create", objects: [volume("shared", "1Gi", { accessModes: ["ReadWriteOnce", "ReadWriteMany"] })] },
    ],
  },
  {
    name: "volumes-selected",
    title: "Claims choose by labels, by name, and volumes may be reserved",
    seconds: 22,
    startAtSecond: 2,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          volume("plain", "1Gi"),
          volume("fast", "3Gi", {}, { labels: { speed: "fast" } }),
          volume("reserved", "1Gi", { claimRef: { namespace: "$NS", name: "kept" } }),
          volume("named", "4Gi"),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [
          claim("fast", "1Gi", { selector: { matchLabels: { speed: "fast" } } }),
          claim("named", "1Gi", { volumeName: "$NS--named" }),
          claim("kept", "1Gi"),
          claim("late", "1Gi", { volumeName: "$NS--named" }),
          claim("nowhere", "1Gi", { volumeName: "$NS--none" }),
        ],
      },
      { at: 7, do: "get", target: { kind: "pvc", name: "named" }, show: true },
      { at: 7, do: "get", target: { kind: "pv", name: "$NS--reserved" }, show: true },
    ],
  },
  {
    name: "volumes-claims-wait",
    title: "Claims that nothing fits wait and say why",
    seconds: 30,
    startAtSecond: 5,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          {
            apiVersion: "storage.k8s.io/v1",
            kind: "StorageClass",
            metadata: { name: "$NS--later" },
            provisioner: "kubernetes.io/no-provisioner",
            volumeBindingMode: "WaitForFirstConsumer",
          },
          {
            apiVersion: "storage.k8s.io/v1",
            kind: "StorageClass",
            metadata: { name: "$NS--external" },
            provisioner: "example.com/disks",
          },
        ],
      },
      {
        at: 1,
        do: "create",
        objects: [
          claim("plain", "1Gi", { storageClassName: "" }),
          claim("unknown", "1Gi"),
          claim("later", "1Gi", { storageClassName: "$NS--later" }),
          claim("external", "1Gi", { storageClassName: "$NS--external" }),
        ],
      },
      { at: 4, do: "get", target: { kind: "pvc", name: "external" }, show: true },
    ],
  },
  {
    name: "volumes-reclaimed",
    title: "Volumes whose claims went are released, and deleted where that is possible",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          volume("kept", "1Gi"),
          volume("gone", "2Gi", { persistentVolumeReclaimPolicy: "Delete", hostPath: { path: "/var/lib/elsewhere" } }),
        ],
      },
      {
        at: 2,
        do: "create",
        objects: [claim("kept", "1Gi", { volumeName: "$NS--kept" }), claim("gone", "1Gi", { volumeName: "$NS--gone" })],
      },
      { at: 5, do: "delete", target: { kind: "pvc", name: "kept" } },
      { at: 6, do: "delete", target: { kind: "pvc", name: "gone" } },
      { at: 9, do: "get", target: { kind: "pv", name: "$NS--kept" }, show: true },
      { at: 9, do: "get", target: { kind: "pv", name: "$NS--gone" }, show: true },
      {
        at: 10,
        do: "patch",
        target: { kind: "pv", name: "$NS--kept" },
        patch: { type: "json", operations: [{ op: "remove", path: "/spec/claimRef" }] },
      },
      { at: 13, do: "create", objects: [claim("again", "1Gi", { volumeName: "$NS--kept" })] },
    ],
  },
  {
    name: "volumes-lost",
    title: "A claim whose volume is torn away is lost",
    seconds: 18,
    steps: [
      { at: 0, do: "create", objects: [volume("small", "1Gi")] },
      { at: 2, do: "create", objects: [claim("data", "1Gi")] },
      { at: 5, do: "delete", target: small },
      { at: 8, do: "get", target: small, show: true },
      { at: 9, do: "patch", target: small, patch: { type: "merge", body: { metadata: { finalizers: null } } } },
      { at: 12, do: "get", target: dataClaim, show: true },
    ],
  },
  {
    name: "volumes-claims-protected",
    title: "A claim that a pod uses stays until the pod is gone",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [volume("small", "1Gi")] },
      { at: 2, do: "create", objects: [claim("data", "1Gi"), user] },
      { at: 9, do: "delete", target: dataClaim, show: true },
      { at: 12, do: "get", target: dataClaim, show: true },
      { at: 13, do: "table", kind: "pvc" },
      { at: 14, do: "delete", target: { kind: "pod", name: "user" } },
    ],
  },
  {
    name: "volumes-mismatched",
    title: "A volume that a claim asks for by name has to fit",
    seconds: 11,
    startAtSecond: 0,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          volume("small", "1Gi"),
          volume("other", "1Gi", { storageClassName: "other" }),
          volume("single", "1Gi"),
          volume("block", "1Gi", { volumeMode: "Block" }),
        ],
      },
      {
        at: 2,
        do: "create",
        objects: [
          claim("big", "2Gi", { volumeName: "$NS--small" }),
          claim("other", "1Gi", { volumeName: "$NS--other" }),
          claim("shared", "1Gi", { volumeName: "$NS--single", accessModes: ["ReadWriteMany"] }),
          claim("files", "1Gi", { volumeName: "$NS--block" }),
        ],
      },
      { at: 5, do: "list", kind: "pvc", fieldSelector: "metadata.name=big" },
    ],
  },
  {
    name: "volumes-wait-for-consumer",
    title: "Claims of a class that waits are bound when a pod that uses them is placed",
    seconds: 24,
    startAtSecond: 58,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          {
            apiVersion: "storage.k8s.io/v1",
            kind: "StorageClass",
            metadata: { name: "$NS--later" },
            provisioner: "kubernetes.io/no-provisioner",
            volumeBindingMode: "WaitForFirstConsumer",
          },
          volume("small", "1Gi", { storageClassName: "$NS--later" }),
        ],
      },
      { at: 2, do: "create", objects: [claim("data", "1Gi", { storageClassName: "$NS--later" })] },
      { at: 5, do: "create", objects: [user] },
      { at: 9, do: "get", target: dataClaim, show: true },
      { at: 9, do: "get", target: small, show: true },
      { at: 10, do: "create", objects: [claim("more", "1Gi", { storageClassName: "$NS--later" })] },
      {
        at: 11,
        do: "create",
        objects: [
          pod("unlucky", {
            containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
            volumes: [{ name: "data", persistentVolumeClaim: { claimName: "more" } }],
          }),
        ],
      },
    ],
  },
];
