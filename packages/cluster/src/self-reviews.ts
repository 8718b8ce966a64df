/**
 * Questions of an identity about itself: who it is, whether it may do something, all that it may do. They are asked by creating an
 * object that is never stored.
 * @module
 */
import { type AccessPolicy, type AccessRule, isAllowed } from "./access-policy.ts";
import type { KubeObject, Manifest } from "./objects/meta.ts";
import { badRequest } from "./status-messages.ts";

/** Paths beside the resources that everybody who is authenticated may read. */
const readablePaths = [
  "/api",
  "/api/*",
  "/apis",
  "/apis/*",
  "/healthz",
  "/livez",
  "/openapi",
  "/openapi/*",
  "/readyz",
  "/version",
  "/version/",
];

const answers: Readonly<Record<string, (policy: AccessPolicy, spec: Readonly<Record<string, unknown>>) => object>> = {
  SelfSubjectReview: (policy) => ({ userInfo: { username: policy.user, groups: groupsOf(policy.user) } }),
  SelfSubjectAccessReview: (policy, spec) => ({ allowed: mayDo(policy, spec) }),
  SelfSubjectRulesReview: (policy, spec) => ({
    resourceRules: policy.rules.filter((rule) => holdsIn(rule, text(spec, "namespace"))).map(ruleOf),
    nonResourceRules: [{ verbs: ["get"], nonResourceURLs: readablePaths }],
    incomplete: false,
  }),
};

/** The answer to a question of an identity about itself; `undefined` when the object is none. */
export function answerSelfReview(policy: AccessPolicy, manifest: Manifest): KubeObject | undefined {
  const answer = answers[manifest.kind];
  if (answer === undefined || !/^auth(entication|orization)\.k8s\.io\//.test(manifest.apiVersion)) return undefined;
  const spec = (manifest["spec"] ?? {}) as Readonly<Record<string, unknown>>;
  const { namespace: _, ...metadata } = manifest.metadata;
  return { ...manifest, metadata, status: answer(policy, spec) } as unknown as KubeObject;
}

/** A service account is in these groups. */
function groupsOf(user: string): readonly string[] {
  const [, namespace] = /^system:serviceaccount:([^:]+):/.exec(user) ?? [];
  const own = namespace === undefined ? [] : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return [...own, "system:authenticated"];
}

function mayDo(policy: AccessPolicy, spec: Readonly<Record<string, unknown>>): boolean {
  const path = spec["nonResourceAttributes"] as Readonly<Record<string, unknown>> | undefined;
  if (path !== undefined)
    return text(path, "verb") === "get" && readablePaths.some((one) => fits(one, text(path, "path")));
  const wanted = spec["resourceAttributes"] as Readonly<Record<string, unknown>> | undefined;
  if (wanted === undefined)
    throw badRequest("exactly one of nonResourceAttributes or resourceAttributes must be specified");
  const group = text(wanted, "group");
  if (policy.hiddenGroups.includes(group)) return false;
  const optional = (field: string): string | undefined =>
    text(wanted, field) === "" ? undefined : text(wanted, field);
  return isAllowed(policy, {
    verb: text(wanted, "verb"),
    resource: { group, plural: text(wanted, "resource") },
    subresource: optional("subresource"),
    namespace: optional("namespace"),
    name: optional("name"),
  });
}

function fits(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function holdsIn({ namespaces }: AccessRule, namespace: string): boolean {
  return namespaces === undefined || namespaces.includes(namespace);
}

function ruleOf({ groups, resources, verbs, names }: AccessRule): object {
  return { verbs, apiGroups: groups, resources, ...(names === undefined ? {} : { resourceNames: names }) };
}

function text(draft: Readonly<Record<string, unknown>>, field: string): string {
  const value = draft[field];
  return typeof value === "string" ? value : "";
}
