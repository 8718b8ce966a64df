/**
 * Daemon sets: for one real node, or for several that pretend.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioStep, Target } from "../scenario.ts";
import { container, script, template } from "./manifests.ts";
import { changeNode, fakeNode, fakeNodes } from "./nodes-and-pods.ts";

type Fields = Readonly<Record<string, unknown>>;

const agent: Target = { kind: "daemonset", name: "agent" };
const node: Target = { kind: "node", name: "node-1" };

function daemonSet(spec: Fields = {}, pods: Fields = {}): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent" },
    spec: {
      selector: { matchLabels: { app: "agent" } },
      template: template("agent", { nodeSelector: { "kubernetes.io/hostname": "node-1" }, ...pods }),
      ...spec,
    },
  };
}

function setContainer(at: number, fields: Fields): ScenarioStep {
  const body = { spec: { template: { spec: { containers: [container(fields)] } } } };
  return { at, do: "patch", target: agent, patch: { type: "strategic", body } };
}

function setVersion(at: number, value: string): ScenarioStep {
  return setContainer(at, { env: [{ name: "V", value }] });
}

function label(at: number, value: string | null): ScenarioStep {
  return {
    at,
    do: "patch",
    target: node,
    patch: { type: "merge", body: { metadata: { labels: { "$NS--disk": value } } } },
  };
}

/** What tells the scenario's own nodes from others. */
const labels = { "$NS--disk": "fast" };

const rolling = (maxSurge: number, maxUnavailable: number): Fields => ({
  updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } },
});

