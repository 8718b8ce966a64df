import { describe, expect, it } from "vitest";
import { type KubeApi, onCallRules, restrictApi } from "../src/index.ts";

/** An API to which nothing may get. */
const unreachable = new Proxy({} as KubeApi, {
  get: (_, method: string) => () => Promise.reject(new Error(`${method} got through`)),
});
const api = restrictApi(unreachable, onCallRules("shop", "on-call"));

async function may(attributes: object): Promise<unknown> {
  const review = await api.create({
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    metadata: {},
    spec: attributes,
  } as never);
  return (review as unknown as { readonly status: { readonly allowed: boolean } }).status.allowed;
}

describe("an identity that asks about itself", () => {
  it("is told who it is", async () => {
    expect(
      await api.create({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview", metadata: {} }),
    ).toMatchObject({
      status: {
        userInfo: {
          username: "system:serviceaccount:shop:on-call",
          groups: ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"],
        },
      },
    });
  });

  it.each([
    [true, { verb: "delete", resource: "pods", namespace: "shop" }],
    [true, { verb: "get", resource: "pods", subresource: "log", namespace: "shop" }],
    [true, { verb: "list", resource: "nodes" }],
    [true, { verb: "create", group: "authorization.k8s.io", resource: "selfsubjectaccessreviews" }],
    [false, { verb: "list", resource: "pods" }],
    [false, { verb: "get", resource: "secrets", namespace: "kube-system" }],
    [false, { verb: "*", resource: "*" }],
    [false, { verb: "*", resource: "*", group: "*", namespace: "shop" }],
    [false, { verb: "impersonate", resource: "users" }],
    [false, { verb: "create", group: "chaos-mesh.org", resource: "podchaos", namespace: "shop" }],
    [false, { verb: "create", group: "rbac.authorization.k8s.io", resource: "rolebindings", namespace: "shop" }],
  ])("is told %s about %o", async (allowed, resourceAttributes) => {
    expect(await may({ resourceAttributes })).toBe(allowed);
  });

  it("is told of paths beside the resources", async () => {
    expect(await may({ nonResourceAttributes: { verb: "get", path: "/version" } })).toBe(true);
    expect(await may({ nonResourceAttributes: { verb: "get", path: "/apis/apps/v1" } })).toBe(true);
    expect(await may({ nonResourceAttributes: { verb: "get", path: "/logs" } })).toBe(false);
    expect(await may({ nonResourceAttributes: { verb: "post", path: "/version" } })).toBe(false);
  });

  it("is told all that it may do in a namespace", async () => {
    const rules = async (namespace: string) =>
      JSON.stringify(
        await api.create({
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectRulesReview",
          metadata: {},
          spec: { namespace },
        } as never),
      );
    expect(await rules("shop")).toContain('"pods/exec"');
    expect(await rules("kube-system")).not.toContain('"pods/exec"');
    expect(await rules("kube-system")).toContain('"nodes"');
    expect(await rules("shop")).not.toContain("chaos");
  });

  it("asks about nobody else", async () => {
    const of = (kind: string) =>
      api.create({ apiVersion: "authorization.k8s.io/v1", kind, metadata: {}, spec: { user: "x" } } as never);
    await expect(of("SubjectAccessReview")).rejects.toMatchObject({ reason: "Forbidden" });
  });
});
