/**
 * Deployments: rollouts, scaling, pause, rollback, progress deadline.
 * @module
 */
import type { Scenario, ScenarioStep, Target } from "../scenario.ts";
import { container, deployment, podSpec, script } from "./manifests.ts";
import { fakeNodes, nodeName } from "./nodes-and-pods.ts";

type Fields = Readonly<Record<string, unknown>>;

const web: Target = { kind: "deployment", name: "web" };
const nowhere = "registry.example/none:1";

/** Changes the deployment. */
function merge(at: number, body: Fields, target: Target = web): ScenarioStep {
  return { at, do: "patch", target, patch: { type: "merge", body } };
}

/** Gives the template's container other fields. */
function setContainer(at: number, fields: Fields): ScenarioStep {
  const body = { spec: { template: { spec: { containers: [container(fields)] } } } };
  return { at, do: "patch", target: web, patch: { type: "strategic", body } };
}

/** Gives the template another value of a variable. */
function setVersion(at: number, value: string): ScenarioStep {
  return setContainer(at, { env: [{ name: "V", value }] });
}

const rolling = (maxSurge: number | string, maxUnavailable: number | string): Fields => ({
  strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } },
});
/** The scenario's own node, whatever others there are. */
const here = { nodeSelector: { "kubernetes.io/hostname": nodeName(1) } };
const newest: Target = { kind: "replicaset", selector: "app=web", index: 1 };
const oldest: Target = { kind: "replicaset", selector: "app=web" };

