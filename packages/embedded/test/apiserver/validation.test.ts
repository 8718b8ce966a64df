import { type Manifest, StatusError } from "@aiops-gym/cluster";
import { beforeAll, describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { deployment, pass, pod, service, smallCluster } from "../support/small-cluster.ts";

let sim: Simulation;
beforeAll(() => {
  sim = smallCluster();
});

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.reason}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const spec = (kind: string, object: Record<string, unknown>): Manifest => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "v", namespace: "shop" },
  ...object,
});
const strategy = (value: unknown): Manifest => deployment("d", {}, { strategy: value });
const claim = (value: object): Manifest => spec("PersistentVolumeClaim", { spec: value });
const volume = (value: object): Manifest => spec("PersistentVolume", { spec: value });
const sized = { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, hostPath: { path: "/a" } };

// What Kubernetes 1.34.4 answered.
const cases: readonly (readonly [Manifest, string])[] = [
  [spec("Pod", { spec: { containers: [] } }), 'Pod "v" is invalid: spec.containers: Required value'],
  [
    spec("Pod", { spec: { containers: [{}] } }),
    'Pod "v" is invalid: [spec.containers[0].name: Required value, spec.containers[0].image: Required value]',
  ],
  [pod("p", { name: "A_b" }), `Pod "p" is invalid: spec.containers[0].name: Invalid value: "A_b": ${label}`],
  [
    pod("p", { ports: [{ containerPort: 70000 }] }),
    'Pod "p" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
  ],
  [
    pod("p", { env: [{ name: "A", valueFrom: {} }] }),
    'Pod "p" is invalid: spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, ' +
      "`resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`",
  ],
  [
    pod("p", { volumeMounts: [{ name: "x", mountPath: "/a" }] }),
    'Pod "p" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "x"',
  ],
  [
    pod("p", { resources: { limits: { cpu: "1", memory: "-1" }, requests: { cpu: "2" } } }),
    'Pod "p" is invalid: [spec.containers[0].resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0, ' +
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1, ' +
      'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0]',
  ],
  [
    pod("p", { livenessProbe: {} }),
    'Pod "p" is invalid: spec.containers[0].livenessProbe: Required value: must specify a handler type',
  ],
  [
    pod("p", { livenessProbe: { httpGet: { port: 80 }, successThreshold: 2 } }),
    'Pod "p" is invalid: spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
  ],
  [
    pod("p", {}, { restartPolicy: "x" }),
    'Pod "p" is invalid: spec.restartPolicy: Unsupported value: "x": supported values: "Always", "OnFailure", "Never"',
  ],
  [
    deployment("d", {}, { selector: { matchLabels: { app: "other" } } }),
    'Deployment.apps "d" is invalid: spec.template.metadata.labels: Invalid value: {"app":"d"}: `selector` does not match template `labels`',
  ],
  [
    deployment("d", {}, { replicas: -1 }),
    'Deployment.apps "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    strategy({ type: "X" }),
    'Deployment.apps "d" is invalid: spec.strategy: Unsupported value: {"Type":"X","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
  ],
  [
    strategy({ type: "Recreate", rollingUpdate: {} }),
    "Deployment.apps \"d\" is invalid: spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
  ],
  [
    strategy({ rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }),
    'Deployment.apps "d" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
  ],
  [
    deployment("d", {}, {}, { restartPolicy: "Never" }),
    'Deployment.apps "d" is invalid: spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ],
  [service("s", { ports: [] }), 'Service "s" is invalid: spec.ports: Required value'],
  [
    service("s", { ports: [{ port: 80 }, { port: 81 }] }),
    'Service "s" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
  ],
  [
    service("s", { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] }),
    'Service "s" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ],
  [
    service("s", { clusterIP: "10.96.0.10" }),
    'Service "s" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
  ],
  [
    claim({}),
    'PersistentVolumeClaim "v" is invalid: [spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]',
  ],
  [
    volume({ ...sized, hostPath: undefined }),
    'PersistentVolume "v" is invalid: spec: Required value: must specify a volume type',
  ],
  [
    volume({ ...sized, persistentVolumeReclaimPolicy: "X" }),
    'PersistentVolume "v" is invalid: spec.persistentVolumeReclaimPolicy: Unsupported value: "X": supported values: "Delete", "Recycle", "Retain"',
  ],
];

describe("creation", () => {
  it.each(cases)("refuses %j in Kubernetes' words", (manifest, message) => {
    expect(refusal(() => createObject(sim, manifest))).toBe(`422 Invalid: ${message}`);
  });

  it("refuses amounts that are none as unreadable", () => {
    expect(refusal(() => createObject(sim, pod("p", { resources: { limits: { cpu: "abc" } } })))).toBe(
      '400 BadRequest: Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression ' +
        "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  });

  it("refuses pods of unknown namespaces, service accounts and priorities", () => {
    const elsewhere = { ...pod("p"), metadata: { name: "p", namespace: "nope" } };
    expect(refusal(() => createObject(sim, elsewhere))).toBe('404 NotFound: namespaces "nope" not found');
    expect(refusal(() => createObject(sim, pod("p", {}, { serviceAccountName: "nope" })))).toBe(
      '403 Forbidden: pods "p" is forbidden: error looking up service account shop/nope: serviceaccount "nope" not found',
    );
    expect(refusal(() => createObject(sim, pod("p", {}, { priorityClassName: "nope" })))).toBe(
      '403 Forbidden: pods "p" is forbidden: no PriorityClass with name nope was found',
    );
  });

  it("refuses content for a namespace that ends", () => {
    createObject(sim, { apiVersion: "v1", kind: "Namespace", metadata: { name: "ending" } });
    pass(sim, 0.1);
    createObject(sim, { ...pod("slow", { command: ["deaf"] }), metadata: { name: "slow", namespace: "ending" } });
    pass(sim, 5);
    deleteObject(sim, { apiVersion: "v1", kind: "Namespace", name: "ending" });
    const late = { ...pod("late"), metadata: { name: "late", namespace: "ending" } };
    expect(refusal(() => createObject(sim, late))).toBe(
      '403 Forbidden: pods "late" is forbidden: unable to create new content in namespace ending because it is being terminated',
    );
    pass(sim, 60);
    expect(getObject(sim, "Namespace", undefined, "ending")).toBeUndefined();
    expect(refusal(() => deleteObject(sim, { apiVersion: "v1", kind: "Namespace", name: "default" }))).toBe(
      '403 Forbidden: namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});

describe("changes", () => {
  const ref = (kind: string, name: string, apiVersion = "v1") => ({ apiVersion, kind, namespace: "shop", name });

  it("refuses another selector, another address, another container", () => {
    createObject(sim, deployment("fixed"));
    createObject(sim, service("fixed"));
    createObject(sim, pod("fixed"));
    const merge = (at: ReturnType<typeof ref>, body: Record<string, unknown>) =>
      refusal(() => patchObject(sim, at, { type: "merge", body }));
    const labels = { matchLabels: { app: "c" } };
    expect(
      merge(ref("Deployment", "fixed", "apps/v1"), {
        spec: { selector: labels, template: { metadata: { labels: { app: "c" } } } },
      }),
    ).toBe(
      '422 Invalid: Deployment.apps "fixed" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"c"}}: field is immutable',
    );
    expect(merge(ref("Service", "fixed"), { spec: { clusterIP: "10.96.200.1" } })).toBe(
      '422 Invalid: Service "fixed" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.200.1"]: may not change once set',
    );
    expect(merge(ref("Pod", "fixed"), { spec: { nodeSelector: { a: "b" } } })).toContain(
      "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`",
    );
    expect(merge(ref("Deployment", "fixed", "apps/v1"), { metadata: { resourceVersion: "1" } })).toBe(
      '409 Conflict: Operation cannot be fulfilled on deployments.apps "fixed": the object has been modified; please apply ' +
        "your changes to the latest version and try again",
    );
  });

  it("keeps a service's address when it is taken out, and drops node ports with the type", () => {
    const before = createObject(sim, service("kept")).spec as { clusterIP: string };
    const merge = (body: Record<string, unknown>) =>
      patchObject(sim, ref("Service", "kept"), { type: "merge", body }).spec as {
        clusterIP: string;
        ports: { nodePort?: number }[];
      };
    expect(merge({ spec: { clusterIP: null } }).clusterIP).toBe(before.clusterIP);
    expect(merge({ spec: { type: "NodePort" } }).ports[0]?.nodePort).toBeGreaterThanOrEqual(30_000);
    expect(merge({ spec: { type: "ClusterIP" } }).ports[0]?.nodePort).toBeUndefined();
  });
});
