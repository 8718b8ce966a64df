/**
 * Workloads: what keeps pods, in all its conditions.
 * @module
 */
import { container, deployment, podSpec, script, service, template } from "../../fidelity/scenarios/manifests.ts";
import { object } from "../objects.ts";
import type { State } from "../state.ts";

const broken = { spec: { template: { spec: { containers: [{ name: "main", image: "docker.io/library/none:2" }] } } } };

export const workloadStates: readonly State[] = [
  {
    name: "rollouts",
    title: "Deployments: rolled out twice with causes, stuck for good, paused, at zero; with history",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("calm"),
          deployment("stuck", { progressDeadlineSeconds: 10 }),
          deployment("paused", { paused: true }),
          deployment("zero", {
            replicas: 0,
            strategy: { type: "Recreate" },
            minReadySeconds: 5,
            revisionHistoryLimit: 3,
          }),
        ],
      },
      {
        at: 4,
        do: "patch",
        target: { kind: "deployment", name: "calm" },
        patch: { type: "merge", body: { metadata: { annotations: { "kubernetes.io/change-cause": "first" } } } },
      },
      {
        at: 5,
        do: "patch",
        target: { kind: "deployment", name: "calm" },
        patch: {
          type: "strategic",
          body: {
            metadata: { annotations: { "kubernetes.io/change-cause": "more memory" } },
            spec: {
              template: {
                spec: {
                  containers: [
                    { name: "main", resources: { requests: { memory: "32Mi" }, limits: { memory: "64Mi" } } },
                  ],
                },
              },
            },
          },
        },
      },
      { at: 6, do: "patch", target: { kind: "deployment", name: "stuck" }, patch: { type: "strategic", body: broken } },
    ],
    seconds: 81,
  },
  {
    name: "workloads",
    title: "A stateful set, daemon sets, a replica set and a replication controller run or cannot",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("apps/v1", "StatefulSet", "store", {
            spec: {
              replicas: 2,
              serviceName: "store",
              selector: { matchLabels: { app: "store" } },
              template: template("store"),
            },
          }),
          service("store", { clusterIP: "None" }),
          object("apps/v1", "StatefulSet", "claims", {
            spec: {
              replicas: 1,
              serviceName: "claims",
              selector: { matchLabels: { app: "claims" } },
              template: template("claims", {
                containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
              }),
              volumeClaimTemplates: [
                {
                  metadata: { name: "data" },
                  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
                },
              ],
            },
          }),
          object("apps/v1", "DaemonSet", "agent", {
            spec: { selector: { matchLabels: { app: "agent" } }, template: template("agent") },
          }),
          object("apps/v1", "DaemonSet", "nowhere", {
            spec: {
              selector: { matchLabels: { app: "nowhere" } },
              template: template("nowhere", { nodeSelector: { "example.com/none": "x" } }),
            },
          }),
          object("apps/v1", "ReplicaSet", "bare", {
            spec: {
              replicas: 1,
              selector: { matchExpressions: [{ key: "app", operator: "In", values: ["bare", "bear"] }] },
              template: template("bare"),
            },
          }),
          object("v1", "ReplicationController", "old", {
            spec: { replicas: 1, selector: { app: "old" }, template: template("old") },
          }),
        ],
      },
    ],
    seconds: 16,
  },
  {
    name: "jobs",
    title: "Jobs: done, failed, running, suspended; cron jobs",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("batch/v1", "Job", "done", {
            spec: { template: { spec: podSpec({ restartPolicy: "Never", containers: [script("echo result 42")] }) } },
          }),
          object("batch/v1", "Job", "failed", {
            spec: {
              backoffLimit: 0,
              template: { spec: podSpec({ restartPolicy: "Never", containers: [script("echo broken; exit 1")] }) },
            },
          }),
          object("batch/v1", "Job", "running", {
            spec: {
              completions: 3,
              parallelism: 1,
              activeDeadlineSeconds: 900,
              template: { spec: podSpec({ restartPolicy: "OnFailure" }) },
            },
          }),
          object("batch/v1", "Job", "suspended", {
            spec: { suspend: true, template: { spec: podSpec({ restartPolicy: "Never" }) } },
          }),
          object("batch/v1", "CronJob", "nightly", {
            spec: {
              schedule: "0 3 1 1 *",
              timeZone: "Etc/UTC",
              concurrencyPolicy: "Forbid",
              startingDeadlineSeconds: 60,
              jobTemplate: { spec: { template: { spec: podSpec({ restartPolicy: "OnFailure" }) } } },
            },
          }),
          object("batch/v1", "CronJob", "halted", {
            spec: {
              schedule: "*/5 * * * *",
              suspend: true,
              jobTemplate: { spec: { template: { spec: podSpec({ restartPolicy: "Never" }) } } },
            },
          }),
        ],
      },
    ],
    seconds: 14,
  },
  {
    name: "scaling",
    title: "An autoscaler has no metrics; disruption budgets; a workload that an admission plugin keeps from its pods",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", { replicas: 2 }),
          object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
            spec: {
              scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
              minReplicas: 2,
              maxReplicas: 4,
              metrics: [
                {
                  type: "Resource",
                  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
                },
              ],
              behavior: {
                scaleDown: {
                  stabilizationWindowSeconds: 60,
                  policies: [{ type: "Pods", value: 1, periodSeconds: 30 }],
                },
              },
            },
          }),
          object("policy/v1", "PodDisruptionBudget", "web", {
            spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
          }),
          object("policy/v1", "PodDisruptionBudget", "most", {
            spec: { maxUnavailable: "25%", selector: { matchLabels: { app: "none" } } },
          }),
        ],
      },
    ],
    seconds: 20,
  },
];
