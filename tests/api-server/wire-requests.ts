/**
 * Requests whose answers a real kube-apiserver 1.34.4 was recorded to give: what is on the wire, byte for byte after `normalise`.
 * They are made one after the other in a namespace of their own that nothing else works in.
 * @module
 */

/** One request. */
export interface WireRequest {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The namespace of the requests. */
export const namespace = "aiops-gym-wire";

const core = `/api/v1/namespaces/${namespace}`;
const json = { "content-type": "application/json" };
const asTable = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const aggregated = { accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" };
const configMaps = `${core}/configmaps`;
const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;

function post(
  name: string,
  path: string,
  object: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireRequest {
  const body = typeof object === "string" ? object : JSON.stringify(object);
  return { name, method: "POST", path, headers: { ...json, ...headers }, body };
}

function patch(name: string, path: string, type: string, object: unknown): WireRequest {
  const body = typeof object === "string" ? object : JSON.stringify(object);
  return { name, method: "PATCH", path, headers: { "content-type": type }, body };
}

const merge = "application/merge-patch+json";
const strategic = "application/strategic-merge-patch+json";
const jsonPatch = "application/json-patch+json";
const apply = "application/apply-patch+yaml";

const web = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 0,
    paused: true,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "c", image: "docker.io/library/none:1" }] },
    },
  },
};

/** Groups and versions whose documents are compared. */
const groupVersions = [
  "apps/v1",
  "autoscaling/v1",
  "autoscaling/v2",
  "batch/v1",
  "events.k8s.io/v1",
  "networking.k8s.io/v1",
  "policy/v1",
  "rbac.authorization.k8s.io/v1",
  "storage.k8s.io/v1",
  "authentication.k8s.io/v1",
  "authorization.k8s.io/v1",
  "certificates.k8s.io/v1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "apiextensions.k8s.io/v1",
  "apiregistration.k8s.io/v1",
  "scheduling.k8s.io/v1",
  "node.k8s.io/v1",
  "admissionregistration.k8s.io/v1",
  "flowcontrol.apiserver.k8s.io/v1",
];

