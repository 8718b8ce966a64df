import { describe, expect, it } from "vitest";
import { isAllowed, type KubeApi, onCallRules, restrictApi } from "../src/index.ts";

const policy = onCallRules("shop", "on-call");
const user = "system:serviceaccount:shop:on-call";

const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "x" } };
const answers: Readonly<Record<string, unknown>> = {
  list: { items: [object], resourceVersion: "1" },
  logs: "line",
  exec: { exitCode: 0 },
  evict: "done",
  deleteCollection: "done",
};

/** An API that answers every call. */
const reached = new Proxy({} as KubeApi, {
  get: (_, method: string) => () =>
    method === "watch"
      ? (async function* () {
          yield { type: "ADDED", object };
        })()
      : Promise.resolve(answers[method] ?? object),
});
const api = restrictApi(reached, policy);

const pod = { apiVersion: "v1", kind: "Pod" };
const deployment = { apiVersion: "apps/v1", kind: "Deployment" };
const namespaceKind = { apiVersion: "v1", kind: "Namespace" };
const chaos = { apiVersion: "chaos-mesh.org/v1alpha1", kind: "PodChaos", namespace: "shop" };
const shop = { namespace: "shop", name: "x" };
const other = { namespace: "kube-system", name: "x" };
const signal = new AbortController().signal;

async function first(stream: AsyncIterable<unknown>): Promise<unknown> {
  for await (const one of stream) return one;
  return undefined;
}

