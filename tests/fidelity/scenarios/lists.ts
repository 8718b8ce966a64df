/**
 * Lists and writes: selectors of fields, pages, versions, dry runs, generations.
 * @module
 */
import type { Scenario, ScenarioStep } from "../scenario.ts";
import { deployment, pod, service } from "./manifests.ts";

const config = (name: string, metadata = {}): { apiVersion: string; kind: string; metadata: object; data: object } => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data: { a: "1" },
});

function select(at: number, kind: string, fieldSelector: string): ScenarioStep {
  return { at, do: "list", kind, fieldSelector };
}

const settings = { kind: "configmap", name: "settings" } as const;
const web = { kind: "deployment", name: "web" } as const;

export const lists: readonly Scenario[] = [
  {
    name: "lists-select-by-fields",
    title: "Objects are selected by the fields that their kinds offer, others are refused",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("one"),
          pod("two", { nodeName: "node-1", restartPolicy: "Never" }),
          service("web"),
          { apiVersion: "v1", kind: "Secret", metadata: { name: "token" }, type: "example.com/own", data: {} },
          config("settings"),
        ],
      },
      select(5, "pods", "status.phase=Running"),
      select(5, "pods", "status.phase!=Running,metadata.name=one"),
      select(5, "pods", "spec.nodeName=node-1"),
      select(5, "pods", "spec.restartPolicy=Never"),
      select(5, "pods", "spec.image=x"),
      select(5.5, "services", "spec.type=ClusterIP"),
      select(5.5, "services", "spec.selector=x"),
      select(5.5, "secrets", "type=example.com/own"),
      select(5.5, "configmaps", "metadata.name=settings"),
      select(5.5, "configmaps", "data.a=1"),
      select(6, "deployments", "status.replicas=1"),
      select(6, "events", "count=1"),
      select(6, "nodes", "spec.unschedulable=true"),
      select(6, "namespaces", "status.phase=Active,metadata.name=$NS"),
      select(6, "persistentvolumeclaims", "status.phase=Bound"),
      select(6.5, "jobs", "status.successful=1"),
      select(6.5, "jobs", "status.failed=1"),
      select(6.5, "pods", "metadata.name"),
      select(6.5, "pods", "metadata.name=one=two"),
      { at: 7, do: "list", kind: "configmaps", labelSelector: "a in b" },
      { at: 7, do: "list", kind: "configmaps", labelSelector: "a=b=c" },
      { at: 7, do: "list", kind: "configmaps", labelSelector: "!a" },
      { at: 7, do: "list", kind: "configmaps", limit: 1 },
    ],
  },
  {
    name: "lists-writes-refused",
    title: "Writes of old versions, of other names and of things that are there already are refused",
    seconds: 12,
    steps: [
      { at: 0, do: "create", objects: [config("settings")] },
      { at: 1, do: "create", objects: [config("settings")] },
      { at: 1, do: "create", objects: [{ ...config("x"), metadata: { resourceVersion: "1", name: "x" } }] },
      { at: 1, do: "create", objects: [{ ...config("x"), metadata: {} }] },
      { at: 1.5, do: "create", objects: [config("dry")], dryRun: true, show: true },
      { at: 1.5, do: "get", target: { kind: "configmap", name: "dry" } },
      { at: 2, do: "update", object: config("settings", { resourceVersion: "1" }) },
      { at: 2, do: "update", object: config("settings", { uid: "11111111-2222-3333-4444-555555555555" }) },
      { at: 2, do: "update", object: { ...config("settings"), data: { a: "2" } }, show: true },
      { at: 2.5, do: "update", object: config("none") },
      {
        at: 3,
        do: "patch",
        target: settings,
        patch: { type: "merge", body: { metadata: { resourceVersion: "1" } } },
      },
      { at: 3, do: "patch", target: settings, patch: { type: "merge", body: { metadata: { name: "other" } } } },
      { at: 3, do: "patch", target: settings, patch: { type: "merge", body: { metadata: { namespace: "other" } } } },
      { at: 3, do: "patch", target: settings, patch: { type: "merge", body: { metadata: { uid: "other" } } } },
      {
        at: 4,
        do: "patch",
        target: settings,
        patch: { type: "merge", body: { metadata: { creationTimestamp: "2020-01-01T00:00:00Z", generation: 7 } } },
        show: true,
      },
      { at: 4, do: "patch", target: { kind: "configmap", name: "none" }, patch: { type: "merge", body: {} } },
      {
        at: 4,
        do: "create",
        objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "$NS--none" } }],
      },
      { at: 4.5, do: "patch", target: settings, patch: { type: "merge", body: { immutable: true } }, show: true },
      { at: 5, do: "patch", target: settings, patch: { type: "merge", body: { data: { a: "3" } } } },
      { at: 5, do: "patch", target: settings, patch: { type: "merge", body: { immutable: null } } },
    ],
  },
  {
    name: "lists-generations",
    title: "Changes of what is wanted count as generations, changes of labels and of states do not",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 0 })], show: true },
      {
        at: 2,
        do: "patch",
        target: web,
        patch: { type: "merge", body: { metadata: { labels: { a: "b" } } } },
        show: true,
      },
      { at: 3, do: "patch", target: web, patch: { type: "merge", body: { spec: { minReadySeconds: 1 } } }, show: true },
      {
        at: 4,
        do: "patch",
        target: web,
        subresource: "status",
        patch: {
          type: "merge",
          body: {
            status: { observedGeneration: 1 },
            spec: { replicas: 5 },
            metadata: { labels: { c: "d" }, annotations: { n: "1" } },
          },
        },
        show: true,
      },
      { at: 6, do: "patch", target: web, patch: { type: "merge", body: { status: { replicas: 9 } } }, show: true },
      { at: 7, do: "get", target: web, subresource: "scale", show: true },
      { at: 7, do: "get", target: web, subresource: "status", show: true },
      { at: 8, do: "create", objects: [service("web")], show: true },
      {
        at: 8.5,
        do: "patch",
        target: { kind: "service", name: "web" },
        patch: { type: "merge", body: { spec: { sessionAffinity: "ClientIP" } } },
        show: true,
      },
      { at: 9, do: "patch", target: web, patch: { type: "merge", body: { metadata: { generation: 40 } } }, show: true },
    ],
  },
  {
    name: "lists-generate-names",
    title: "Names are drawn after what the request says",
    seconds: 8,
    steps: [
      { at: 0, do: "create", objects: [{ ...config("x"), metadata: { generateName: "drawn-" } }] },
      {
        at: 0.5,
        do: "create",
        objects: [{ ...config("x"), metadata: { generateName: "named-", name: "chosen" } }],
        show: true,
      },
      {
        at: 1.5,
        do: "create",
        objects: [{ ...config("x"), metadata: { generateName: `${"l".repeat(70)}-` } }],
        dryRun: true,
      },
      { at: 2, do: "list", kind: "configmaps", fieldSelector: "metadata.name=chosen" },
      {
        at: 2.5,
        do: "create",
        objects: [{ ...config("labelled"), metadata: { name: "labelled", labels: { "a b": "c", d: "e f" } } }],
      },
      {
        at: 3,
        do: "create",
        objects: [{ ...config("noted"), metadata: { name: "noted", annotations: { "a b": "c" } } }],
      },
    ],
  },
];
