/**
 * Server-side apply: who owns which fields, merging, conflicts.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario, ScenarioStep } from "../scenario.ts";
import { container, deployment, service } from "./manifests.ts";

function config(name: string, data: Readonly<Record<string, string>>, metadata = {}): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, data };
}

function web(spec: Readonly<Record<string, unknown>>, metadata = {}): Manifest {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", ...metadata }, spec };
}

function apply(at: number, manager: string, object: Manifest, force?: true): ScenarioStep {
  return { at, do: "apply", object, manager, show: "managed", ...(force === undefined ? {} : { force }) };
}

const target = { kind: "deployment", name: "web" } as const;
const idle = deployment("web", { replicas: 0 });

export const serverSideApply: readonly Scenario[] = [
  {
    name: "server-side-apply-creates",
    title: "Applying creates an object, and applying the same again changes nothing",
    seconds: 14,
    steps: [
      apply(0, "robot", idle),
      { at: 3, do: "get", target, show: "managed" },
      apply(4, "robot", idle),
      apply(5, "robot", config("settings", { a: "1" }, { labels: { tier: "x" }, annotations: { note: "y" } })),
      apply(6, "robot", service("web")),
      { at: 8, do: "get", target: { kind: "service", name: "web" }, show: "managed" },
    ],
  },
  {
    name: "server-side-apply-conflicts",
    title: "Fields of another manager are conflicts, unless they are taken by force or say the same",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [idle], show: "managed" },
      apply(3, "robot", web({ revisionHistoryLimit: 3 })),
      apply(4, "robot", web({ revisionHistoryLimit: 3, minReadySeconds: 1 })),
      apply(
        5,
        "robot",
        web({
          replicas: 0,
          revisionHistoryLimit: 4,
          template: { spec: { containers: [{ name: "main", image: "nothing:2" }] } },
        }),
      ),
      apply(6, "robot", web({ replicas: 0 })),
      apply(7, "robot", web({ revisionHistoryLimit: 4 }), true),
      apply(8, "human", web({ revisionHistoryLimit: 5 })),
      apply(9, "human", web({ revisionHistoryLimit: 4 })),
      apply(10, "human", web({ revisionHistoryLimit: 5 }), true),
    ],
  },
  {
    name: "server-side-apply-removes",
    title: "What a manager no longer applies goes, unless somebody else owns it",
    seconds: 16,
    steps: [
      apply(0, "robot", config("settings", { a: "1", b: "2", c: "3" }, { labels: { x: "1", y: "2" } })),
      apply(1, "human", config("settings", { c: "3", d: "4" })),
      apply(2, "robot", config("settings", { a: "1" }, { labels: { x: "1" } })),
      apply(3, "human", config("settings", {})),
      apply(4, "robot", config("settings", {})),
      apply(6, "robot", deployment("web", { replicas: 0, revisionHistoryLimit: 3, minReadySeconds: 2 })),
      apply(7, "robot", deployment("web", { replicas: 0 })),
      apply(
        8,
        "robot",
        deployment(
          "web",
          { replicas: 0 },
          { containers: [container(), container({ name: "other" })], nodeSelector: { a: "b" } },
        ),
      ),
      apply(9, "robot", deployment("web", { replicas: 0 })),
    ],
  },
  {
    name: "server-side-apply-merges-lists",
    title: "Lists that stand for maps are merged item by item, others are owned as a whole",
    seconds: 16,
    steps: [
      apply(
        0,
        "robot",
        deployment(
          "web",
          { replicas: 0 },
          { containers: [container({ env: [{ name: "A", value: "1" }], ports: [{ containerPort: 80 }] })] },
        ),
      ),
      apply(
        2,
        "human",
        web({
          template: {
            spec: {
              containers: [
                { name: "side", image: "$IMAGE" },
                {
                  name: "main",
                  env: [
                    { name: "B", value: "2" },
                    { name: "A", value: "1" },
                  ],
                  ports: [{ containerPort: 80, protocol: "UDP" }],
                },
              ],
              tolerations: [{ key: "x", operator: "Exists" }],
            },
          },
        }),
      ),
      apply(4, "human", web({ template: { spec: { containers: [{ name: "main", command: ["/busybox", "true"] }] } } })),
      apply(
        5,
        "human",
        web({ template: { spec: { containers: [{ name: "main", env: [{ name: "B", value: "3" }] }] } } }),
      ),
      apply(7, "robot", service("web")),
      apply(8, "human", {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web", finalizers: ["example.com/kept"] },
        spec: { ports: [{ name: "admin", port: 81 }] },
      }),
      {
        at: 9,
        do: "patch",
        target: { kind: "service", name: "web" },
        patch: { type: "merge", body: { metadata: { finalizers: null } } },
        show: "managed",
      },
    ],
  },
  {
    name: "server-side-apply-after-writes",
    title: "Plain writes take the fields that they change, and lose those that they remove",
    seconds: 16,
    steps: [
      apply(0, "robot", config("settings", { a: "1", b: "2" })),
      {
        at: 1,
        do: "patch",
        target: { kind: "configmap", name: "settings" },
        patch: { type: "merge", body: { data: { a: "9", c: "3" }, metadata: { labels: { x: "y" } } } },
        show: "managed",
      },
      {
        at: 2,
        do: "patch",
        target: { kind: "configmap", name: "settings" },
        patch: { type: "json", operations: [{ op: "remove", path: "/data/b" }] },
        show: "managed",
      },
      { at: 3, do: "update", object: config("settings", { a: "1" }), show: "managed" },
      apply(4, "robot", config("settings", { a: "2", b: "2" })),
      apply(6, "robot", idle),
      { at: 8, do: "scale", target, replicas: 1 },
      { at: 11, do: "get", target, show: "managed" },
      apply(11.5, "robot", idle),
    ],
  },
  {
    name: "server-side-apply-refused",
    title: "What cannot be applied is refused in Kubernetes' words",
    seconds: 12,
    steps: [
      apply(0, "", config("settings", { a: "1" })),
      apply(0.5, "robot", config("settings", { a: "1" }, { managedFields: [] })),
      apply(1, "robot", { ...config("settings", {}), wrong: 1 }),
      apply(1.5, "robot", web({ replicas: "many" })),
      apply(2, "robot", web({ replicas: 1 })),
      apply(2.5, "robot", config("settings", { a: "1" }, { uid: "11111111-2222-3333-4444-555555555555" })),
      apply(3, "robot", config("settings", { a: "1" }, { resourceVersion: "1" })),
      apply(3.5, "robot", config("settings", { a: "1" })),
      apply(4, "robot", config("settings", { a: "1" }, { resourceVersion: "1" })),
      apply(
        4.5,
        "robot",
        deployment(
          "web",
          { replicas: 0 },
          { containers: [container({ env: [{ name: "A" }, { name: "A", value: "2" }] })] },
        ),
      ),
      apply(5, "x".repeat(129), config("settings", { a: "1" })),
    ],
  },
  {
    name: "server-side-apply-by-kubectl",
    title: "kubectl takes over what its client-side apply wrote",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          config(
            "settings",
            { a: "1", b: "2" },
            {
              annotations: {
                "kubectl.kubernetes.io/last-applied-configuration":
                  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"settings"},"data":{"a":"1"}}\n',
              },
            },
          ),
        ],
      },
      apply(2, "robot", config("settings", { a: "2" })),
      apply(3, "kubectl", config("settings", { a: "2", b: "3" })),
      apply(4, "kubectl", config("settings", { a: "2" })),
    ],
  },
];