/** All requests, in order. */
export const wireRequests: readonly WireRequest[] = [
  // paths and forms
  { name: "health", path: "/healthz" },
  { name: "readiness", path: "/readyz" },
  { name: "a path that there is not", path: "/nope" },
  { name: "a group that there is not", path: "/apis/nope" },
  { name: "a version that there is not", path: "/apis/apps/v9" },
  { name: "a resource of a group that there is not", path: "/apis/nope/v1/things" },
  { name: "a resource that there is not", path: "/apis/apps/v1/things" },
  { name: "a subresource that there is not", path: `${core}/pods/x/nope` },
  { name: "a kind of the cluster in a namespace", path: `${core}/nodes` },
  { name: "an object without its namespace", path: "/api/v1/configmaps/a" },
  { name: "the versions of the core", path: "/api" },
  { name: "the groups", path: "/apis" },
  { name: "a group", path: "/apis/autoscaling" },
  { name: "the core's resources", path: "/api/v1" },
  ...groupVersions.map((one) => ({ name: `the resources of ${one}`, path: `/apis/${one}` })),
  { name: "the core, aggregated", path: "/api", headers: aggregated },
  { name: "the groups, aggregated", path: "/apis", headers: aggregated },
  { name: "no form that can be given", path: `/api/v1/namespaces/${namespace}`, headers: { accept: "text/html" } },
  { name: "a namespace", path: `/api/v1/namespaces/${namespace}` },
  { name: "a namespace as YAML", path: `/api/v1/namespaces/${namespace}`, headers: { accept: "application/yaml" } },
  // creation
  post("creates", configMaps, { metadata: { name: "a", labels: { x: "1" } }, data: { k: "v" } }),
  post("creates again", configMaps, { metadata: { name: "a" } }),
  post("creates as YAML", configMaps, "metadata: {name: b}\ndata: {k: v}\n", { "content-type": "application/yaml" }),
  post("warns of a field that there is not", configMaps, { metadata: { name: "c" }, foo: 1 }),
  post("ignores a field that there is not", `${configMaps}?fieldValidation=Ignore`, {
    metadata: { name: "d" },
    foo: 1,
  }),
  post("refuses a field that there is not", `${configMaps}?fieldValidation=Strict`, {
    metadata: { name: "e" },
    foo: 1,
  }),
  post("refuses an odd validation", `${configMaps}?fieldValidation=Odd`, { metadata: { name: "e" } }),
  post("creates in vain", `${configMaps}?dryRun=All`, { metadata: { name: "e" } }),
  post("refuses an odd dry run", `${configMaps}?dryRun=odd`, { metadata: { name: "e" } }),
  post("refuses another kind", configMaps, { apiVersion: "v1", kind: "Pod", metadata: { name: "e" } }),
  post("refuses another namespace", configMaps, { metadata: { name: "e", namespace: "other" } }),
  post("refuses a bad name", configMaps, { metadata: { name: "E" } }),
  post("refuses no name", configMaps, { metadata: {} }),
  post("refuses a type that it does not know", configMaps, "x", { "content-type": "text/plain" }),
  post("refuses to create in no namespace", "/api/v1/configmaps", { metadata: { name: "e" } }),
  post("refuses to create an object by its path", `${configMaps}/e`, { metadata: { name: "e" } }),
  post("creates a deployment", deployments, web),
  post("asks what it may do", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    spec: { resourceAttributes: { namespace, verb: "get", resource: "pods" } },
  }),
  // reading
  { name: "an object", path: `${configMaps}/a` },
  { name: "an object that there is not", path: `${configMaps}/nope` },
  { name: "an object as a table", path: `${configMaps}/a`, headers: asTable },
  { name: "a list", path: configMaps },
  { name: "a page", path: `${configMaps}?limit=1` },
  { name: "a list by labels", path: `${configMaps}?labelSelector=x%3D1` },
  { name: "a list by fields", path: `${configMaps}?fieldSelector=metadata.name%3Db` },
  { name: "a list as a table", path: configMaps, headers: asTable },
  { name: "a table without objects", path: `${configMaps}?includeObject=None&limit=2`, headers: asTable },
  { name: "a table with objects", path: `${configMaps}?includeObject=Object&limit=1`, headers: asTable },
  {
    name: "metadata of a list",
    path: configMaps,
    headers: { accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" },
  },
  {
    name: "metadata of an object",
    path: `${configMaps}/a`,
    headers: { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" },
  },
  { name: "a bad limit", path: `${configMaps}?limit=x` },
  { name: "a bad selector of labels", path: `${configMaps}?labelSelector=%3D%3D` },
  { name: "a bad selector of fields", path: `${configMaps}?fieldSelector=spec.x%3D1` },
  { name: "a bad token", path: `${configMaps}?continue=nope` },
  { name: "a version of the future", path: `${configMaps}?resourceVersion=99999999` },
  { name: "an odd match", path: `${configMaps}?resourceVersion=1&resourceVersionMatch=Odd` },
  { name: "a state of a component", path: "/api/v1/componentstatuses/scheduler" },
  { name: "a state of a component that there is not", path: "/api/v1/componentstatuses/nope" },
  { name: "a scale as a table", path: `${deployments}/web/scale`, headers: asTable },
  { name: "endpoints, which are deprecated", path: `${core}/endpoints` },
  { name: "endpoints that there are not", path: `${core}/endpoints/nope` },
  { name: "a scale", path: `${deployments}/web/scale` },
  { name: "a state", path: `${deployments}/web/status` },
  { name: "a log of a pod that there is not", path: `${core}/pods/nope/log` },
  { name: "an exec that is no upgrade", path: `${core}/pods/nope/exec?command=ls` },
  // watches
  { name: "a watch", path: `${configMaps}?watch=1&timeoutSeconds=1&resourceVersion=0&fieldSelector=metadata.name%3Da` },
  {
    name: "a watch as tables",
    path: `${configMaps}?watch=1&timeoutSeconds=1&resourceVersion=0&labelSelector=x`,
    headers: asTable,
  },
  { name: "a watch by its old path", path: `/api/v1/watch/namespaces/${namespace}/configmaps/a?timeoutSeconds=1` },
  { name: "a watch by a bad selector", path: `${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=spec.x%3D1` },
  // changes
  {
    name: "replaces",
    method: "PUT",
    path: `${configMaps}/a`,
    headers: json,
    body: '{"metadata":{"name":"a"},"data":{"k":"w"}}',
  },
  {
    name: "replaces another",
    method: "PUT",
    path: `${configMaps}/a`,
    headers: json,
    body: '{"metadata":{"name":"b"}}',
  },
  { name: "replaces none", method: "PUT", path: `${configMaps}/a`, headers: json, body: '{"metadata":{}}' },
  {
    name: "replaces what is not there",
    method: "PUT",
    path: `${configMaps}/z`,
    headers: json,
    body: '{"metadata":{"name":"z"}}',
  },
  {
    name: "replaces an old version",
    method: "PUT",
    path: `${configMaps}/a`,
    headers: json,
    body: '{"metadata":{"name":"a","resourceVersion":"1"}}',
  },
  patch("merges", `${configMaps}/a`, merge, { data: { l: "1" } }),
  patch("merges strategically", `${deployments}/web`, strategic, {
    spec: { template: { spec: { containers: [{ name: "c", env: [{ name: "A", value: "1" }] }] } } },
  }),
  patch("merges a field that there is not", `${configMaps}/a?fieldValidation=Warn`, merge, { foo: 1 }),
  patch("patches", `${configMaps}/a`, jsonPatch, [{ op: "add", path: "/data/m", value: "2" }]),
  patch("patches what is not there", `${configMaps}/a`, jsonPatch, [{ op: "remove", path: "/data/nope" }]),
  patch("applies", `${configMaps}/f?fieldManager=one`, apply, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "f" },
    data: { k: "1" },
  }),
  patch("applies against another", `${configMaps}/f?fieldManager=two`, apply, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "f" },
    data: { k: "2" },
  }),
  patch("applies by force", `${configMaps}/f?fieldManager=two&force=true`, apply, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "f" },
    data: { k: "2" },
  }),
  patch("applies as nobody", `${configMaps}/f`, apply, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "f" },
  }),
  patch("patches in no form", `${configMaps}/a`, "application/json", {}),
  patch("patches what there is not", `${configMaps}/z`, merge, {}),
  patch("scales", `${deployments}/web/scale`, merge, { spec: { replicas: 1 } }),
  {
    name: "scales by replacement",
    method: "PUT",
    path: `${deployments}/web/scale`,
    headers: json,
    body: `{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"web","namespace":"${namespace}"},"spec":{"replicas":0}}`,
  },
  post("asks for a token", `${core}/serviceaccounts/default/token`, { spec: { expirationSeconds: 600 } }),
  post("asks for a short token", `${core}/serviceaccounts/default/token`, { spec: { expirationSeconds: 1 } }),
  post("evicts a pod that there is not", `${core}/pods/nope/eviction`, {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name: "nope", namespace },
  }),
  post("creates a pod for another scheduler", `${core}/pods`, {
    metadata: { name: "bound" },
    spec: {
      schedulerName: "nobody",
      automountServiceAccountToken: false,
      containers: [{ name: "c", image: "docker.io/library/none:1" }],
    },
  }),
  post("binds to no node", `${core}/pods/bound/binding`, {
    metadata: { name: "bound" },
    target: { kind: "Node", name: "" },
  }),
  post("binds to no node's kind", `${core}/pods/bound/binding`, {
    metadata: { name: "bound" },
    target: { kind: "Pod", name: "x" },
  }),
  post("binds", `${core}/pods/bound/binding`, {
    metadata: { name: "bound" },
    target: { kind: "Node", name: "node-1" },
  }),
  post("binds again", `${core}/bindings`, { metadata: { name: "bound" }, target: { kind: "Node", name: "node-1" } }),
  post("binds what is not there", `${core}/bindings`, {
    metadata: { name: "nope" },
    target: { kind: "Node", name: "node-1" },
  }),
  // ends
  { name: "deletes in vain", method: "DELETE", path: `${configMaps}/a?dryRun=All` },
  {
    name: "deletes another's version",
    method: "DELETE",
    path: `${configMaps}/a`,
    headers: json,
    body: '{"preconditions":{"uid":"x"}}',
  },
  { name: "deletes", method: "DELETE", path: `${configMaps}/a` },
  { name: "deletes what is not there", method: "DELETE", path: `${configMaps}/a` },
  { name: "deletes a service account", method: "DELETE", path: `${core}/serviceaccounts/default?dryRun=All` },
  {
    name: "deletes in the foreground",
    method: "DELETE",
    path: `${deployments}/web`,
    headers: json,
    body: '{"propagationPolicy":"Foreground"}',
  },
  { name: "deletes by labels", method: "DELETE", path: `${configMaps}?labelSelector=x` },
  { name: "deletes all nodes of a namespace", method: "DELETE", path: `${core}/nodes` },
];