export const daemonSets: readonly Scenario[] = [
  {
    name: "daemon-set-runs",
    title: "A daemon set runs a pod on its node, and replaces one that is deleted",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [daemonSet()], show: true },
      { at: 6, do: "get", target: { kind: "pod", selector: "app=agent" }, show: true },
      { at: 8, do: "delete", target: { kind: "pod", selector: "app=agent" } },
    ],
  },
  {
    name: "daemon-set-rolls",
    title: "An update stops the old pod before it starts the new one",
    seconds: 20,
    steps: [{ at: 0, do: "create", objects: [daemonSet()] }, setVersion(8, "2")],
  },
  {
    name: "daemon-set-surges",
    title: "With surge the old pod stays until the new one is available",
    seconds: 22,
    steps: [
      { at: 0, do: "create", objects: [daemonSet({ minReadySeconds: 2, ...rolling(1, 0) })] },
      setVersion(9, "2"),
    ],
  },
  {
    name: "daemon-set-on-delete",
    title: "With OnDelete the new template waits until somebody deletes the pod",
    seconds: 24,
    steps: [
      { at: 0, do: "create", objects: [daemonSet({ updateStrategy: { type: "OnDelete" } })] },
      setVersion(7, "2"),
      { at: 14, do: "delete", target: { kind: "pod", selector: "app=agent" } },
    ],
  },
  {
    name: "daemon-set-follows-label",
    title: "A label that appears on a node brings the pod, and takes it when it goes",
    seconds: 28,
    steps: [
      { at: 0, do: "create", objects: [daemonSet({}, { nodeSelector: { "$NS--disk": "fast" } })] },
      label(5, "fast"),
      label(14, "slow"),
      label(21, null),
    ],
  },
  {
    name: "daemon-set-broken-image",
    title: "An update to an image that cannot be pulled leaves the node without a pod until it is mended",
    seconds: 24,
    steps: [
      { at: 0, do: "create", objects: [daemonSet()] },
      setContainer(7, { image: "registry.example/none:1" }),
      setContainer(14, { image: "$IMAGE" }),
    ],
  },
  {
    name: "daemon-set-history",
    title: "Old revisions beyond the history limit are deleted; a template that comes back takes its own up again",
    seconds: 45,
    steps: [
      { at: 0, do: "create", objects: [daemonSet({ revisionHistoryLimit: 1 })] },
      setVersion(8, "2"),
      setVersion(17, "3"),
      setVersion(26, "2"),
      setVersion(35, "4"),
    ],
  },
  {
    name: "daemon-set-crashes",
    title: "A daemon set whose pod crashes counts it as unavailable",
    seconds: 20,
    steps: [{ at: 0, do: "create", objects: [daemonSet({}, { containers: [script("sleep 1; exit 1")] })] }],
  },
  {
    name: "daemon-set-deletes-foreground",
    title: "A daemon set deleted in the foreground goes after its pods",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [daemonSet()] },
      { at: 7, do: "delete", target: agent, options: { propagationPolicy: "Foreground" } },
    ],
  },
  {
    name: "daemon-set-deletes-orphan",
    title: "A daemon set deleted alone leaves its pod, which a new one of its name adopts",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [daemonSet()] },
      { at: 7, do: "delete", target: agent, options: { propagationPolicy: "Orphan" } },
      { at: 13, do: "create", objects: [daemonSet()] },
      { at: 20, do: "delete", target: agent, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "daemon-set-many-join",
    title: "Nodes that join get a pod; a taint lets the pod of a node stay, another label does not",
    needs: ["kwok"],
    seconds: 42,
    steps: [
      fakeNodes(2, { labels }),
      { at: 4, do: "create", objects: [daemonSet({}, { nodeSelector: labels })] },
      { at: 9, do: "create", objects: [fakeNode(3, { labels })] },
      changeNode(16, 1, { spec: { taints: [{ key: "own", effect: "NoSchedule" }] } }),
      changeNode(21, 1, { metadata: { labels: { "$NS--disk": "slow" } } }),
      changeNode(27, 1, { metadata: { labels }, spec: { taints: null } }),
      { at: 33, do: "delete", target: agent, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "daemon-set-many-roll",
    title: "An update lets a share of the nodes be without a pod, rounded up",
    needs: ["kwok"],
    seconds: 26,
    steps: [
      fakeNodes(4, { labels }),
      {
        at: 4,
        do: "create",
        objects: [
          daemonSet(
            { minReadySeconds: 2, updateStrategy: { rollingUpdate: { maxUnavailable: "40%" } } },
            { nodeSelector: labels },
          ),
        ],
      },
      setVersion(10, "2"),
      { at: 20, do: "delete", target: agent, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "daemon-set-many-surge",
    title: "With surge so many nodes at a time run both pods",
    needs: ["kwok"],
    seconds: 30,
    steps: [
      fakeNodes(3, { labels }),
      { at: 4, do: "create", objects: [daemonSet({ minReadySeconds: 2, ...rolling(2, 0) }, { nodeSelector: labels })] },
      setVersion(10, "2"),
      { at: 24, do: "delete", target: agent, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "daemon-set-refusals",
    title: "What the API server refuses of daemon sets, and in which words",
    seconds: 7,
    steps: [
      { at: 0, do: "create", objects: [daemonSet({}, { nodeSelector: { none: "here" } })] },
      { at: 0.5, do: "create", objects: [another(rolling(1, 1))] },
      { at: 0.6, do: "create", objects: [another(rolling(0, 0))] },
      { at: 0.7, do: "create", objects: [another({ updateStrategy: { rollingUpdate: { maxUnavailable: "120%" } } })] },
      { at: 0.8, do: "create", objects: [another({ updateStrategy: { rollingUpdate: { maxUnavailable: "x" } } })] },
      { at: 0.9, do: "create", objects: [another({ updateStrategy: { type: "Never" } })] },
      { at: 1, do: "create", objects: [another({ minReadySeconds: -1, revisionHistoryLimit: -1 })] },
      { at: 1.1, do: "create", objects: [another({ selector: { matchLabels: { app: "other" } } })] },
      { at: 1.2, do: "create", objects: [another({ selector: {} })] },
      { at: 1.3, do: "create", objects: [another({ selector: null })] },
      { at: 1.4, do: "create", objects: [another({}, { restartPolicy: "OnFailure" })] },
      {
        at: 1.5,
        do: "patch",
        target: agent,
        patch: {
          type: "merge",
          body: { spec: { selector: { matchExpressions: [{ key: "app", operator: "Exists" }] } } },
        },
      },
      { at: 1.6, do: "scale", target: agent, replicas: 2 },
    ],
  },
];

function another(spec: Fields, pods: Fields = {}): Manifest {
  return { ...daemonSet(spec, pods), metadata: { name: "other" } };
}
