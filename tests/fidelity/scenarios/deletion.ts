/**
 * Deletion: dependents, finalizers, preconditions, collections.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { deployment, pod } from "./manifests.ts";

const config = (name: string, metadata = {}): { apiVersion: string; kind: string; metadata: object; data: object } => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data: { a: "1" },
});
const web = { kind: "deployment", name: "web" } as const;
const held = { kind: "configmap", name: "held" } as const;
const someId = "11111111-2222-3333-4444-555555555555";

export const deletion: readonly Scenario[] = [
  {
    name: "deletion-background",
    title: "A Deployment goes at once, what it owns follows",
    seconds: 22,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      { at: 8, do: "delete", target: web, options: { propagationPolicy: "Background" }, show: true },
      { at: 14, do: "list", kind: "replicasets" },
      { at: 14, do: "list", kind: "pods" },
    ],
  },
  {
    name: "deletion-foreground",
    title: "A Deployment deleted in the foreground waits for what it owns",
    seconds: 22,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 }, { terminationGracePeriodSeconds: 3 })] },
      { at: 8, do: "delete", target: web, options: { propagationPolicy: "Foreground" }, show: true },
      { at: 9.5, do: "get", target: web, show: true },
      { at: 9.5, do: "list", kind: "replicasets" },
      { at: 17, do: "list", kind: "deployments" },
    ],
  },
  {
    name: "deletion-orphans",
    title: "What an orphaning deletion leaves behind is adopted again",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 1 })] },
      { at: 7, do: "delete", target: web, options: { propagationPolicy: "Orphan" }, show: true },
      { at: 11, do: "list", kind: "pods" },
      { at: 12, do: "create", objects: [deployment("web", { replicas: 1 })] },
      { at: 18, do: "list", kind: "pods" },
    ],
  },
  {
    name: "deletion-finalizers",
    title: "What has finalizers stays until they are taken away; none can be added meanwhile",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [config("held", { finalizers: ["example.com/a", "example.com/b"] })],
        show: true,
      },
      { at: 1, do: "delete", target: held, show: true },
      { at: 2, do: "get", target: held, show: true },
      { at: 2, do: "delete", target: held, show: true },
      { at: 3, do: "patch", target: held, patch: { type: "merge", body: { data: { b: "2" } } }, show: true },
      {
        at: 3,
        do: "patch",
        target: held,
        patch: { type: "merge", body: { metadata: { finalizers: ["example.com/a", "example.com/c"] } } },
      },
      {
        at: 4,
        do: "patch",
        target: held,
        patch: { type: "merge", body: { metadata: { finalizers: ["example.com/b"] } } },
        show: true,
      },
      {
        at: 4,
        do: "patch",
        target: held,
        patch: { type: "merge", body: { metadata: { deletionTimestamp: null } } },
        show: true,
      },
      { at: 5, do: "create", objects: [config("held")] },
      {
        at: 6,
        do: "patch",
        target: held,
        patch: { type: "merge", body: { metadata: { finalizers: null } } },
        show: true,
      },
      { at: 7, do: "get", target: held },
      { at: 7, do: "create", objects: [config("bad", { finalizers: ["unqualified"] })] },
      { at: 7, do: "create", objects: [config("bad", { finalizers: ["not good/x"] })] },
    ],
  },
  {
    name: "deletion-preconditions",
    title: "Deletions of other objects than were meant are refused",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [config("one"), config("two", { labels: { a: "b" } }), config("three", { labels: { a: "b" } })],
      },
      { at: 1, do: "delete", target: { kind: "configmap", name: "one" }, options: { preconditions: { uid: someId } } },
      { at: 1, do: "delete", target: { kind: "configmap", name: "none" } },
      { at: 2, do: "delete", target: { kind: "configmap", name: "one" }, options: { dryRun: true }, show: true },
      { at: 2, do: "get", target: { kind: "configmap", name: "one" } },
      { at: 3, do: "delete-collection", kind: "configmaps", labelSelector: "a=b" },
      { at: 3.5, do: "list", kind: "configmaps" },
      { at: 4, do: "delete", target: { kind: "configmap", name: "one" }, show: true },
      { at: 5, do: "delete", target: { kind: "configmap", name: "one" } },
    ],
  },
  {
    name: "deletion-dangling-owners",
    title: "What names owners that are not there is collected",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          config("orphan", {
            ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "none", uid: someId }],
          }),
          config("owned-by-unknown", {
            ownerReferences: [{ apiVersion: "example.com/v1", kind: "Thing", name: "none", uid: someId }],
          }),
          pod(
            "owned",
            {},
            { ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "none", uid: someId }] },
          ),
        ],
      },
      { at: 10, do: "list", kind: "configmaps" },
      { at: 10, do: "list", kind: "pods" },
      {
        at: 11,
        do: "create",
        objects: [config("bad", { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "none" }] })],
      },
      {
        at: 11,
        do: "create",
        objects: [
          config("bad", {
            ownerReferences: [
              { apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "a", controller: true },
              { apiVersion: "v1", kind: "ConfigMap", name: "b", uid: "b", controller: true },
            ],
          }),
        ],
      },
    ],
  },
];
