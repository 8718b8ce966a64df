/**
 * Resource quotas: what they refuse, what they count, what controllers make of it.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { createEach, gated, object } from "./each.ts";
import { container, deployment, pod, podSpec, service } from "./manifests.ts";

const quota = (name: string, hard: object, spec: object = {}) =>
  object("v1", "ResourceQuota", name, { spec: { hard, ...spec } });
const sized = (requests: object, limits: object = {}) => ({
  ...gated,
  containers: [container({ resources: { requests, limits } })],
});
const configMap = (name: string) => object("v1", "ConfigMap", name);
const claim = (name: string, storage: string, fields = {}) =>
  object("v1", "PersistentVolumeClaim", name, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...fields },
  });

export const quotas: readonly Scenario[] = [
  {
    name: "quotas-deployment",
    title: "A Deployment that exceeds a quota runs as many pods as fit, and more when it grows",
    seconds: 12,
    steps: [
      { at: 0, do: "create", objects: [quota("pods", { pods: "2" })] },
      { at: 2, do: "create", objects: [deployment("web", { replicas: 4 }, gated)] },
      {
        at: 3.6,
        do: "patch",
        target: { kind: "resourcequota", name: "pods" },
        patch: { type: "merge", body: { spec: { hard: { pods: "5" } } } },
      },
      // what it waits for by itself is a matter of luck
      { at: 4.2, do: "scale", target: { kind: "deployment", name: "web" }, replicas: 5 },
    ],
  },
  {
    name: "quotas-compute",
    title: "A quota of CPU and memory wants every container to say what it needs, and counts it",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [quota("compute", { "requests.cpu": "1", "limits.cpu": "2", "requests.memory": "256Mi", pods: "10" })],
      },
      ...createEach(2, [
        pod("silent"),
        pod("half", sized({ cpu: "100m" })),
        pod("fits", sized({ cpu: "600m", memory: "128Mi" }, { cpu: "1" })),
      ]),
      ...createEach(5, [
        pod("too-much", sized({ cpu: "600m", memory: "128Mi" }, { cpu: "1" })),
        pod("much-too-much", sized({ cpu: "3", memory: "1Gi" }, { cpu: "3" })),
        pod("two", {
          ...gated,
          initContainers: [container({ name: "init" })],
          containers: [container(), container({ name: "other", resources: { limits: { cpu: "1" } } })],
        }),
      ]),
      { at: 7, do: "delete", target: { kind: "pod", name: "fits" }, options: { gracePeriodSeconds: 0 } },
    ],
  },
  {
    name: "quotas-objects",
    title: "Quotas count services, node ports, claims, and objects of any kind",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          quota("objects", {
            services: "3",
            "services.nodeports": "1",
            "services.loadbalancers": "0",
            configmaps: "3",
            "count/secrets": "1",
            "count/deployments.apps": "1",
            persistentvolumeclaims: "2",
            "requests.storage": "3Gi",
            "fast.storageclass.storage.k8s.io/requests.storage": "1Gi",
          }),
        ],
      },
      ...createEach(3, [
        service("one"),
        service("port", { type: "NodePort" }),
        service("port-two", { type: "NodePort" }),
        service("balanced", { type: "LoadBalancer" }),
        configMap("one"),
        configMap("two"),
        configMap("three"),
        object("v1", "Secret", "one"),
        object("v1", "Secret", "two"),
        deployment("one", { replicas: 0 }),
        deployment("two", { replicas: 0 }),
        claim("one", "1Gi"),
        claim("large", "5Gi"),
        claim("fast", "2Gi", { storageClassName: "fast" }),
        claim("two", "1Gi", { storageClassName: "fast" }),
        claim("three", "1Gi"),
      ]),
      {
        at: 8,
        do: "patch",
        target: { kind: "service", name: "one" },
        patch: { type: "merge", body: { spec: { type: "NodePort" } } },
      },
      { at: 10, do: "delete", target: { kind: "configmap", name: "one" } },
      { at: 10, do: "delete", target: { kind: "deployment", name: "one" } },
      {
        at: 12,
        do: "patch",
        target: { kind: "service", name: "port" },
        patch: { type: "merge", body: { spec: { type: "ClusterIP" } } },
      },
      { at: 15, do: "get", target: { kind: "resourcequota", name: "objects" }, show: true },
    ],
  },
  {
    name: "quotas-scopes",
    title: "Scoped quotas count the pods of their scope only",
    seconds: 16,
    steps: [
      ...createEach(0, [
        quota("best-effort", { pods: "1" }, { scopes: ["BestEffort"] }),
        quota("with-deadline", { pods: "1" }, { scopes: ["Terminating"] }),
        quota(
          "critical",
          { pods: "0" },
          {
            scopeSelector: {
              matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["system-cluster-critical"] }],
            },
          },
        ),
        quota("burstable", { "requests.cpu": "1" }, { scopes: ["NotBestEffort", "NotTerminating"] }),
      ]),
      ...createEach(3, [
        pod("poor", gated),
        pod("poor-two", gated),
        pod("rich", sized({ cpu: "500m" })),
        pod("rich-two", sized({ cpu: "600m" })),
        pod("short", { ...sized({ cpu: "2" }), activeDeadlineSeconds: 100 }),
        pod("short-two", { ...sized({ cpu: "2" }), activeDeadlineSeconds: 100 }),
        pod("critical", { ...sized({ cpu: "10m" }), priorityClassName: "system-cluster-critical" }),
        quota("bad-scope", { "requests.cpu": "1" }, { scopes: ["BestEffort"] }),
        quota("both-scopes", { pods: "1" }, { scopes: ["BestEffort", "NotBestEffort"] }),
        quota("odd-scope", { pods: "1" }, { scopes: ["Weekend"] }),
        quota("bad-amount", { pods: "-1", "requests.gpu": "1", cpu: "abc" }),
        quota("odd-names", { widgets: "1", "count/widgets.example.com": "1" }),
      ]),
    ],
  },
  {
    name: "quotas-job",
    title: "A Job that exceeds a quota tells of it and tries again",
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [quota("pods", { pods: "0" })] },
      {
        at: 2,
        do: "create",
        objects: [
          object("batch/v1", "Job", "work", {
            spec: {
              template: {
                spec: podSpec({ restartPolicy: "Never", containers: [container({ command: ["/busybox", "true"] })] }),
              },
            },
          }),
        ],
      },
    ],
  },
  {
    name: "quotas-pods-end",
    title: "Pods that are over give their share back",
    seconds: 20,
    steps: [
      { at: 0, do: "create", objects: [quota("pods", { pods: "1", "count/pods": "2" })] },
      {
        at: 2,
        do: "create",
        objects: [
          pod("short", { restartPolicy: "Never", containers: [container({ command: ["/busybox", "sleep", "2"] })] }),
        ],
      },
      ...createEach(3, [pod("early", gated)]),
      ...createEach(10, [pod("late", gated)]),
      ...createEach(12, [pod("too-late", gated)]),
    ],
  },
];
