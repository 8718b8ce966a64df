/**
 * Stateful sets: order, updates, claims, retention.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioStep, Target } from "../scenario.ts";
import { container, script, template } from "./manifests.ts";
import { fakeNodes, nodeName } from "./nodes-and-pods.ts";

type Fields = Readonly<Record<string, unknown>>;

const db: Target = { kind: "statefulset", name: "db" };

function statefulSet(spec: Fields = {}, pods: Fields = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db" },
    spec: {
      replicas: 2,
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: template("db", pods),
      ...spec,
    },
  };
}

const headless: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "db" },
  spec: { clusterIP: "None", selector: { app: "db" }, ports: [{ name: "db", port: 8080 }] },
};

/** A claim of each pod. */
function claim(fields: Fields = {}): Fields {
  return {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } }, ...fields },
  };
}

/** Hand-made volumes for the claims. */
function volumes(count: number): readonly Manifest[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `$NS--pv-${index}` },
    spec: {
      capacity: { storage: "1Mi" },
      accessModes: ["ReadWriteOnce"],
      claimRef: { namespace: "$NS", name: `data-db-${index}` },
      hostPath: { path: `/tmp/$NS--pv-${index}`, type: "DirectoryOrCreate" },
    },
  }));
}

/** Claims that are there, and bound, before their pods. */
function claims(count: number): readonly Manifest[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: `data-db-${index}` },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
  }));
}

function setContainer(at: number, fields: Fields): ScenarioStep {
  const body = { spec: { template: { spec: { containers: [container(fields)] } } } };
  return { at, do: "patch", target: db, patch: { type: "strategic", body } };
}

function setVersion(at: number, value: string): ScenarioStep {
  return setContainer(at, { env: [{ name: "V", value }] });
}

const pod = (index: number): Target => ({ kind: "pod", name: `db-${index}` });