export const deployments: readonly Scenario[] = [
  {
    name: "deployment-rolls-out",
    title: "A Deployment of two comes up and rolls to a new template",
    seconds: 25,
    steps: [{ at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] }, setVersion(10, "2")],
  },
  {
    name: "deployment-broken-image",
    title: "A rollout to an image that cannot be pulled keeps the old pods, and the old template ends it",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      setContainer(8, { image: nowhere }),
      setContainer(34, { image: "$IMAGE" }),
    ],
  },
  {
    name: "deployment-never-ready",
    title: "A readiness probe that fails holds a rollout, and one that comes true lets it go on",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      setContainer(8, {
        ...script("sleep 12; touch /ready; sleep 3600"),
        readinessProbe: { exec: { command: ["/busybox", "test", "-e", "/ready"] }, periodSeconds: 5 },
      }),
    ],
  },
  {
    name: "deployment-recreates",
    title: "Recreate stops all old pods before the first new one",
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2, strategy: { type: "Recreate" } })] },
      setVersion(8, "2"),
    ],
  },
  {
    name: "deployment-pauses",
    title: "A paused Deployment scales but does not roll out until it is resumed",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      merge(8, { spec: { paused: true } }),
      setVersion(13, "2"),
      { at: 18, do: "scale", target: web, replicas: 3 },
      merge(28, { spec: { paused: null } }),
    ],
  },
  {
    name: "deployment-undo",
    title: "A rollback gives the old replica set a new revision",
    seconds: 35,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      setVersion(8, "2"),
      {
        at: 20,
        do: "patch",
        target: web,
        patch: {
          type: "json",
          operations: [
            {
              op: "replace",
              path: "/spec/template",
              value: { metadata: { labels: { app: "web" } }, spec: podSpec() },
            },
          ],
        },
      },
      { at: 31, do: "list", kind: "replicasets" },
    ],
  },
  {
    name: "deployment-scales-in-rollout",
    title: "Scaling in the middle of a rollout shares the new pods out between the replica sets",
    seconds: 34,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2, ...rolling(1, 0) })] },
      setContainer(8, { image: nowhere }),
      { at: 13, do: "scale", target: web, replicas: 4 },
      { at: 21, do: "scale", target: web, replicas: 1 },
    ],
  },
  {
    name: "deployment-deadline",
    title: "A rollout that makes no progress exceeds its deadline, and recovers when it can go on",
    seconds: 40,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { progressDeadlineSeconds: 6 })] },
      setContainer(8, { image: nowhere }),
      setContainer(29, { env: [{ name: "V", value: "3" }] }),
    ],
  },
  {
    name: "deployment-min-ready",
    title: "Pods count as available only after minReadySeconds",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2, minReadySeconds: 4 })] },
      setVersion(12, "2"),
    ],
  },
  {
    name: "deployment-history",
    title: "Old replica sets beyond the history limit are deleted",
    seconds: 50,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { revisionHistoryLimit: 1 })] },
      setVersion(8, "2"),
      setVersion(19, "3"),
      setVersion(30, "4"),
      merge(41, { spec: { revisionHistoryLimit: 0 } }),
    ],
  },
  {
    name: "deployment-delete-background",
    title: "A deleted Deployment takes its replica set and pods with it",
    seconds: 18,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 8, do: "delete", target: web, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "deployment-delete-foreground",
    title: "A Deployment deleted in the foreground goes after its replica set, and that after its pods",
    seconds: 20,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 8, do: "delete", target: web, options: { propagationPolicy: "Foreground" } },
    ],
  },
  {
    name: "deployment-delete-orphan",
    title: "A Deployment deleted alone leaves its replica set, which a new one of its name adopts",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 8, do: "delete", target: web, options: { propagationPolicy: "Orphan" } },
      { at: 14, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 21, do: "scale", target: web, replicas: 1 },
    ],
  },
  {
    name: "deployment-restarts",
    title: "A restart annotation on the template rolls all pods",
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 3 })] },
      merge(10, {
        spec: {
          template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" } } },
        },
      }),
    ],
  },
  {
    name: "deployment-zero",
    title: "A Deployment of no pods takes a new template at once, and runs it when it is scaled",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 0 })] },
      setVersion(6, "2"),
      { at: 12, do: "scale", target: web, replicas: 2 },
      { at: 21, do: "scale", target: web, replicas: 0 },
    ],
  },
  {
    name: "deployment-percentages",
    title: "Shares of the wanted number: surge is rounded up, unavailability down",
    seconds: 28,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 3, ...rolling("30%", "30%") })] },
      setVersion(10, "2"),
    ],
  },
  {
    name: "deployment-no-surge",
    title: "Without surge an old pod stops before its successor starts",
    seconds: 28,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2, ...rolling(0, 1) })] },
      setVersion(8, "2"),
    ],
  },
  {
    name: "deployment-corrects-replica-set",
    title: "A replica set that somebody scaled is scaled back",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 8, do: "scale", target: oldest, replicas: 4 },
      setVersion(15, "2"),
      { at: 24, do: "delete", target: newest, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "deployment-orphans-pod",
    title: "A pod whose label is changed is left alone and replaced; changed back, one of the two goes",
    seconds: 28,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 1 })] },
      merge(8, { metadata: { labels: { app: "loose" } } }, { kind: "pod", selector: "app=web" }),
      merge(18, { metadata: { labels: { app: "web" } } }, { kind: "pod", selector: "app=loose" }),
    ],
  },
  {
    name: "deployment-no-service-account",
    title: "Pods that the API server refuses are tried again in growing intervals",
    seconds: 31,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 }, { serviceAccountName: "robot" })] },
      { at: 16, do: "create", objects: [{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } }] },
    ],
  },
  {
    name: "deployment-new-template-in-rollout",
    title: "A third template in the middle of a rollout replaces both others",
    seconds: 32,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 3 })] },
      setContainer(8, { image: nowhere }),
      setVersion(14, "3"),
    ],
  },
  {
    name: "deployment-proportions",
    title: "A stuck rollout of ten that is scaled shares pods out by the sizes of its replica sets",
    needs: ["kwok"],
    seconds: 44,
    steps: [
      fakeNodes(1),
      { at: 4, do: "create", objects: [deployment("web", { replicas: 10, ...rolling(3, 2) }, here)] },
      merge(10, { spec: { template: { spec: { schedulingGates: [{ name: "example.com/hold" }] } } } }),
      { at: 15, do: "scale", target: web, replicas: 15 },
      { at: 21, do: "scale", target: web, replicas: 4 },
      merge(28, { spec: { template: { spec: { schedulingGates: null } } } }),
      { at: 36, do: "delete", target: web, options: { propagationPolicy: "Foreground" } },
    ],
  },
  {
    name: "deployment-many-roll",
    title: "A rollout of many goes as far as surge and unavailability let it, step by step",
    needs: ["kwok"],
    seconds: 34,
    steps: [
      fakeNodes(1),
      {
        at: 4,
        do: "create",
        objects: [deployment("web", { replicas: 6, minReadySeconds: 3, ...rolling("50%", "34%") }, here)],
      },
      setVersion(12, "2"),
      { at: 26, do: "delete", target: web, options: { propagationPolicy: "Background" } },
    ],
  },
];
