/**
 * Access: RBAC's refusals, its default roles, its reviews.
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { createEach, gated, object } from "./each.ts";
import { deployment, pod } from "./manifests.ts";

const group = "rbac.authorization.k8s.io";
const robot = "system:serviceaccount:$NS:robot";
const rule = (verbs: string, resources: string, more: object = {}) => ({
  apiGroups: ["", "apps"],
  resources: resources.split(" "),
  verbs: verbs.split(" "),
  ...more,
});
const role = (name: string, ...rules: readonly object[]) => object(`${group}/v1`, "Role", name, { rules });
const clusterRole = (name: string, fields: object) =>
  object(`${group}/v1`, "ClusterRole", name, fields as Record<string, unknown>);
const subjects = [{ kind: "ServiceAccount", name: "robot", namespace: "$NS" }];
const bind = (name: string, kind: string, to: string, who: readonly object[] = subjects) =>
  object(`${group}/v1`, "RoleBinding", name, { roleRef: { apiGroup: group, kind, name: to }, subjects: who });
const bindAll = (name: string, to: string) =>
  object(`${group}/v1`, "ClusterRoleBinding", name, {
    roleRef: { apiGroup: group, kind: "ClusterRole", name: to },
    subjects,
  });
const ask = (resourceAttributes: object) =>
  object("authorization.k8s.io/v1", "SelfSubjectAccessReview", "", {
    metadata: { name: undefined },
    spec: { resourceAttributes },
  });
const askFor = (user: string, attributes: object) =>
  object("authorization.k8s.io/v1", "SubjectAccessReview", "", {
    metadata: { name: undefined },
    spec: { user, ...attributes },
  });

export const access: readonly Scenario[] = [
  {
    name: "access-denied",
    title: "Who has no role may do nothing, verb by verb",
    seconds: 8,
    steps: [
      { at: 0, do: "create", objects: [object("v1", "ServiceAccount", "robot"), deployment("web", { replicas: 0 })] },
      { at: 2, do: "get", target: { kind: "deployment", name: "web" }, as: robot },
      { at: 2, do: "list", kind: "pods", as: robot },
      { at: 2, do: "list", kind: "nodes", as: robot },
      { at: 2, do: "list", kind: "namespaces", as: robot },
      ...createEach(2, [object("v1", "ConfigMap", "a"), pod("a", gated), object("v1", "Namespace", "$NS--a")], {
        as: robot,
      }),
      {
        at: 2,
        do: "update",
        object: object("apps/v1", "Deployment", "web", { spec: deployment("web")["spec"] as object }),
        as: robot,
      },
      {
        at: 2,
        do: "patch",
        target: { kind: "deployment", name: "web" },
        patch: { type: "merge", body: { spec: { replicas: 1 } } },
        as: robot,
      },
      { at: 2, do: "scale", target: { kind: "deployment", name: "web" }, replicas: 2, as: robot },
      { at: 2, do: "get", target: { kind: "deployment", name: "web" }, subresource: "status", as: robot },
      { at: 2, do: "delete", target: { kind: "deployment", name: "web" }, as: robot },
      { at: 2, do: "delete-collection", kind: "configmaps", as: robot },
      { at: 2, do: "evict", pod: { kind: "pod", name: "a" }, as: robot },
      { at: 2, do: "logs", pod: { kind: "pod", name: "a" }, as: robot },
      { at: 2, do: "get", target: { kind: "configmap", name: "a" }, as: "alice" },
      { at: 2, do: "apply", object: object("v1", "ConfigMap", "a"), manager: "x", as: robot },
    ],
  },
  {
    name: "access-role",
    title: "A role allows what it names, in its namespace",
    seconds: 10,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("v1", "ServiceAccount", "robot"),
          object("v1", "ConfigMap", "mine"),
          object("v1", "ConfigMap", "other"),
          deployment("web", { replicas: 0 }),
          role(
            "worker",
            rule("get list", "pods deployments"),
            rule("get update", "configmaps", { resourceNames: ["mine"] }),
            rule("patch", "deployments/scale"),
            rule("create", "configmaps"),
          ),
          bind("workers", "Role", "worker"),
        ],
      },
      { at: 2, do: "get", target: { kind: "deployment", name: "web" }, as: robot },
      { at: 2, do: "list", kind: "pods", as: robot },
      { at: 2, do: "get", target: { kind: "configmap", name: "mine" }, as: robot },
      { at: 2, do: "get", target: { kind: "configmap", name: "other" }, as: robot },
      { at: 2, do: "list", kind: "configmaps", as: robot },
      { at: 2, do: "list", kind: "configmaps", fieldSelector: "metadata.name=mine", as: robot },
      { at: 2, do: "scale", target: { kind: "deployment", name: "web" }, replicas: 0, as: robot },
      {
        at: 2,
        do: "patch",
        target: { kind: "deployment", name: "web" },
        patch: { type: "merge", body: {} },
        as: robot,
      },
      { at: 2, do: "update", object: object("v1", "ConfigMap", "mine", { data: { a: "1" } }), as: robot },
      ...createEach(
        2,
        [object("v1", "ConfigMap", "new"), object("v1", "ConfigMap", "new", { metadata: { namespace: "default" } })],
        { as: robot },
      ),
      { at: 4, do: "delete", target: { kind: "rolebinding", name: "workers" } },
      { at: 6, do: "list", kind: "pods", as: robot },
      { at: 6, do: "create", objects: [bind("nothing", "Role", "missing")] },
      { at: 7, do: "list", kind: "pods", as: robot },
    ],
  },
  {
    name: "access-default-roles",
    title: "The default roles view, edit and admin reach as far as they say",
    seconds: 12,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          bind("viewers", "ClusterRole", "view", [{ kind: "User", name: "viewer", apiGroup: group }]),
          bind("editors", "ClusterRole", "edit", [{ kind: "User", name: "editor", apiGroup: group }]),
          bind("admins", "ClusterRole", "admin", [{ kind: "User", name: "owner", apiGroup: group }]),
          bind("everyone", "ClusterRole", "view", [
            { kind: "Group", name: "system:serviceaccounts:$NS", apiGroup: group },
          ]),
          object("v1", "Secret", "a"),
          deployment("web", { replicas: 0 }),
        ],
      },
      ...["viewer", "editor", "owner", "system:serviceaccount:$NS:anybody"].flatMap((as) => [
        { at: 2, do: "list", kind: "pods", as } as const,
        { at: 2, do: "get", target: { kind: "secret", name: "a" }, as } as const,
        { at: 2, do: "scale", target: { kind: "deployment", name: "web" }, replicas: 0, as } as const,
        { at: 2, do: "list", kind: "roles", as } as const,
        { at: 2, do: "list", kind: "nodes", as } as const,
        ...createEach(
          2,
          [
            object("v1", "ConfigMap", "a"),
            object("v1", "ResourceQuota", "a", { spec: { hard: { pods: "5" } } }),
            role("r", rule("get", "pods")),
            object("networking.k8s.io/v1", "NetworkPolicy", "a", { spec: {} }),
          ],
          { as, dryRun: true },
        ),
      ]),
    ],
  },
  {
    name: "access-escalation",
    title: "Nobody grants what they do not have",
    seconds: 10,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("v1", "ServiceAccount", "robot"),
          role(
            "granter",
            rule("get", "pods"),
            { apiGroups: [group], resources: ["roles", "rolebindings"], verbs: ["create", "patch", "get"] },
            { apiGroups: [group], resources: ["clusterroles"], verbs: ["bind"], resourceNames: ["view"] },
          ),
          bind("granters", "Role", "granter"),
        ],
      },
      ...createEach(
        2,
        [
          role("same", rule("get", "pods")),
          role("more", rule("get list", "pods secrets")),
          role("all", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }),
          role("named", rule("delete", "pods", { resourceNames: ["a", "b"] })),
          bind("to-same", "Role", "same"),
          bind("to-missing", "Role", "missing"),
          bind("to-view", "ClusterRole", "view"),
          bind("to-basic", "ClusterRole", "system:discovery"),
        ],
        { as: robot },
      ),
      {
        at: 4,
        do: "patch",
        target: { kind: "role", name: "granter" },
        patch: { type: "merge", body: { rules: [rule("get delete", "pods")] } },
        as: robot,
      },
      {
        at: 4,
        do: "patch",
        target: { kind: "role", name: "granter" },
        patch: { type: "merge", body: { metadata: { labels: { a: "b" } } } },
        as: robot,
      },
    ],
  },
  {
    name: "access-reviews",
    title: "Reviews tell who may do what",
    seconds: 10,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("v1", "ServiceAccount", "robot"),
          role(
            "reader",
            rule("get list", "pods"),
            rule("get", "pods/log"),
            rule("get", "secrets", { resourceNames: ["mine"] }),
          ),
          bind("readers", "Role", "reader"),
        ],
      },
      ...createEach(
        2,
        [
          ask({ namespace: "$NS", verb: "list", resource: "pods" }),
          ask({ namespace: "$NS", verb: "delete", resource: "pods" }),
          ask({ namespace: "default", verb: "list", resource: "pods" }),
          ask({ namespace: "$NS", verb: "get", resource: "pods", subresource: "log" }),
          ask({ namespace: "$NS", verb: "get", resource: "secrets", name: "mine" }),
          ask({ namespace: "$NS", verb: "get", resource: "secrets" }),
          object("authentication.k8s.io/v1", "SelfSubjectReview", "", { metadata: { name: undefined } }),
          askFor(robot, { resourceAttributes: { namespace: "$NS", verb: "list", resource: "pods" } }),
        ],
        { as: robot, show: true },
      ),
      ...createEach(
        3,
        [
          askFor(robot, { resourceAttributes: { namespace: "$NS", verb: "list", resource: "pods" } }),
          askFor(robot, { resourceAttributes: { verb: "list", resource: "pods" } }),
          askFor("nobody", { resourceAttributes: { verb: "list", resource: "pods" }, groups: ["system:masters"] }),
          askFor("nobody", {
            nonResourceAttributes: { verb: "get", path: "/api" },
            groups: ["system:authenticated"],
          }),
          askFor("nobody", {
            nonResourceAttributes: { verb: "get", path: "/metrics" },
            groups: ["system:authenticated"],
          }),
          askFor("nobody", {}),
          askFor("", { resourceAttributes: { verb: "list", resource: "pods" } }),
          ask({ verb: "delete", resource: "nodes" }),
        ],
        { show: true },
      ),
    ],
  },
  {
    name: "access-aggregation",
    title: "A cluster role that aggregates takes in what is labelled for it",
    seconds: 14,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          object("v1", "ServiceAccount", "robot"),
          clusterRole("$NS--all", {
            aggregationRule: { clusterRoleSelectors: [{ matchLabels: { $NS: "yes" } }] },
            rules: [],
          }),
          clusterRole("$NS--one", { metadata: { labels: { $NS: "yes" } }, rules: [rule("get list", "pods")] }),
          clusterRole("$NS--two", { metadata: { labels: { $NS: "yes" } }, rules: [rule("list", "secrets")] }),
          bindAll("$NS--robots", "$NS--all"),
        ],
      },
      { at: 3, do: "get", target: { kind: "clusterrole", name: "$NS--all" }, show: true },
      { at: 3, do: "list", kind: "secrets", as: robot },
      { at: 4, do: "delete", target: { kind: "clusterrole", name: "$NS--two" } },
      { at: 7, do: "get", target: { kind: "clusterrole", name: "$NS--all" }, show: true },
      { at: 7, do: "list", kind: "secrets", as: robot },
      { at: 7, do: "list", kind: "pods", as: robot },
    ],
  },
];