export const statefulSets: readonly Scenario[] = [
  {
    name: "stateful-set-in-order",
    title: "Pods come one after the other, and go in reverse order",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [headless, statefulSet({ replicas: 3 })], show: true },
      { at: 12, do: "scale", target: db, replicas: 1 },
      { at: 24, do: "get", target: db, show: true },
    ],
  },
  {
    name: "stateful-set-parallel",
    title: "A parallel set makes and stops all pods at once",
    seconds: 22,
    steps: [
      { at: 0, do: "create", objects: [statefulSet({ replicas: 3, podManagementPolicy: "Parallel" })] },
      { at: 8, do: "scale", target: db, replicas: 0 },
    ],
  },
  {
    name: "stateful-set-first-pod-crashes",
    title: "A first pod that crashes keeps the second from being made",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          statefulSet(
            {},
            {
              containers: [
                script("sleep 2; exit 3", {
                  readinessProbe: { exec: { command: ["/busybox", "true"] }, initialDelaySeconds: 60 },
                }),
              ],
            },
          ),
        ],
      },
    ],
  },
  {
    name: "stateful-set-rolls",
    title: "An update goes from the last pod to the first",
    seconds: 35,
    steps: [{ at: 0, do: "create", objects: [statefulSet({ replicas: 3 })] }, setVersion(12, "2")],
  },
  {
    name: "stateful-set-partition",
    title: "Below the partition pods keep the old template, also when they are made anew",
    seconds: 45,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [statefulSet({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } })],
      },
      setVersion(10, "2"),
      { at: 20, do: "delete", target: pod(0) },
      {
        at: 30,
        do: "patch",
        target: db,
        patch: { type: "merge", body: { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } } },
      },
    ],
  },
  {
    name: "stateful-set-on-delete",
    title: "With OnDelete a pod gets the new template when somebody deletes it",
    seconds: 32,
    steps: [
      { at: 0, do: "create", objects: [statefulSet({ updateStrategy: { type: "OnDelete" } })] },
      setVersion(10, "2"),
      { at: 15, do: "delete", target: pod(1) },
      { at: 24, do: "delete", target: pod(0) },
    ],
  },
  {
    name: "stateful-set-stuck",
    title: "A broken update stays stuck after the template was mended, until the broken pod is deleted",
    seconds: 36,
    steps: [
      { at: 0, do: "create", objects: [statefulSet()] },
      setContainer(8, { image: "registry.example/none:1" }),
      setContainer(15, { image: "$IMAGE" }),
      { at: 18, do: "delete", target: pod(1) },
    ],
  },
  {
    name: "stateful-set-undo",
    title: "A template that comes back takes its revision up again",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: [statefulSet({ replicas: 1, revisionHistoryLimit: 1 })] },
      setVersion(8, "2"),
      setVersion(17, "3"),
      setVersion(26, "2"),
      setVersion(35, "4"),
    ],
  },
  {
    name: "stateful-set-claims",
    title: "Each pod has a claim of its own, which outlives it",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: volumes(2) },
      {
        at: 3,
        do: "create",
        objects: [
          statefulSet(
            { volumeClaimTemplates: [claim()] },
            { containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })] },
          ),
        ],
      },
      { at: 15, do: "exec", pod: pod(1), command: ["/busybox", "sh", "-c", "hostname > /data/name"] },
      { at: 18, do: "scale", target: db, replicas: 1 },
      { at: 27, do: "scale", target: db, replicas: 2 },
      { at: 37, do: "exec", pod: pod(1), command: ["/busybox", "cat", "/data/name"] },
    ],
  },
  {
    name: "stateful-set-claim-pending",
    title: "A claim that finds no volume keeps the pod, and the next one, from running",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [statefulSet({ volumeClaimTemplates: [claim({ volumeName: "$NS--none" })] })] },
    ],
  },
  {
    name: "stateful-set-retention",
    title: "Claims go with their pods or with their set, where the policy says so",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: volumes(2) },
      { at: 1.5, do: "create", objects: claims(2) },
      {
        at: 3,
        do: "create",
        objects: [
          statefulSet({
            volumeClaimTemplates: [claim()],
            persistentVolumeClaimRetentionPolicy: { whenScaled: "Delete", whenDeleted: "Delete" },
          }),
        ],
      },
      { at: 16, do: "scale", target: db, replicas: 1 },
      { at: 30, do: "delete", target: db, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "stateful-set-retention-changes",
    title: "A changed retention policy changes the owners of the claims of running pods",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: volumes(1) },
      { at: 1.5, do: "create", objects: claims(1) },
      { at: 3, do: "create", objects: [statefulSet({ replicas: 1, volumeClaimTemplates: [claim()] })] },
      {
        at: 12,
        do: "patch",
        target: db,
        patch: {
          type: "merge",
          body: { spec: { persistentVolumeClaimRetentionPolicy: { whenScaled: "Retain", whenDeleted: "Delete" } } },
        },
      },
      {
        at: 20,
        do: "patch",
        target: db,
        patch: { type: "merge", body: { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain" } } } },
      },
    ],
  },
  {
    name: "stateful-set-min-ready",
    title: "The next pod waits until the one before has been ready for a while",
    seconds: 30,
    steps: [{ at: 0, do: "create", objects: [statefulSet({ minReadySeconds: 5 })] }],
  },
  {
    name: "stateful-set-orphans",
    title: "A set deleted alone leaves pods and revisions, which a new one of its name adopts",
    seconds: 32,
    steps: [
      { at: 0, do: "create", objects: [statefulSet()] },
      { at: 10, do: "delete", target: db, options: { propagationPolicy: "Orphan" } },
      { at: 16, do: "create", objects: [statefulSet()] },
      { at: 24, do: "delete", target: db, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "stateful-set-deletes",
    title: "A deleted set takes its pods with it, all at once",
    seconds: 20,
    steps: [
      { at: 0, do: "create", objects: [statefulSet()] },
      { at: 10, do: "delete", target: db, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "stateful-set-ordinals",
    title: "Numbers begin where the set says, and a deleted pod comes back under its name",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [statefulSet({ ordinals: { start: 5 } })] },
      { at: 10, do: "delete", target: { kind: "pod", name: "db-5" } },
      {
        at: 20,
        do: "patch",
        target: { kind: "pod", name: "db-6" },
        patch: { type: "merge", body: { metadata: { labels: { "statefulset.kubernetes.io/pod-name": null } } } },
      },
    ],
  },
  {
    name: "stateful-set-hostnames",
    title: "Pods know their names, and each other's through the headless service",
    seconds: 26,
    steps: [
      { at: 0, do: "create", objects: [headless, statefulSet()] },
      { at: 12, do: "exec", pod: pod(0), command: ["/busybox", "hostname"] },
      { at: 13, do: "exec", pod: pod(0), command: ["/busybox", "sh", "-c", "echo $HOSTNAME"] },
      { at: 14, do: "get", target: pod(0), show: true },
      { at: 17, do: "exec", pod: pod(0), command: ["/busybox", "hostname", "-f"] },
    ],
  },
  {
    name: "stateful-set-many-parallel",
    title: "A parallel set updates one pod at a time, down to its partition",
    needs: ["kwok"],
    seconds: 36,
    steps: [
      fakeNodes(1),
      {
        at: 4,
        do: "create",
        objects: [
          statefulSet(
            {
              replicas: 5,
              podManagementPolicy: "Parallel",
              minReadySeconds: 2,
              updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } },
            },
            { nodeSelector: { "kubernetes.io/hostname": nodeName(1) } },
          ),
        ],
      },
      setVersion(11, "2"),
      { at: 26, do: "scale", target: db, replicas: 1 },
      { at: 31, do: "delete", target: db, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "stateful-set-refusals",
    title: "What the API server refuses of stateful sets, and in which words",
    seconds: 7,
    steps: [
      { at: 0, do: "create", objects: [statefulSet({ replicas: 0, volumeClaimTemplates: [claim()] })] },
      { at: 0.5, do: "create", objects: [{ ...statefulSet({ replicas: 0 }), metadata: { name: "a.b" } }] },
      { at: 0.6, do: "create", objects: [another({ podManagementPolicy: "Never", serviceName: "a.b" })] },
      { at: 0.7, do: "create", objects: [another({ updateStrategy: { type: "Never" } })] },
      {
        at: 0.8,
        do: "create",
        objects: [another({ updateStrategy: { type: "OnDelete", rollingUpdate: { partition: 1 } } })],
      },
      {
        at: 0.9,
        do: "create",
        objects: [another({ updateStrategy: { rollingUpdate: { partition: -1 } }, replicas: -1 })],
      },
      {
        at: 1,
        do: "create",
        objects: [another({ persistentVolumeClaimRetentionPolicy: { whenDeleted: "Never" }, ordinals: { start: -1 } })],
      },
      {
        at: 1.1,
        do: "create",
        objects: [another({ volumeClaimTemplates: [{ metadata: { name: "data" }, spec: {} }] })],
      },
      { at: 1.2, do: "create", objects: [another({ selector: { matchLabels: { app: "other" } } })] },
      { at: 1.3, do: "create", objects: [another({ selector: {} })] },
      { at: 1.4, do: "create", objects: [another({ selector: null })] },
      { at: 1.5, do: "create", objects: [another({}, { restartPolicy: "Never" })] },
      {
        at: 1.6,
        do: "create",
        objects: [another({}, { containers: [container({ volumeMounts: [{ name: "x", mountPath: "/x" }] })] })],
      },
      { at: 1.7, do: "patch", target: db, patch: { type: "merge", body: { spec: { serviceName: "other" } } } },
      { at: 1.8, do: "patch", target: db, patch: { type: "merge", body: { spec: { volumeClaimTemplates: null } } } },
      { at: 1.9, do: "scale", target: db, replicas: -1 },
    ],
  },
];

function another(spec: Fields, pods: Fields = {}): Manifest {
  return { ...statefulSet(spec, pods), metadata: { name: "other" } };
}
