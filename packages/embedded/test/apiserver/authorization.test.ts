import { type KubeApi, StatusError } from "@aiops-gym/cluster";
import { beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedCluster, openEmbeddedCluster } from "../../src/index.ts";

const group = "rbac.authorization.k8s.io";
const robot = { name: "system:serviceaccount:default:robot", groups: ["system:authenticated"] };
const pods = { apiVersion: "v1", kind: "Pod", namespace: "default" };

let cluster: EmbeddedCluster;
let api: KubeApi;
beforeEach(() => {
  cluster = openEmbeddedCluster({ seed: 1 });
  api = cluster.impersonate(robot);
});

async function refusal(act: Promise<unknown>): Promise<string> {
  try {
    await act;
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return "allowed";
}

async function grant(kind: "Role" | "ClusterRole", name: string): Promise<void> {
  await cluster.api.create({
    apiVersion: `${group}/v1`,
    kind: "RoleBinding",
    metadata: { name, namespace: "default" },
    roleRef: { apiGroup: group, kind, name },
    subjects: [{ kind: "ServiceAccount", name: "robot", namespace: "default" }],
  });
}

describe("an impersonated user", () => {
  it("may do nothing without a role", async () => {
    expect(await refusal(api.list(pods))).toBe(
      'pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"',
    );
  });

  it("may do what a default role says", async () => {
    await grant("ClusterRole", "view");
    expect(await refusal(api.list(pods))).toBe("allowed");
    expect(await refusal(api.list({ ...pods, kind: "Secret" }))).toContain('cannot list resource "secrets"');
  });

  it("is told of roles that are missing", async () => {
    await grant("Role", "missing");
    expect(await refusal(api.list(pods))).toContain(
      'in the namespace "default": RBAC: role.rbac.authorization.k8s.io "missing" not found',
    );
  });

  it("grants nobody what it does not have", async () => {
    await grant("ClusterRole", "admin");
    const rules = [{ apiGroups: ["example.com"], resources: ["widgets"], verbs: ["get", "list"] }];
    const role = { apiVersion: `${group}/v1`, kind: "Role", metadata: { name: "more", namespace: "default" }, rules };
    expect(await refusal(api.create(role))).toBe(
      'roles.rbac.authorization.k8s.io "more" is forbidden: user "system:serviceaccount:default:robot" ' +
        '(groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:["example.com"], Resources:["widgets"], Verbs:["get" "list"]}',
    );
  });
});

describe("an access review", () => {
  it("tells by which binding something is allowed", async () => {
    await grant("ClusterRole", "view");
    const review = await cluster.api.create({
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      metadata: {},
      spec: { user: robot.name, resourceAttributes: { namespace: "default", verb: "get", resource: "pods" } },
    });
    expect(review.status).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "view/default" of ClusterRole "view" to ServiceAccount "robot/default"',
    });
  });
});
