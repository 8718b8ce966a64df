/**
 * Nodes that come, are lost, come back and go.
 * @module
 */
import type { Scenario, ScenarioStep } from "../scenario.ts";
import { pod } from "./manifests.ts";
import { changeNode, dropPods, fakeNode, fakeNodes, nodeName } from "./nodes-and-pods.ts";

const kwok = { needs: ["kwok"] } as const;

function tolerating(seconds: number, key = "node.kubernetes.io/unreachable"): Readonly<Record<string, unknown>> {
  return { tolerations: [{ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: seconds }] };
}

const condition = (type: string, status: string, reason: string, at: number) => ({
  type,
  status,
  reason,
  message: reason,
  // each report is news
  lastHeartbeatTime: `2026-01-01T00:${String(10 + Math.round(at / 2))}:00Z`,
  lastTransitionTime: "2026-01-01T00:00:00Z",
});

/** Says what a kubelet would say of a node without one. */
function report(at: number, index: number, status: "True" | "False"): ScenarioStep {
  const conditions = [
    condition("Ready", status, status === "True" ? "KubeletReady" : "KubeletNotReady", at),
    condition("MemoryPressure", "False", "KubeletHasSufficientMemory", at),
  ];
  return {
    at,
    do: "patch",
    target: { kind: "node", name: nodeName(index) },
    patch: { type: "merge", body: { status: { conditions } } },
    subresource: "status",
  };
}

/** Says that a pod runs, as a kubelet would. */
function running(at: number, name: string): ScenarioStep {
  const body = {
    status: {
      phase: "Running",
      conditions: [
        { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" },
        { type: "ContainersReady", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" },
      ],
    },
  };
  return {
    at,
    do: "patch",
    target: { kind: "pod", name },
    patch: { type: "merge", body },
    subresource: "status",
  };
}

export const nodes: readonly Scenario[] = [
  {
    ...kwok,
    name: "nodes-join",
    title: "A node joins: it is tainted until it is ready, registered, and a pod runs there",
    seconds: 16,
    steps: [
      fakeNodes(1),
      { at: 3, do: "create", objects: [pod("a")] },
      { at: 6, do: "delete", target: { kind: "pod", name: "a" } },
    ],
  },
  {
    ...kwok,
    name: "nodes-cordon",
    title: "A cordoned node keeps its pods and takes no more",
    seconds: 20,
    steps: [
      fakeNodes(1),
      { at: 2, do: "create", objects: [pod("old")] },
      changeNode(5, 1, { spec: { unschedulable: true } }),
      { at: 7, do: "create", objects: [pod("new")] },
      changeNode(11, 1, { spec: { unschedulable: null } }),
      dropPods(15),
    ],
  },
  {
    ...kwok,
    name: "nodes-no-execute",
    title: "A NoExecute taint evicts pods at once, after a while, or never",
    seconds: 26,
    steps: [
      fakeNodes(1),
      {
        at: 2,
        do: "create",
        objects: [
          pod("leaves"),
          pod("lingers", tolerating(6, "maintenance")),
          pod("stays", { tolerations: [{ key: "maintenance", operator: "Exists" }] }),
        ],
      },
      changeNode(5, 1, { spec: { taints: [{ key: "maintenance", effect: "NoExecute" }] } }),
      dropPods(19),
    ],
  },
  {
    ...kwok,
    name: "nodes-no-execute-cancelled",
    title: "A taint that is taken away in time evicts nobody",
    seconds: 26,
    steps: [
      fakeNodes(1),
      { at: 2, do: "create", objects: [pod("lingers", tolerating(8, "maintenance"))] },
      changeNode(5, 1, { spec: { taints: [{ key: "maintenance", effect: "NoExecute" }] } }),
      changeNode(8, 1, { spec: { taints: null } }),
      dropPods(19),
    ],
  },
  {
    ...kwok,
    name: "nodes-lifeless",
    title: "A node without a kubelet is unknown after a minute, and takes no pods",
    seconds: 80,
    steps: [
      { at: 0, do: "create", objects: [fakeNode(1, { lifeless: true })] },
      { at: 2, do: "create", objects: [pod("waits")] },
      dropPods(73),
    ],
  },
  {
    ...kwok,
    name: "nodes-lost-and-found",
    title: "A node falls silent: it is unknown, its pods are not ready and evicted in time; it comes back",
    seconds: 112,
    steps: [
      { at: 0, do: "create", objects: [fakeNode(1), fakeNode(2, { lifeless: true })] },
      report(2, 2, "True"),
      {
        at: 6,
        do: "create",
        objects: [
          pod("short", { nodeName: nodeName(2), ...tolerating(10) }),
          pod("usual", { nodeName: nodeName(2) }),
          pod("safe", { nodeName: nodeName(1) }),
        ],
      },
      running(8, "short"),
      running(8.5, "usual"),
      report(82, 2, "True"),
      dropPods(100),
    ],
  },
  {
    ...kwok,
    name: "nodes-not-ready",
    title: "A kubelet says that its node is not ready, and then that it is",
    seconds: 34,
    steps: [
      { at: 0, do: "create", objects: [fakeNode(1), fakeNode(2, { lifeless: true })] },
      report(2, 2, "True"),
      {
        at: 6,
        do: "create",
        objects: [pod("a", { nodeName: nodeName(2), ...tolerating(5, "node.kubernetes.io/not-ready") })],
      },
      running(8, "a"),
      report(10, 2, "False"),
      report(22, 2, "True"),
      dropPods(28),
    ],
  },
  {
    ...kwok,
    name: "nodes-deleted",
    title: "The pods of a deleted node are collected within a minute or so",
    seconds: 80,
    steps: [
      fakeNodes(2),
      {
        at: 2,
        do: "create",
        objects: [pod("orphan", { nodeName: nodeName(1) }), pod("safe", { nodeName: nodeName(2) })],
      },
      { at: 6, do: "delete", target: { kind: "node", name: nodeName(1) } },
      dropPods(74),
    ],
  },
];
