import type { Deployment, HorizontalPodAutoscaler, KubeObject, Manifest, PodMetrics } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { createObject } from "../../src/apiserver/api-server.ts";
import { listPage } from "../../src/apiserver/watch.ts";
import { nothingRemembered } from "../../src/controllers/autoscaler/autoscaler-memory.ts";
import { limitChange } from "../../src/controllers/autoscaler/limit-change.ts";
import { defaultNodes } from "../../src/create-control-plane.ts";
import { clonePlain } from "../../src/kernel/plain.ts";
import { Simulation } from "../../src/kernel/simulation.ts";
import { deployment, eventTexts, need, pass, smallCluster } from "../support/small-cluster.ts";

const minute = 60_000_000;

function autoscaler(spec: Record<string, unknown> = {}): Manifest {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace: "shop" },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, maxReplicas: 5, ...spec },
  };
}

function conditions(sim: Simulation): readonly string[] {
  const { status } = need<HorizontalPodAutoscaler>(sim, "HorizontalPodAutoscaler", "web");
  return (status?.conditions ?? []).map((one) => `${one.type}=${one.status} ${one.reason}`);
}

const requests = { resources: { requests: { cpu: "100m" } } };

describe("an autoscaler", () => {
  it("keeps idle pods until the window of stabilization is over", () => {
    const sim = smallCluster();
    createObject(sim, deployment("web", requests, { replicas: 3 }));
    pass(sim, 60);
    createObject(sim, autoscaler());
    pass(sim, 40);
    expect(conditions(sim)).toEqual([
      "AbleToScale=True ScaleDownStabilized",
      "ScalingActive=True ValidMetricFound",
      "ScalingLimited=False DesiredWithinRange",
    ]);
    expect(need<Deployment>(sim, "Deployment", "web").spec.replicas).toBe(3);
    pass(sim, 300);
    expect(need<Deployment>(sim, "Deployment", "web").spec.replicas).toBe(1);
    expect(eventTexts(sim, "web")).toContain("SuccessfulRescale: New size: 1; reason: All metrics below target");
  });

  it("finds no metrics without a metrics server", () => {
    const sim = smallCluster({ nodes: defaultNodes, metricsServer: false });
    createObject(sim, deployment("web", requests));
    createObject(sim, autoscaler());
    pass(sim, 20);
    expect(conditions(sim)).toEqual([
      "AbleToScale=True SucceededGetScale",
      "ScalingActive=False FailedGetResourceMetric",
    ]);
    const query = { apiVersion: "metrics.k8s.io/v1beta1", kind: "PodMetrics", namespace: "shop" };
    expect(() => listPage<KubeObject>(sim, query)).toThrow("the server could not find the requested resource");
  });

  it("goes on in a fork as it would have gone on", () => {
    const sim = smallCluster();
    createObject(sim, deployment("web", requests, { replicas: 2 }));
    createObject(sim, autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 30 } } }));
    pass(sim, 50);
    const fork = new Simulation(clonePlain(sim.state), sim.world);
    for (const one of [sim, fork]) pass(one, 120);
    expect(fork.state.controlPlane.autoscalers).toEqual(sim.state.controlPlane.autoscalers);
    expect(need(fork, "HorizontalPodAutoscaler", "web")).toEqual(need(sim, "HorizontalPodAutoscaler", "web"));
  });
});

describe("pod metrics", () => {
  it("are there when pods have run for some time", () => {
    const sim = smallCluster();
    createObject(sim, deployment("web"));
    const query = {
      apiVersion: "metrics.k8s.io/v1beta1",
      kind: "PodMetrics",
      namespace: "shop",
      labelSelector: "app=web",
    };
    pass(sim, 3);
    expect(listPage(sim, query).items).toEqual([]);
    pass(sim, 40);
    const [metrics] = listPage<PodMetrics>(sim, query).items;
    expect(metrics).toMatchObject({ kind: "PodMetrics", window: "15s", containers: [{ name: "c" }] });
    expect(() => createObject(sim, { ...query, metadata: { name: "x", namespace: "shop" } })).toThrow(
      "the server does not allow this method on the requested resource",
    );
  });
});

describe("limits of change", () => {
  const behavior = {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: "Max",
      policies: [
        { type: "Pods", value: 4, periodSeconds: 15 },
        { type: "Percent", value: 100, periodSeconds: 15 },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: 60,
      selectPolicy: "Min",
      policies: [
        { type: "Pods", value: 1, periodSeconds: 60 },
        { type: "Percent", value: 50, periodSeconds: 60 },
      ],
    },
  } as const;
  const of = (spec: Partial<HorizontalPodAutoscaler["spec"]>) =>
    ({ spec: { minReplicas: 1, maxReplicas: 20, metrics: [], ...spec } }) as unknown as HorizontalPodAutoscaler;

  it("double a workload at most, or bring it to four", () => {
    expect(limitChange(of({}), nothingRemembered, minute, 1, 9)).toMatchObject({
      replicas: 4,
      limited: { holds: true, reason: "ScaleUpLimit" },
    });
    expect(limitChange(of({ maxReplicas: 3 }), nothingRemembered, minute, 1, 9)).toMatchObject({
      replicas: 3,
      limited: { holds: true, reason: "TooManyReplicas" },
    });
  });

  it("follow policies, and what has changed in their periods", () => {
    expect(limitChange(of({ behavior }), nothingRemembered, minute, 10, 20).replicas).toBe(20);
    expect(limitChange(of({ behavior }), nothingRemembered, 2 * minute, 10, 2)).toMatchObject({
      replicas: 9,
      limited: { holds: true, reason: "ScaleDownLimit" },
    });
    const memory = { ...nothingRemembered, scaleDowns: [{ at: 2 * minute - 1_000_000, replicas: 1 }] };
    expect(limitChange(of({ behavior }), memory, 2 * minute, 9, 2).replicas).toBe(9);
  });

  it("wait for the highest of recent recommendations", () => {
    const memory = { ...nothingRemembered, recommendations: [{ at: 2 * minute - 1_000_000, replicas: 8 }] };
    expect(limitChange(of({ behavior }), memory, 2 * minute, 10, 2)).toMatchObject({
      able: { reason: "ScaleDownStabilized" },
    });
    expect(limitChange(of({ behavior }), memory, 2 * minute, 8, 2).replicas).toBe(8);
  });
});
