/**
 * Namespaces: what they begin with, and how they end.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { pod } from "./manifests.ts";

const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "$NS--other" } } as const;
const other = { kind: "namespace", name: "$NS--other" } as const;
const inside = (name: string, metadata = {}): { apiVersion: string; kind: string; metadata: object } => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "$NS--other", ...metadata },
});

export const namespaces: readonly Scenario[] = [
  {
    name: "namespaces-begin",
    title: "A namespace gets its account and the cluster's certificate, and gets them again",
    seconds: 14,
    steps: [
      { at: 0, do: "create", objects: [namespace], show: true },
      { at: 3, do: "get", target: { kind: "serviceaccount", name: "default", namespace: "$NS--other" }, show: true },
      { at: 4, do: "delete", target: { kind: "serviceaccount", name: "default", namespace: "$NS--other" } },
      { at: 4, do: "delete", target: { kind: "configmap", name: "kube-root-ca.crt", namespace: "$NS--other" } },
      { at: 7, do: "get", target: { kind: "serviceaccount", name: "default", namespace: "$NS--other" } },
      { at: 7, do: "get", target: { kind: "configmap", name: "kube-root-ca.crt", namespace: "$NS--other" } },
      { at: 8, do: "create", objects: [{ ...namespace, metadata: { name: "Not_A_Name" } }] },
    ],
  },
  {
    name: "namespaces-empty-themselves",
    title: "A namespace that is deleted takes its pods with it, and then goes",
    seconds: 34,
    steps: [
      { at: 0, do: "create", objects: [namespace] },
      {
        at: 2,
        do: "create",
        objects: [
          { ...pod("slow", { terminationGracePeriodSeconds: 6 }), metadata: { name: "slow", namespace: "$NS--other" } },
          inside("settings"),
        ],
      },
      { at: 8, do: "delete", target: other, show: true },
      { at: 10, do: "get", target: other, show: true },
      { at: 10, do: "create", objects: [inside("late")] },
      { at: 10, do: "create", objects: [namespace] },
      { at: 11, do: "delete", target: other },
    ],
  },
  {
    name: "namespaces-wait-for-finalizers",
    title: "A namespace stays while something in it has finalizers, and says so",
    seconds: 40,
    steps: [
      { at: 0, do: "create", objects: [namespace] },
      { at: 2, do: "create", objects: [inside("held", { finalizers: ["example.com/kept"] }), inside("free")] },
      { at: 4, do: "delete", target: other },
      { at: 11, do: "get", target: other, show: true },
      {
        at: 12.5,
        do: "patch",
        target: { kind: "configmap", name: "held", namespace: "$NS--other" },
        patch: { type: "merge", body: { metadata: { finalizers: null } } },
      },
    ],
  },
  {
    name: "namespaces-refuse",
    title: "Namespaces of the system cannot be deleted",
    seconds: 8,
    steps: [
      { at: 0, do: "delete", target: { kind: "namespace", name: "default" }, options: { dryRun: true } },
      { at: 0, do: "delete", target: { kind: "namespace", name: "kube-system" }, options: { dryRun: true } },
      { at: 0, do: "delete", target: { kind: "namespace", name: "none" } },
      { at: 1, do: "create", objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } }] },
    ],
  },
];
