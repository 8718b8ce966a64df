/**
 * Where pods go and why they do not.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";
import { container, deployment, pod } from "./manifests.ts";
import { asking, changeNode, dropDeployment, dropPods, fakeNode, fakeNodes, nodeName } from "./nodes-and-pods.ts";

const kwok = { needs: ["kwok"] } as const;
const zone = "topology.kubernetes.io/zone";

function priorityClass(name: string, value: number, fields: Readonly<Record<string, unknown>> = {}): Manifest {
  return {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name: `$NS--${name}` },
    value,
    ...fields,
  };
}

export const scheduling: readonly Scenario[] = [
  {
    ...kwok,
    name: "scheduling-insufficient",
    title: "A pod that asks for more than any node has says so, once for each resource",
    seconds: 12,
    steps: [
      fakeNodes(1),
      { at: 2, do: "create", objects: [asking("much", "1000")] },
      {
        at: 5,
        do: "create",
        objects: [
          pod("more", {
            containers: [
              container({
                resources: {
                  requests: { cpu: "1000", memory: "10Ti", "ephemeral-storage": "1Ei", "example.com/gpu": "1" },
                  limits: { "example.com/gpu": "1" },
                },
              }),
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "scheduling-gates",
    title: "A gated pod waits without a word until its last gate is removed",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("gated", { schedulingGates: [{ name: "example.com/a" }, { name: "example.com/b" }] })],
      },
      {
        at: 3,
        do: "patch",
        target: { kind: "pod", name: "gated" },
        patch: { type: "merge", body: { spec: { schedulingGates: [{ name: "example.com/b" }] } } },
      },
      {
        at: 6,
        do: "patch",
        target: { kind: "pod", name: "gated" },
        patch: { type: "merge", body: { spec: { schedulingGates: null } } },
      },
    ],
  },
  {
    name: "scheduling-other-scheduler",
    title: "A pod of another scheduler is left alone",
    seconds: 6,
    steps: [{ at: 0, do: "create", objects: [pod("other", { schedulerName: "mine" })] }],
  },
  {
    name: "scheduling-host-port",
    title: "Two pods that want the same host port cannot share a node; the second comes when the first is gone",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [pod("first", { containers: [container({ ports: [{ containerPort: 80, hostPort: 18473 }] })] })],
      },
      {
        at: 5,
        do: "create",
        objects: [pod("second", { containers: [container({ ports: [{ containerPort: 80, hostPort: 18473 }] })] })],
      },
      { at: 10, do: "delete", target: { kind: "pod", name: "first" } },
    ],
  },
  {
    name: "scheduling-default-tolerations",
    title: "A pod tolerates lost nodes for five minutes unless it says how long itself",
    seconds: 6,
    steps: [
      {
        at: 0,
        do: "create",
        show: true,
        objects: [
          pod("shorter", {
            schedulingGates: [{ name: "example.com/a" }],
            tolerations: [
              { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 10 },
            ],
          }),
        ],
      },
    ],
  },
  {
    ...kwok,
    name: "scheduling-no-nodes",
    title: "Without any node a pod says that there are none, is tried in growing intervals, and runs when one has come",
    seconds: 22,
    startAtSecond: 5,
    steps: [
      { at: 0, do: "create", objects: [pod("early")] },
      { at: 7, do: "create", objects: [fakeNode(1)] },
      dropPods(15),
    ],
  },
  {
    ...kwok,
    name: "scheduling-taints",
    title: "Taints keep pods away unless they are tolerated; one taken away lets them in",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          fakeNode(1, { taints: [{ key: "dedicated", value: "db", effect: "NoSchedule" }] }),
          fakeNode(2, { taints: [{ key: "other", effect: "NoExecute" }] }),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [
          pod("tolerant", {
            tolerations: [{ key: "dedicated", operator: "Equal", value: "db", effect: "NoSchedule" }],
          }),
          pod("patient"),
        ],
      },
      changeNode(8, 2, { spec: { taints: null } }),
      dropPods(14),
    ],
  },
  {
    ...kwok,
    name: "scheduling-prefer-no-schedule",
    title: "A node with a soft taint is taken last",
    seconds: 15,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [fakeNode(1, { taints: [{ key: "full", effect: "PreferNoSchedule" }] }), fakeNode(2)],
      },
      { at: 3, do: "create", objects: [pod("a"), pod("b")] },
      dropPods(9),
    ],
  },
  {
    ...kwok,
    name: "scheduling-node-selector",
    title: "A selector that matches no node waits for a label",
    seconds: 18,
    steps: [
      fakeNodes(2),
      { at: 3, do: "create", objects: [pod("picky", { nodeSelector: { disk: "ssd" } })] },
      changeNode(7, 1, { metadata: { labels: { color: "red" } } }),
      changeNode(9, 2, { metadata: { labels: { disk: "ssd" } } }),
      dropPods(13),
    ],
  },
  {
    ...kwok,
    name: "scheduling-node-affinity",
    title: "Required and preferred affinity to nodes, by label and by name",
    seconds: 18,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          fakeNode(1, { labels: { gen: "1", arch: "arm" } }),
          fakeNode(2, { labels: { gen: "2", arch: "amd" } }),
          fakeNode(3, { labels: { gen: "3", arch: "amd" } }),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [
          pod("newer", {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [{ matchExpressions: [{ key: "gen", operator: "Gt", values: ["2"] }] }],
                },
              },
            },
          }),
          pod("rather", {
            affinity: {
              nodeAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  { weight: 10, preference: { matchExpressions: [{ key: "arch", operator: "In", values: ["arm"] }] } },
                  { weight: 1, preference: { matchExpressions: [{ key: "gen", operator: "Exists" }] } },
                ],
              },
            },
          }),
          pod("named", {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchFields: [{ key: "metadata.name", operator: "In", values: [nodeName(2)] }] },
                  ],
                },
              },
            },
          }),
          pod("nowhere", {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchFields: [{ key: "metadata.name", operator: "In", values: ["$NS--node-9"] }] },
                  ],
                },
              },
            },
          }),
          pod("neither", {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: "gen", operator: "NotIn", values: ["1", "2", "3"] }] },
                  ],
                },
              },
            },
          }),
        ],
      },
      dropPods(11),
    ],
  },
  {
    ...kwok,
    name: "scheduling-pod-affinity",
    title: "Pods that must be near others, or far from them",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [fakeNode(1, { labels: { [zone]: "a" } }), fakeNode(2, { labels: { [zone]: "b" } })],
      },
      {
        at: 3,
        do: "create",
        objects: [
          pod("near", {
            affinity: {
              podAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  { labelSelector: { matchLabels: { app: "db" } }, topologyKey: zone },
                ],
              },
            },
          }),
        ],
      },
      { at: 6, do: "create", objects: [pod("db", { nodeSelector: { [zone]: "b" } }, { labels: { app: "db" } })] },
      {
        at: 10,
        do: "create",
        objects: [
          pod("far", {
            affinity: {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  { labelSelector: { matchLabels: { app: "db" } }, topologyKey: zone },
                ],
              },
            },
          }),
          pod(
            "second-db",
            {
              nodeSelector: { [zone]: "a" },
              affinity: {
                podAntiAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: [
                    { labelSelector: { matchLabels: { app: "web" } }, topologyKey: zone },
                  ],
                },
              },
            },
            { labels: { app: "store" } },
          ),
        ],
      },
      {
        at: 14,
        do: "create",
        objects: [pod("web", { nodeSelector: { [zone]: "a" } }, { labels: { app: "web" } })],
      },
      dropPods(18),
    ],
  },
  {
    ...kwok,
    name: "scheduling-spread",
    title: "Hard spread constraints keep the last pod waiting when a zone is closed",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [fakeNode(1, { labels: { [zone]: "a" } }), fakeNode(2, { labels: { [zone]: "b" } }), fakeNode(3)],
      },
      {
        at: 3,
        do: "create",
        objects: [
          deployment(
            "even",
            { replicas: 4 },
            {
              topologySpreadConstraints: [
                {
                  maxSkew: 1,
                  topologyKey: zone,
                  whenUnsatisfiable: "DoNotSchedule",
                  labelSelector: { matchLabels: { app: "even" } },
                },
              ],
            },
          ),
        ],
      },
      changeNode(7, 2, { spec: { unschedulable: true } }),
      { at: 9, do: "scale", target: { kind: "deployment", name: "even" }, replicas: 6 },
      dropDeployment(14, "even"),
    ],
  },
  {
    ...kwok,
    name: "scheduling-resources-fill",
    title: "Pods fill two nodes; one more waits until another is deleted",
    seconds: 22,
    steps: [
      fakeNodes(2, { cpu: "2" }),
      { at: 3, do: "create", objects: [asking("a", "1500m"), asking("b", "1500m")] },
      { at: 6, do: "create", objects: [asking("c", "1")] },
      { at: 10, do: "delete", target: { kind: "pod", name: "a" } },
      dropPods(15),
    ],
  },
  {
    ...kwok,
    name: "scheduling-least-allocated",
    title: "The emptier node is taken, by what pods ask for",
    seconds: 18,
    steps: [
      fakeNodes(2),
      {
        at: 3,
        do: "create",
        objects: [asking("big", "2", { nodeSelector: { "kubernetes.io/hostname": nodeName(1) } })],
      },
      { at: 5, do: "create", objects: [asking("next", "500m")] },
      { at: 7, do: "create", objects: [asking("other", "500m")] },
      { at: 9, do: "create", objects: [asking("third", "500m")] },
      dropPods(12),
    ],
  },
  {
    ...kwok,
    name: "scheduling-preemption",
    title: "A pod of high priority takes the place of the least important",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [fakeNode(1, { cpu: "2" }), priorityClass("low", 10), priorityClass("high", 1000)],
      },
      {
        at: 3,
        do: "create",
        objects: [asking("lowest", "800m"), asking("low", "800m", { priorityClassName: "$NS--low" })],
      },
      { at: 7, do: "create", objects: [asking("important", "1", { priorityClassName: "$NS--high" })] },
      dropPods(14),
    ],
  },
  {
    ...kwok,
    name: "scheduling-preemption-never",
    title: "A pod whose class never preempts waits like others",
    seconds: 18,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [fakeNode(1, { cpu: "2" }), priorityClass("polite", 1000, { preemptionPolicy: "Never" })],
      },
      { at: 3, do: "create", objects: [asking("small", "1500m")] },
      { at: 6, do: "create", objects: [asking("waiting", "1", { priorityClassName: "$NS--polite" })] },
      { at: 10, do: "delete", target: { kind: "pod", name: "waiting" } },
      dropPods(12),
    ],
  },
  {
    ...kwok,
    name: "scheduling-preemption-budget",
    title: "Of two nodes that one is preempted on where no disruption budget is broken",
    seconds: 24,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [fakeNode(1, { cpu: "2" }), fakeNode(2, { cpu: "2" }), priorityClass("high", 1000)],
      },
      {
        at: 3,
        do: "create",
        objects: [
          asking(
            "guarded",
            "1500m",
            { nodeSelector: { "kubernetes.io/hostname": nodeName(1) } },
            { labels: { app: "guarded" } },
          ),
          asking("free", "1500m", { nodeSelector: { "kubernetes.io/hostname": nodeName(2) } }),
        ],
      },
      {
        at: 5,
        do: "create",
        objects: [
          {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: "guard" },
            spec: { minAvailable: 1, selector: { matchLabels: { app: "guarded" } } },
          },
        ],
      },
      { at: 8, do: "create", objects: [asking("important", "1", { priorityClassName: "$NS--high" })] },
      dropPods(16),
    ],
  },
  {
    ...kwok,
    name: "scheduling-priority-order",
    title: "When a node opens the most important pod goes first",
    seconds: 18,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          fakeNode(1, { cpu: "2", unschedulable: true }),
          priorityClass("high", 1000),
          priorityClass("global", 5, { globalDefault: true }),
        ],
      },
      {
        at: 3,
        do: "create",
        objects: [asking("usual", "1500m"), asking("urgent", "1500m", { priorityClassName: "$NS--high" })],
      },
      changeNode(7, 1, { spec: { unschedulable: false } }),
      { at: 10, do: "delete", target: { kind: "pod", name: "usual" } },
      dropPods(12),
    ],
  },
];
