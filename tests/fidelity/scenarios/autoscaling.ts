/**
 * HorizontalPodAutoscalers. They look for the first time fifteen seconds after they were made, and every fifteen seconds.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioNeed } from "../scenario.ts";
import { container, deployment, pod, script } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

const needs: readonly ScenarioNeed[] = ["metrics"];

/** An autoscaler of the deployment `web` on its CPU. */
function autoscaler(spec: Fields = {}, name = "web"): Manifest {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
      ],
      ...spec,
    },
  };
}

const small = { requests: { cpu: "50m" }, limits: { cpu: "100m" } };
const idle = (replicas: number): Manifest =>
  deployment("web", { replicas }, { containers: [container({ resources: small })] });
const target = { kind: "hpa", name: "web" };

export const autoscaling: readonly Scenario[] = [
  {
    name: "autoscaling-up",
    title: "A Deployment that uses more CPU than wanted is scaled up to the most that is allowed",
    needs,
    seconds: 72,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [deployment("web", {}, { containers: [script("while :; do :; done", { resources: small })] })],
      },
      { at: 45, do: "create", objects: [autoscaler({ maxReplicas: 2 })] },
    ],
  },
  {
    name: "autoscaling-down-at-once",
    title: "An idle Deployment is scaled down at once when nothing is to be waited for",
    needs,
    seconds: 70,
    steps: [
      { at: 0, do: "create", objects: [idle(3)] },
      { at: 45, do: "create", objects: [autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } })] },
    ],
  },
  {
    name: "autoscaling-down-by-one",
    title: "A policy lets one pod go at a time",
    needs,
    seconds: 86,
    steps: [
      { at: 0, do: "create", objects: [idle(3)] },
      {
        at: 45,
        do: "create",
        objects: [
          autoscaler({
            behavior: {
              scaleDown: {
                stabilizationWindowSeconds: 0,
                policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
              },
            },
          }),
        ],
      },
    ],
  },
  {
    name: "autoscaling-down-later",
    title: "An idle Deployment keeps its pods while the window of stabilization runs",
    needs,
    seconds: 70,
    steps: [
      { at: 0, do: "create", objects: [idle(2)] },
      { at: 45, do: "create", objects: [autoscaler()] },
    ],
  },
  {
    name: "autoscaling-down-disabled",
    title: "An idle Deployment keeps its pods when scaling down is switched off",
    needs,
    seconds: 70,
    steps: [
      { at: 0, do: "create", objects: [idle(2)] },
      {
        at: 45,
        do: "create",
        objects: [autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: "Disabled" } } })],
      },
    ],
  },
  {
    name: "autoscaling-average-value",
    title: "CPU may be compared with an amount, of which pods need no requests",
    needs,
    seconds: 70,
    steps: [
      { at: 0, do: "create", objects: [deployment("web", { replicas: 2 })] },
      {
        at: 45,
        do: "create",
        objects: [
          autoscaler({
            metrics: [
              { type: "Resource", resource: { name: "cpu", target: { type: "AverageValue", averageValue: "20m" } } },
            ],
            behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
          }),
        ],
      },
    ],
  },
  {
    name: "autoscaling-one-container",
    title: "One container of each pod may decide",
    needs,
    seconds: 70,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", {}, { containers: [container({ resources: small }), container({ name: "side" })] }),
        ],
      },
      {
        at: 45,
        do: "create",
        objects: [
          autoscaler({
            metrics: [
              {
                type: "ContainerResource",
                containerResource: {
                  name: "cpu",
                  container: "main",
                  target: { type: "Utilization", averageUtilization: 50 },
                },
              },
            ],
          }),
          autoscaler({ scaleTargetRef: { apiVersion: "apps/v1", kind: "Nothing", name: "web" } }, "kindless"),
        ],
      },
    ],
  },
  {
    name: "autoscaling-no-requests",
    title: "Without requests there is no utilization",
    needs,
    seconds: 68,
    steps: [
      { at: 0, do: "create", objects: [deployment("web")] },
      { at: 40, do: "create", objects: [autoscaler()] },
    ],
  },
  {
    name: "autoscaling-no-metrics",
    title: "Of pods that do not run there are no metrics",
    needs,
    seconds: 38,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", {}, { containers: [container({ resources: small })], nodeSelector: { nowhere: "yes" } }),
        ],
      },
      { at: 1, do: "create", objects: [autoscaler()] },
    ],
  },
  {
    name: "autoscaling-custom-metric",
    title: "Nobody serves custom metrics",
    needs,
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [idle(1)] },
      {
        at: 1,
        do: "create",
        objects: [
          autoscaler({
            metrics: [
              {
                type: "Pods",
                pods: { metric: { name: "requests" }, target: { type: "AverageValue", averageValue: "10" } },
              },
            ],
          }),
        ],
      },
    ],
  },
  {
    name: "autoscaling-no-target",
    title: "An autoscaler whose target is not there says so",
    seconds: 40,
    steps: [{ at: 0, do: "create", objects: [autoscaler()] }],
  },
  {
    name: "autoscaling-target-at-zero",
    title: "A Deployment of no replicas is left alone",
    seconds: 25,
    steps: [{ at: 0, do: "create", show: true, objects: [idle(0), autoscaler()] }],
  },
  {
    name: "autoscaling-below-minimum",
    title: "A Deployment with fewer pods than the least is scaled up without a look at metrics",
    seconds: 26,
    steps: [{ at: 0, do: "create", objects: [idle(1), autoscaler({ minReplicas: 2, maxReplicas: 2 })] }],
  },
  {
    name: "autoscaling-above-maximum",
    title: "A Deployment with more pods than the most is scaled down without a look at metrics",
    seconds: 26,
    steps: [{ at: 0, do: "create", objects: [idle(2), autoscaler({ maxReplicas: 1 })] }],
  },
  {
    name: "autoscaling-ambiguous",
    title: "Of two autoscalers of the same pods the second does nothing",
    needs,
    seconds: 68,
    steps: [
      { at: 0, do: "create", objects: [idle(1)] },
      { at: 45, do: "create", objects: [autoscaler(), autoscaler({}, "other")] },
    ],
  },
  {
    name: "autoscaling-refused",
    title: "Autoscalers that make no sense are refused; an old one is shown in the new form",
    seconds: 10,
    steps: [
      { at: 0, do: "create", objects: [autoscaler({ maxReplicas: 0 }, "none")] },
      { at: 0, do: "create", objects: [autoscaler({ minReplicas: 5, maxReplicas: 3 }, "order")] },
      { at: 0, do: "create", objects: [autoscaler({ minReplicas: 0 }, "zero")] },
      { at: 0, do: "create", objects: [autoscaler({ scaleTargetRef: { kind: "", name: "" } }, "target")] },
      { at: 0, do: "create", objects: [autoscaler({ metrics: [{ type: "Resource" }] }, "source")] },
      {
        at: 0,
        do: "create",
        objects: [
          autoscaler(
            { metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization" } } }] },
            "nothing",
          ),
        ],
      },
      {
        at: 0,
        do: "create",
        objects: [
          autoscaler(
            {
              metrics: [
                {
                  type: "Resource",
                  resource: { name: "cpu", target: { type: "Some", averageUtilization: -1, averageValue: "1" } },
                },
              ],
            },
            "both",
          ),
        ],
      },
      {
        at: 0,
        do: "create",
        objects: [
          autoscaler(
            {
              behavior: {
                scaleUp: { stabilizationWindowSeconds: 4000 },
                scaleDown: {
                  selectPolicy: "Most",
                  policies: [{ type: "Pods", value: 0, periodSeconds: 4000 }],
                },
              },
            },
            "behaviour",
          ),
        ],
      },
      {
        at: 1,
        do: "create",
        show: true,
        objects: [
          {
            apiVersion: "autoscaling/v1",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "web" },
            spec: {
              scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
              maxReplicas: 4,
              targetCPUUtilizationPercentage: 70,
            },
          },
        ],
      },
      { at: 2, do: "get", target, show: true },
      {
        at: 3,
        do: "patch",
        target,
        patch: { type: "merge", body: { spec: { maxReplicas: 6, behavior: { scaleDown: { selectPolicy: "Min" } } } } },
        show: true,
      },
      { at: 4, do: "create", show: true, objects: [autoscaler({ metrics: undefined }, "plain")] },
    ],
  },
  {
    name: "autoscaling-metrics",
    title: "The metrics server tells of pods that have run for some time, and lets nobody write",
    needs,
    seconds: 55,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("first", {}, { labels: { app: "a" } }),
          pod("second"),
          pod("stuck", { nodeSelector: { a: "b" } }),
        ],
      },
      { at: 3, do: "list", kind: "podmetrics" },
      { at: 48, do: "list", kind: "podmetrics" },
      { at: 48, do: "list", kind: "podmetrics", labelSelector: "app=a" },
      { at: 48, do: "get", target: { kind: "podmetrics", name: "stuck" } },
      { at: 48, do: "get", target: { kind: "nodemetrics", name: "nobody" } },
      { at: 48, do: "delete", target: { kind: "podmetrics", name: "first" } },
      {
        at: 48,
        do: "create",
        objects: [{ apiVersion: "metrics.k8s.io/v1beta1", kind: "PodMetrics", metadata: { name: "mine" } }],
      },
    ],
  },
];
