import { type Manifest, StatusError } from "@aiops-gym/cluster";
import { beforeEach, describe, expect, it } from "vitest";
import { createObject, deleteObject, patchObject } from "../../src/apiserver/api-server.ts";
import { getObject } from "../../src/apiserver/store.ts";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { pass, pod, smallCluster } from "../support/small-cluster.ts";

let sim: Simulation;
beforeEach(() => {
  sim = smallCluster();
});

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "accepted";
}

const core = (kind: string, name: string, spec: object): Manifest => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "shop" },
  spec,
});

describe("a resource quota", () => {
  it("is charged when a pod is admitted, refuses what exceeds it, and gets back what is freed", () => {
    createObject(sim, core("ResourceQuota", "few", { hard: { pods: "1" } }));
    pass(sim, 1);
    createObject(sim, pod("a"));
    expect(getObject(sim, "ResourceQuota", "shop", "few")?.status).toEqual({
      hard: { pods: "1" },
      used: { pods: "1" },
    });
    expect(refusal(() => createObject(sim, pod("b")))).toBe(
      '403 pods "b" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1',
    );
    deleteObject(sim, { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "a" }, { gracePeriodSeconds: 0 });
    pass(sim, 1);
    expect(refusal(() => createObject(sim, pod("c")))).toBe("accepted");
  });

  it("wants every container to say what it asks for of CPU and memory", () => {
    createObject(sim, core("ResourceQuota", "compute", { hard: { "limits.cpu": "1", "requests.memory": "1Gi" } }));
    pass(sim, 1);
    expect(refusal(() => createObject(sim, pod("a")))).toBe(
      '403 pods "a" is forbidden: failed quota: compute: must specify limits.cpu for: c; requests.memory for: c',
    );
  });
});

describe("a limit range", () => {
  it("fills in limits, and requests from them, and notes it", () => {
    createObject(sim, core("LimitRange", "limits", { limits: [{ type: "Container", default: { cpu: "200m" } }] }));
    const made = createObject(sim, pod("a"));
    expect(made.spec).toMatchObject({
      containers: [{ resources: { limits: { cpu: "200m" }, requests: { cpu: "200m" } } }],
    });
    expect(made.metadata.annotations?.["kubernetes.io/limit-ranger"]).toBe(
      "LimitRanger plugin set: cpu request for container c; cpu limit for container c",
    );
  });
});

describe("pod security", () => {
  it("refuses pods that break the standard of their namespace", () => {
    const labels = { "pod-security.kubernetes.io/enforce": "baseline" };
    const body = { metadata: { labels } };
    patchObject(sim, { apiVersion: "v1", kind: "Namespace", name: "shop" }, { type: "merge", body });
    expect(refusal(() => createObject(sim, pod("a", {}, { hostNetwork: true })))).toContain(
      '403 pods "a" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
    );
  });
});

describe("a namespace's first pod", () => {
  it("need not wait for the namespace's account", () => {
    createObject(sim, { apiVersion: "v1", kind: "Namespace", metadata: { name: "new" } });
    const first = { ...pod("a"), metadata: { name: "a", namespace: "new" } };
    expect(refusal(() => createObject(sim, first))).toBe("accepted");
    pass(sim, 1);
    expect(getObject(sim, "ConfigMap", "new", "kube-root-ca.crt")).toBeDefined();
  });
});

describe("decoding", () => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d", namespace: "shop" } };

  it("refuses values of other types in Go's words", () => {
    expect(refusal(() => createObject(sim, { ...deployment, spec: { replicas: "many" } }))).toBe(
      '400 Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct ' +
        "field DeploymentSpec.spec.replicas of type int32",
    );
  });

  it("drops unknown fields, and refuses them when asked to", () => {
    const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "shop" }, dat: { a: "1" } };
    expect(refusal(() => createObject(sim, config, { fieldValidation: "Strict" }))).toBe(
      '400 ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat"',
    );
    expect(createObject(sim, config)).not.toHaveProperty("dat");
  });
});
