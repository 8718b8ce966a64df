/**
 * What stands behind services: endpoints, their slices, and services themselves.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";
import { container, pod, service } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

const labelled = (name: string, spec: Fields = {}): Manifest => pod(name, spec, { labels: { app: "web" } });
const web = { kind: "service", name: "web" } as const;

function byHand(name: string, subsets: unknown, metadata: Fields = {}): Manifest {
  return { apiVersion: "v1", kind: "Endpoints", metadata: { name, ...metadata }, subsets };
}

export const endpoints: readonly Scenario[] = [
  {
    name: "endpoints-follow-pods",
    title: "Addresses come with pods, leave when unready, and go when pods stop",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [service("web")] },
      {
        at: 3,
        do: "create",
        objects: [
          labelled("one"),
          labelled("unready", {
            containers: [
              container({ readinessProbe: { exec: { command: ["/busybox", "false"] }, periodSeconds: 60 } }),
            ],
          }),
        ],
      },
      { at: 10, do: "get", target: { kind: "endpoints", name: "web" }, show: true },
      { at: 11, do: "delete", target: { kind: "pod", name: "one" }, options: { gracePeriodSeconds: 4 } },
      { at: 13, do: "get", target: { kind: "endpoints", name: "web" }, show: true },
      {
        at: 19,
        do: "patch",
        target: { kind: "pod", name: "unready" },
        patch: { type: "merge", body: { metadata: { labels: { app: "other" } } } },
      },
      { at: 22, do: "get", target: { kind: "endpoints", name: "web" }, show: true },
    ],
  },
  {
    name: "endpoints-headless",
    title: "A headless service may publish pods that are not ready, by their host names",
    seconds: 22,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [service("web", { clusterIP: "None", publishNotReadyAddresses: true })],
        show: true,
      },
      {
        at: 3,
        do: "create",
        objects: [
          labelled("one", {
            hostname: "first",
            subdomain: "web",
            containers: [
              container({ readinessProbe: { exec: { command: ["/busybox", "false"] }, periodSeconds: 60 } }),
            ],
          }),
        ],
      },
      { at: 10, do: "get", target: { kind: "endpoints", name: "web" }, show: true },
      { at: 10, do: "table", kind: "endpointslices" },
      { at: 12, do: "delete", target: web },
      { at: 15, do: "list", kind: "endpointslices" },
    ],
  },
  {
    name: "endpoints-named-ports",
    title: "Named ports are looked up in each pod; pods that have none by that name are left out",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          service("web", {
            ports: [
              { name: "http", port: 80, targetPort: "web" },
              { name: "more", port: 81, targetPort: 9000 },
            ],
          }),
          service("nothing", { selector: { app: "none" } }),
          labelled("one", { containers: [container({ ports: [{ name: "web", containerPort: 8080 }] })] }),
          labelled("two", { containers: [container({ ports: [{ name: "web", containerPort: 8081 }] })] }),
          labelled("three"),
        ],
      },
      { at: 9, do: "get", target: { kind: "endpoints", name: "nothing" }, show: true },
    ],
  },
  {
    name: "endpoints-by-hand",
    title: "Endpoints made by hand are mirrored into slices",
    seconds: 26,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "web" },
            spec: { ports: [{ name: "http", port: 80 }] },
          },
        ],
        show: true,
      },
      {
        at: 2,
        do: "create",
        objects: [
          byHand("web", [
            {
              addresses: [{ ip: "10.1.2.3" }, { ip: "10.1.2.4", hostname: "four" }],
              ports: [{ name: "http", port: 8080 }],
            },
          ]),
        ],
        show: true,
      },
      { at: 5, do: "table", kind: "endpointslices" },
      {
        at: 6,
        do: "patch",
        target: { kind: "endpoints", name: "web" },
        patch: {
          type: "merge",
          body: {
            subsets: [
              {
                addresses: [{ ip: "10.1.2.3" }],
                notReadyAddresses: [{ ip: "10.1.2.5" }],
                ports: [{ name: "http", port: 8080 }],
              },
            ],
          },
        },
      },
      { at: 9, do: "delete", target: { kind: "endpoints", name: "web" } },
      {
        at: 12,
        do: "create",
        objects: [
          byHand("skipped", [{ addresses: [{ ip: "10.1.2.3" }] }], {
            labels: { "endpointslice.kubernetes.io/skip-mirror": "true" },
          }),
        ],
      },
      {
        at: 13,
        do: "create",
        objects: [byHand("bad", [{ addresses: [{ ip: "127.0.0.1" }, { ip: "x" }], ports: [{ port: 0 }] }])],
      },
      { at: 16, do: "list", kind: "endpointslices" },
    ],
  },
  {
    name: "endpoints-service-types",
    title: "A service changes its type, and with it its address, ports and defaults",
    seconds: 20,
    steps: [
      { at: 0, do: "create", objects: [service("web")], show: true },
      {
        at: 1,
        do: "patch",
        target: web,
        patch: {
          type: "json",
          operations: [
            { op: "add", path: "/spec/ports/0/nodePort", value: 30021 },
            { op: "replace", path: "/spec/type", value: "NodePort" },
          ],
        },
        show: true,
      },
      {
        at: 2,
        do: "patch",
        target: web,
        patch: {
          type: "merge",
          body: { spec: { type: "LoadBalancer", externalIPs: ["192.0.2.7"], sessionAffinity: "ClientIP" } },
        },
        show: true,
      },
      { at: 3, do: "table", kind: "services" },
      {
        at: 4,
        do: "patch",
        target: web,
        patch: { type: "merge", body: { spec: { type: "ClusterIP", sessionAffinity: "None", externalIPs: null } } },
        show: true,
      },
      { at: 5, do: "patch", target: web, patch: { type: "merge", body: { spec: { clusterIP: "10.96.77.77" } } } },
      {
        at: 6,
        do: "patch",
        target: web,
        patch: { type: "merge", body: { spec: { type: "ExternalName", externalName: "example.com" } } },
      },
      {
        at: 6,
        do: "patch",
        target: web,
        patch: {
          type: "merge",
          body: { spec: { type: "ExternalName", externalName: "example.com", clusterIP: "", clusterIPs: null } },
        },
        show: true,
      },
      {
        at: 7,
        do: "patch",
        target: web,
        patch: { type: "merge", body: { spec: { type: "ClusterIP", externalName: null } } },
        show: true,
      },
      {
        at: 8,
        do: "patch",
        target: web,
        patch: {
          type: "merge",
          body: { spec: { trafficDistribution: "PreferClose", internalTrafficPolicy: "Local" } },
        },
        show: true,
      },
      { at: 9, do: "patch", target: web, patch: { type: "merge", body: { spec: { externalTrafficPolicy: "Local" } } } },
      { at: 9, do: "patch", target: web, patch: { type: "merge", body: { spec: { trafficDistribution: "Never" } } } },
      { at: 9, do: "create", objects: [service("bad", { type: "Odd" })] },
      { at: 9, do: "create", objects: [service("bad", { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] })] },
      { at: 9, do: "create", objects: [service("bad", { clusterIP: "1.2.3.4" })] },
      { at: 10, do: "create", objects: [service("bad", { ports: [] })] },
      {
        at: 10,
        do: "create",
        objects: [
          service("balanced", {
            type: "LoadBalancer",
            externalTrafficPolicy: "Local",
            ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: 30080 }],
          }),
        ],
        show: true,
      },
    ],
  },
];
