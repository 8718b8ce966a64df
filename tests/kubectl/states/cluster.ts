/**
 * What every cluster has, and objects of rare kinds.
 * @module
 */
import { object } from "../objects.ts";
import type { State } from "../state.ts";

export const clusterStates: readonly State[] = [
  {
    name: "rare",
    title: "Objects of kinds that are seldom seen, beside the node",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("node.k8s.io/v1", "RuntimeClass", "$NS--runtime", {
            handler: "none",
            overhead: { podFixed: { cpu: "10m" } },
          }),
          object("storage.k8s.io/v1", "CSIDriver", "$NS--driver", { spec: { attachRequired: false } }),
          object("v1", "Endpoints", "hand", { subsets: [{ addresses: [{ ip: "10.9.8.7" }], ports: [{ port: 80 }] }] }),
          object("discovery.k8s.io/v1", "EndpointSlice", "slice", {
            addressType: "IPv4",
            endpoints: [{ addresses: ["10.9.8.7"], conditions: { ready: false }, hostname: "a", zone: "z" }],
            ports: [{ name: "http", port: 80, protocol: "TCP" }],
          }),
          object("apps/v1", "ControllerRevision", "revision", { revision: 3, data: { spec: { a: 1 } } }),
          object("v1", "Event", "said", {
            involvedObject: { kind: "ConfigMap", namespace: "$NS", name: "kube-root-ca.crt", apiVersion: "v1" },
            reason: "Because",
            message: "something was done",
            type: "Normal",
            count: 2,
            firstTimestamp: "2026-01-01T00:00:00Z",
            lastTimestamp: "2026-01-01T00:00:00Z",
            source: { component: "example", host: "there" },
          }),
        ],
      },
    ],
    seconds: 4,
  },
];
