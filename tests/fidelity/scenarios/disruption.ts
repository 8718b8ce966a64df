/**
 * Disruption budgets, evictions, drains.
 * @module
 */
import type { IntOrString, Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioStep } from "../scenario.ts";
import { container, deployment, pod } from "./manifests.ts";
import { changeNode, dropPods, fakeNodes, nodeName } from "./nodes-and-pods.ts";

const kwok = { needs: ["kwok"] } as const;

function budget(
  name: string,
  spec: {
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
    readonly unhealthyPodEvictionPolicy?: string;
  },
  app = name,
): Manifest {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name },
    spec: { selector: { matchLabels: { app } }, ...spec },
  };
}

function evict(at: number, app: string, index = 0): ScenarioStep {
  return { at, do: "evict", pod: { kind: "pod", selector: `app=${app}`, index } };
}

/** A pod that never becomes ready. */
const unready = {
  containers: [
    container({ readinessProbe: { exec: { command: ["/busybox", "false"] }, periodSeconds: 60, failureThreshold: 1 } }),
  ],
};

export const disruption: readonly Scenario[] = [
  {
    name: "disruption-budget-counts",
    title: "Budgets count the pods of a Deployment: numbers, shares, too much, nobody",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          budget("least", { minAvailable: 2 }, "web"),
          budget("most", { maxUnavailable: "34%" }, "web"),
          budget("half", { minAvailable: "50%" }, "web"),
          budget("too-much", { minAvailable: 5 }, "web"),
          budget("nobody", { minAvailable: 1 }),
        ],
      },
      { at: 2, do: "create", objects: [deployment("web", { replicas: 3 })] },
      { at: 9, do: "scale", target: { kind: "deployment", name: "web" }, replicas: 2 },
    ],
  },
  {
    name: "disruption-bare-pods",
    title: "Budgets of bare pods: a number counts them, a share cannot",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("one", {}, { labels: { app: "bare" } }),
          pod("two", {}, { labels: { app: "bare" } }),
          budget("number", { minAvailable: 1 }, "bare"),
          budget("share", { minAvailable: "50%" }, "bare"),
          budget("most", { maxUnavailable: 1 }, "bare"),
        ],
      },
    ],
  },
  {
    name: "disruption-eviction",
    title: "An eviction is allowed while the budget lets it, and refused afterwards",
    seconds: 24,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 }), budget("web", { minAvailable: 1 })] },
      evict(7, "web"),
      evict(7.1, "web", 1),
      evict(14, "web"),
    ],
  },
  {
    name: "disruption-eviction-refused",
    title: "Without any disruption allowed every eviction is refused, by one budget or two",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("one", {}, { labels: { app: "web" } }),
          budget("strict", { minAvailable: 1 }, "web"),
          pod("two", {}, { labels: { app: "twice" } }),
          budget("first", { maxUnavailable: 0 }, "twice"),
          budget("second", { minAvailable: 1 }, "twice"),
          pod("free"),
        ],
      },
      { at: 6, do: "evict", pod: { kind: "pod", name: "one" } },
      { at: 6.5, do: "evict", pod: { kind: "pod", name: "two" } },
      { at: 7, do: "evict", pod: { kind: "pod", name: "free" } },
      { at: 7.5, do: "evict", pod: { kind: "pod", name: "nobody" } },
    ],
  },
  {
    name: "disruption-unhealthy",
    title: "Pods that are not ready may go when enough others are, or always where the policy says so",
    seconds: 18,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("usual", { replicas: 1 }, unready),
          budget("usual", { minAvailable: 1 }),
          deployment("always", { replicas: 1 }, unready),
          budget("always", { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" }),
        ],
      },
      evict(7, "usual"),
      evict(7.5, "always"),
    ],
  },
  {
    ...kwok,
    name: "disruption-drain",
    title: "A node is drained: cordoned, its pods evicted as the budget allows, and opened again",
    seconds: 26,
    steps: [
      fakeNodes(2),
      { at: 2, do: "create", objects: [deployment("web", { replicas: 4 }), budget("web", { minAvailable: 3 })] },
      changeNode(6, 1, { spec: { unschedulable: true } }),
      evict(8, "web"),
      evict(11, "web"),
      changeNode(14, 1, { spec: { unschedulable: false } }),
      changeNode(15, 2, { spec: { unschedulable: true } }),
      dropPods(18),
    ],
  },
  {
    ...kwok,
    name: "disruption-drain-stuck",
    title: "With every other node closed the second eviction is refused",
    seconds: 22,
    steps: [
      fakeNodes(1),
      { at: 2, do: "create", objects: [deployment("web", { replicas: 2 }), budget("web", { maxUnavailable: 1 })] },
      {
        at: 6,
        do: "patch",
        target: { kind: "node", name: nodeName(1) },
        patch: { type: "merge", body: { spec: { unschedulable: true } } },
      },
      evict(8, "web"),
      evict(11, "web"),
      changeNode(14, 1, { spec: { unschedulable: null } }),
      dropPods(17),
    ],
  },
];
