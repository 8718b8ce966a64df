/**
 * Disruption budgets, evictions, drains.
 * @module
 */
import type { IntOrString, Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioStep } from "../scenario.ts";
import { deployment, pod } from "./manifests.ts";
import { changeNode, dropDeployment, fakeNode, fakeNodes, nodeName } from "./nodes-and-pods.ts";

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

/** A pod that never becomes ready: nobody says what its gate waits for. */
const unready = { readinessGates: [{ conditionType: "example.com/never" }] };

export const disruption: readonly Scenario[] = [
  {
    ...kwok,
    name: "disruption-budget-counts",
    title: "Budgets count the pods of Deployments: numbers, shares, too much, nobody",
    seconds: 24,
    steps: [
      fakeNodes(1),
      {
        at: 2,
        do: "create",
        objects: ["least", "most", "half", "too-much"].map((name) => deployment(name, { replicas: 3 })),
      },
      {
        at: 5,
        do: "create",
        objects: [
          budget("least", { minAvailable: 2 }),
          budget("most", { maxUnavailable: "34%" }),
          budget("half", { minAvailable: "50%" }),
          budget("too-much", { minAvailable: 5 }),
          budget("nobody", { minAvailable: 1 }),
        ],
      },
      { at: 9, do: "scale", target: { kind: "deployment", name: "least" }, replicas: 2 },
      { at: 11, do: "scale", target: { kind: "deployment", name: "half" }, replicas: 1 },
      {
        at: 13,
        do: "patch",
        target: { kind: "pdb", name: "too-much" },
        patch: { type: "merge", body: { spec: { minAvailable: 1 } } },
      },
      { at: 14.5, do: "delete-collection", kind: "pdb" },
      ...["least", "most", "half", "too-much"].map((name, index) => dropDeployment(15 + index / 2, name)),
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
        objects: ["number", "share", "most"].map((app) => pod(app, {}, { labels: { app } })),
      },
      {
        at: 5,
        do: "create",
        objects: [
          budget("number", { minAvailable: 1 }),
          budget("share", { minAvailable: "50%" }),
          budget("most", { maxUnavailable: 1 }),
        ],
      },
    ],
  },
  {
    name: "disruption-eviction",
    title: "An eviction is allowed while the budget lets it, and refused afterwards",
    seconds: 24,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 4, do: "create", objects: [budget("web", { minAvailable: 1 })] },
      evict(7, "web"),
      evict(7.1, "web", 1),
      evict(14, "web"),
    ],
  },
  {
    name: "disruption-eviction-refused",
    title:
      "Without any disruption allowed an eviction is refused, and with two budgets any; a pod without a budget goes",
    seconds: 16,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("one", {}, { labels: { app: "strict" } }),
          pod("two", {}, { labels: { app: "twice" } }),
          pod("free"),
        ],
      },
      {
        at: 5,
        do: "create",
        objects: [
          budget("strict", { minAvailable: 1 }),
          budget("first", { minAvailable: 1 }, "twice"),
          budget("second", { minAvailable: 0 }, "twice"),
        ],
      },
      { at: 7, do: "evict", pod: { kind: "pod", name: "one" } },
      { at: 7.5, do: "evict", pod: { kind: "pod", name: "two" } },
      { at: 8, do: "evict", pod: { kind: "pod", name: "free" } },
      { at: 8.5, do: "evict", pod: { kind: "pod", name: "nobody" } },
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
        objects: [deployment("usual", { replicas: 1 }, unready), deployment("always", { replicas: 1 }, unready)],
      },
      {
        at: 4,
        do: "create",
        objects: [
          budget("usual", { minAvailable: 1 }),
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
      { at: 0, do: "create", objects: [fakeNode(1), fakeNode(2, { unschedulable: true })] },
      { at: 2, do: "create", objects: [deployment("web", { replicas: 4 })] },
      { at: 4, do: "create", objects: [budget("web", { minAvailable: 3 })] },
      changeNode(5.5, 2, { spec: { unschedulable: null } }),
      changeNode(6, 1, { spec: { unschedulable: true } }),
      evict(8, "web"),
      evict(11, "web"),
      changeNode(14, 1, { spec: { unschedulable: false } }),
      changeNode(15, 2, { spec: { unschedulable: true } }),
      { at: 17.5, do: "delete-collection", kind: "pdb" },
      dropDeployment(18, "web"),
    ],
  },
  {
    ...kwok,
    name: "disruption-drain-stuck",
    title: "With every other node closed the second eviction is refused",
    seconds: 22,
    steps: [
      fakeNodes(1),
      { at: 2, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 4, do: "create", objects: [budget("web", { maxUnavailable: 1 })] },
      {
        at: 6,
        do: "patch",
        target: { kind: "node", name: nodeName(1) },
        patch: { type: "merge", body: { spec: { unschedulable: true } } },
      },
      evict(8, "web"),
      evict(11, "web"),
      changeNode(14, 1, { spec: { unschedulable: null } }),
      { at: 16.5, do: "delete-collection", kind: "pdb" },
      dropDeployment(17, "web"),
    ],
  },
];