describe("restrictApi", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["its pods", () => api.list({ ...pod, namespace: "shop" })],
    ["watches of its pods", () => first(api.watch({ ...pod, namespace: "shop" }, { signal }))],
    [
      "its deployments' scale",
      () => api.patch({ ...deployment, ...shop }, { type: "merge", body: {} }, { subresource: "scale" }),
    ],
    ["logs", () => api.logs(shop)],
    ["exec", () => api.exec(shop, { command: ["ls"] })],
    ["evictions", () => api.evict(shop)],
    ["its namespace", () => api.get({ ...namespaceKind, name: "shop" })],
    ["its namespace by field", () => api.list({ ...namespaceKind, fieldSelector: "metadata.name=shop" })],
    ["nodes", () => api.list({ apiVersion: "v1", kind: "Node" })],
    ["volumes", () => api.delete({ apiVersion: "v1", kind: "PersistentVolume", name: "pv" })],
    ["storage classes", () => api.list({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" })],
    ["new objects", () => api.create({ ...pod, metadata: shop })],
    ["collections", () => api.deleteCollection({ ...pod, namespace: "shop" })],
  ])("reaches %s", async (_, call) => {
    expect(await call()).toBeDefined();
  });

  // messages as Kubernetes 1.34.4 words them
  it.each<[() => Promise<unknown>, string]>([
    [
      () => api.list({ ...pod, namespace: "kube-system" }),
      `pods is forbidden: User "${user}" cannot list resource "pods" in API group "" in the namespace "kube-system"`,
    ],
    [
      () => api.list(pod),
      `pods is forbidden: User "${user}" cannot list resource "pods" in API group "" at the cluster scope`,
    ],
    [
      () => first(api.watch(pod, { signal })),
      `pods is forbidden: User "${user}" cannot watch resource "pods" in API group "" at the cluster scope`,
    ],
    [
      () => api.list({ ...pod, namespace: "kube-system", fieldSelector: "metadata.name=x" }),
      `pods "x" is forbidden: User "${user}" cannot list resource "pods" in API group "" in the namespace "kube-system"`,
    ],
    [
      () => api.logs(other),
      `pods "x" is forbidden: User "${user}" cannot get resource "pods/log" in API group "" in the namespace "kube-system"`,
    ],
    [
      () => api.exec(other, { command: ["ls"] }),
      `pods "x" is forbidden: User "${user}" cannot get resource "pods/exec" in API group "" in the namespace "kube-system"`,
    ],
    [
      () => api.evict(other),
      `pods "x" is forbidden: User "${user}" cannot create resource "pods/eviction" in API group "" in the namespace "kube-system"`,
    ],
    [
      () => api.create({ ...deployment, metadata: other }),
      `deployments.apps is forbidden: User "${user}" cannot create resource "deployments" in API group "apps" in the namespace "kube-system"`,
    ],
    [
      () => api.update({ ...deployment, metadata: shop }, { subresource: "status" }),
      `deployments.apps "x" is forbidden: User "${user}" cannot update resource "deployments/status" in API group "apps" in the namespace "shop"`,
    ],
    [
      () => api.list(namespaceKind),
      `namespaces is forbidden: User "${user}" cannot list resource "namespaces" in API group "" at the cluster scope`,
    ],
    [
      () => api.get({ ...namespaceKind, name: "kube-system" }),
      `namespaces "kube-system" is forbidden: User "${user}" cannot get resource "namespaces" in API group "" in the namespace "kube-system"`,
    ],
    [
      () => api.delete({ ...namespaceKind, name: "shop" }),
      `namespaces "shop" is forbidden: User "${user}" cannot delete resource "namespaces" in API group "" in the namespace "shop"`,
    ],
    [
      () => api.delete({ apiVersion: "v1", kind: "Node", name: "n" }),
      `nodes "n" is forbidden: User "${user}" cannot delete resource "nodes" in API group "" at the cluster scope`,
    ],
    [
      () => api.list({ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" }),
      `customresourcedefinitions.apiextensions.k8s.io is forbidden: User "${user}" cannot list resource "customresourcedefinitions" in API group "apiextensions.k8s.io" at the cluster scope`,
    ],
  ])("forbids with %#", async (call, message) => {
    await expect(call()).rejects.toMatchObject({ message, reason: "Forbidden", code: 403 });
  });

  it.each([
    () => api.list(chaos),
    () => api.get({ ...chaos, name: "x" }),
    () => api.create({ ...chaos, metadata: shop }),
    () => api.list({ apiVersion: "v9", kind: "Pod" }),
  ])("does not know Chaos Mesh, nor kinds that no cluster has", async (call) => {
    await expect(call()).rejects.toMatchObject({
      message: "the server could not find the requested resource",
      reason: "NotFound",
      code: 404,
    });
  });

  it("reads `*` as RBAC does: subresources too", () => {
    const all = { ...policy, rules: [{ groups: ["apps"], resources: ["*"], verbs: ["get"] }] };
    const resource = { group: "apps", plural: "deployments" };
    expect(isAllowed(all, { verb: "get", resource, subresource: "scale", name: "x" })).toBe(true);
    expect(isAllowed(all, { verb: "list", resource })).toBe(false);
  });
});

describe("a table of events", () => {
  const named = (name: string) => ({ apiVersion: "v1", kind: "Event", metadata: { name, namespace: "shop" } });
  const events = [
    { ...named("told"), involvedObject: { apiVersion: "v1" } },
    { ...named("secret"), involvedObject: { apiVersion: "chaos-mesh.org/v1alpha1" } },
  ];
  // rows carry no more than metadata
  const backend = {
    list: () => Promise.resolve({ items: events, resourceVersion: "1" }),
    table: ({ name }: { readonly name?: string }) =>
      Promise.resolve({
        columns: [],
        rows: events
          .filter(({ metadata }) => name === undefined || metadata.name === name)
          .map(({ metadata }) => ({ cells: [metadata.name], object: { metadata } })),
      }),
  } as unknown as KubeApi;
  const seen = restrictApi(backend, policy);
  const query = { apiVersion: "v1", kind: "Event", namespace: "shop" };

  it("holds no rows about hidden groups", async () => {
    expect((await seen.table(query)).rows.map(({ cells }) => cells)).toEqual([["told"]]);
  });

  it("has none of their names either", async () => {
    expect((await seen.table({ ...query, name: "told" })).rows).toHaveLength(1);
    await expect(seen.table({ ...query, name: "secret" })).rejects.toMatchObject({ reason: "NotFound" });
  });
});
