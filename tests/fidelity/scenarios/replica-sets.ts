/**
 * Replica sets of their own, and replication controllers.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario, Target } from "../scenario.ts";
import { pod, podSpec, template } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

const set: Target = { kind: "replicaset", name: "web" };
const controller: Target = { kind: "replicationcontroller", name: "web" };

function replicaSet(spec: Fields = {}, pods: Fields = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name: "web" },
    spec: { replicas: 2, selector: { matchLabels: { app: "web" } }, template: template("web", pods), ...spec },
  };
}

function replicationController(spec: Fields = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "ReplicationController",
    metadata: { name: "web" },
    spec: { replicas: 2, template: template("web"), ...spec },
  };
}

export const replicaSets: readonly Scenario[] = [
  {
    name: "replica-set-runs",
    title: "A replica set makes its pods, and replaces one that is deleted",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [replicaSet()] },
      { at: 7, do: "delete", target: { kind: "pod", selector: "app=web" } },
    ],
  },
  {
    name: "replica-set-scales",
    title: "A replica set is scaled up and down",
    seconds: 24,
    steps: [
      { at: 0, do: "create", objects: [replicaSet({ replicas: 0 })] },
      { at: 4, do: "scale", target: set, replicas: 3 },
      { at: 12, do: "scale", target: set, replicas: 1 },
      { at: 18, do: "get", target: set, subresource: "scale" },
    ],
  },
  {
    name: "replica-set-adopts",
    title: "A pod that matches is adopted, and made up for by one pod less",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [pod("loose", {}, { labels: { app: "web" } })] },
      { at: 5, do: "create", objects: [replicaSet()] },
      { at: 11, do: "get", target: set },
    ],
  },
  {
    name: "replica-set-surplus-orphan",
    title: "A pod that matches a complete replica set is deleted",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [replicaSet()] },
      { at: 7, do: "create", objects: [pod("late", {}, { labels: { app: "web" } })] },
    ],
  },
  {
    name: "replica-set-deletion-cost",
    title: "Scaled down, a replica set gives up the pod that costs least",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [replicaSet()] },
      {
        at: 6,
        do: "patch",
        target: { kind: "pod", selector: "app=web" },
        patch: {
          type: "merge",
          body: { metadata: { annotations: { "controller.kubernetes.io/pod-deletion-cost": "-5" } } },
        },
      },
      { at: 8, do: "scale", target: set, replicas: 1 },
    ],
  },
  {
    name: "replica-set-min-ready",
    title: "A replica set's pods are available some time after they are ready",
    seconds: 16,
    steps: [{ at: 0, do: "create", objects: [replicaSet({ minReadySeconds: 5 })] }],
  },
  {
    name: "replica-set-delete-orphan",
    title: "Pods of a replica set that is deleted alone run on, and end with the next one",
    seconds: 26,
    steps: [
      { at: 0, do: "create", objects: [replicaSet()] },
      { at: 7, do: "delete", target: set, options: { propagationPolicy: "Orphan" } },
      { at: 13, do: "create", objects: [replicaSet({ replicas: 1 })] },
      { at: 20, do: "delete", target: set, options: { propagationPolicy: "Foreground" } },
    ],
  },
  {
    name: "replication-controller-runs",
    title: "A replication controller makes, scales and loses its pods",
    seconds: 26,
    steps: [
      { at: 0, do: "create", objects: [replicationController()], show: true },
      { at: 7, do: "scale", target: controller, replicas: 1 },
      { at: 13, do: "get", target: controller, subresource: "scale" },
      { at: 18, do: "delete", target: controller, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "replication-controller-refusals",
    title: "What the API server refuses of replication controllers and replica sets, and in which words",
    seconds: 7,
    steps: [
      { at: 0, do: "create", objects: [replicationController({ replicas: 0 }), replicaSet({ replicas: 0 })] },
      { at: 0.5, do: "create", objects: [other(replicationController({ replicas: -1, minReadySeconds: -1 }))] },
      { at: 0.6, do: "create", objects: [other(replicationController({ selector: { app: "x" } }))] },
      { at: 0.7, do: "create", objects: [other(replicationController({ template: { spec: podSpec() } }))] },
      {
        at: 0.8,
        do: "create",
        objects: [other(replicationController({ template: template("web", { restartPolicy: "Never" }) }))],
      },
      { at: 0.9, do: "create", objects: [other(replicaSet({ replicas: -1 }))] },
      { at: 1, do: "create", objects: [other(replicaSet({ selector: { matchLabels: { app: "x" } } }))] },
      { at: 1.1, do: "create", objects: [other(replicaSet({ selector: null }))] },
      { at: 1.2, do: "create", objects: [other(replicaSet({ selector: {} }))] },
      {
        at: 1.3,
        do: "patch",
        target: set,
        patch: { type: "merge", body: { spec: { selector: { matchLabels: { a: "b" } } } } },
      },
      { at: 1.4, do: "patch", target: controller, patch: { type: "merge", body: { spec: { selector: { a: "b" } } } } },
      { at: 1.5, do: "scale", target: controller, replicas: -2 },
    ],
  },
];

function other(manifest: Manifest): Manifest {
  return { ...manifest, metadata: { name: "other" } };
}
