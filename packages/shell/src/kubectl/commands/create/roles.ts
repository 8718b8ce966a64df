/**
 * `kubectl create role | clusterrole | rolebinding | clusterrolebinding | serviceaccount`.
 * @module
 */
import type { ResourceName } from "@aiops-gym/cluster";
import type { Command, Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { compareText } from "../../tree.ts";
import { createCommandOf, sortedMap } from "./new-object.ts";

const group = "rbac.authorization.k8s.io";

const resourceVerbs =
  "* get delete list create update patch watch proxy deletecollection use bind escalate impersonate".split(" ");
const urlVerbs = ["*", "get", "post", "put", "delete", "patch", "head", "options"];

const roles: readonly ResourceName[] = [
  { group, plural: "roles" },
  { group, plural: "clusterroles" },
];

/** Verbs that only some resources know. */
const specialVerbs: Readonly<Record<string, readonly ResourceName[]>> = {
  use: [
    { group: "policy", plural: "podsecuritypolicies" },
    { group: "extensions", plural: "podsecuritypolicies" },
  ],
  bind: roles,
  escalate: roles,
  impersonate: [
    { group: "", plural: "users" },
    { group: "", plural: "serviceaccounts" },
    { group: "", plural: "groups" },
    { group: "authentication.k8s.io", plural: "userextras" },
  ],
};

interface RuleResource {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
}

/** `deployments.apps/status` */
function parseResource(text: string): RuleResource {
  const slash = text.indexOf("/");
  const full = slash < 0 ? text : text.slice(0, slash);
  const dot = full.indexOf(".");
  return {
    resource: dot < 0 ? full : full.slice(0, dot),
    group: dot < 0 ? "" : full.slice(dot + 1),
    subresource: slash < 0 ? "" : text.slice(slash + 1),
  };
}

/** All resources alone stand for all others. */
function ruleResources(call: Invocation): readonly RuleResource[] {
  const all = call.flags.list("resource").map(parseResource);
  const star = all.find((one, index) => one.resource === "*" && call.flags.list("resource")[index] === "*");
  return star === undefined ? all : [star];
}

function ruleVerbs(call: Invocation): readonly string[] {
  const verbs = call.flags.list("verb");
  return verbs.includes("*") ? ["*"] : [...new Set(verbs)];
}

/** What the server calls a resource. */
function resolve(call: Invocation, { resource, group: wanted }: RuleResource): ResourceName | undefined {
  return call.kinds.findResource(wanted === "" ? resource : `${resource}.${wanted}`);
}

function checkResources(call: Invocation, verbs: readonly string[], resources: readonly RuleResource[]): void {
  for (const verb of verbs) {
    if (!resourceVerbs.includes(verb)) call.warn(`Warning: '${verb}' is not a standard resource verb`);
  }
  if (resources.length === 0) throw new KubectlError("at least one resource must be specified");
  for (const one of resources) {
    if (one.resource === "") throw new KubectlError("resource must be specified if apiGroup/subresource specified");
    if (one.resource === "*") return;
    const found = resolve(call, one);
    const { plural, group: of } = found ?? { plural: one.resource, group: one.group };
    let isKnown = found !== undefined;
    for (const verb of verbs) {
      const special = specialVerbs[verb];
      if (special === undefined) continue;
      if (!special.some((extra) => extra.plural === plural && extra.group === of))
        throw new KubectlError(`can not perform '${verb}' on '${plural}' in group '${of}'`);
      isKnown = true;
    }
    if (!isKnown) {
      const where = one.group === "" ? "" : ` in group ${JSON.stringify(one.group)}`;
      throw new KubectlError(`the server doesn't have a resource type ${JSON.stringify(one.resource)}${where}`, {
        bare: true,
      });
    }
  }
}

/** A rule for each group. */
function policyRules(
  call: Invocation,
  verbs: readonly string[],
  resources: readonly RuleResource[],
): readonly object[] {
  const byGroup = new Map<string, Set<string>>();
  for (const one of resources) {
    const { plural, group: of } = resolve(call, one) ?? { plural: one.resource, group: one.group };
    const name = one.subresource === "" ? plural : `${plural}/${one.subresource}`;
    byGroup.set(of, (byGroup.get(of) ?? new Set()).add(name));
  }
  const names = [...new Set(call.flags.list("resource-name", true))];
  return [...byGroup]
    .sort(([a], [b]) => compareText(a, b))
    .map(([of, plurals]) => ({
      verbs,
      apiGroups: [of],
      resources: [...plurals],
      ...(names.length > 0 ? { resourceNames: names } : {}),
    }));
}

export const createRoleCommand: Command = createCommandOf({
  name: "role",
  plural: "roles",
  summary: "Create a role with single rule",
  usage: "--verb=verb --resource=resource.group/subresource [--resource-name=resourcename]",
  flags: "resource[] resource-name[] verb[]",
  make(call, name) {
    const verbs = ruleVerbs(call);
    if (verbs.length === 0) throw new KubectlError("at least one verb must be specified");
    const resources = ruleResources(call);
    checkResources(call, verbs, resources);
    return {
      kind: "Role",
      apiVersion: `${group}/v1`,
      metadata: { name },
      rules: policyRules(call, verbs, resources),
    };
  },
});

export const createClusterRoleCommand: Command = createCommandOf({
  name: "clusterrole",
  plural: "clusterroles",
  summary: "Create a cluster role",
  usage: "--verb=verb --resource=resource.group [--resource-name=resourcename]",
  flags: "aggregation-rule non-resource-url[] resource[] resource-name[] verb[]",
  make(call, name) {
    const { flags } = call;
    const start = { kind: "ClusterRole", apiVersion: `${group}/v1`, metadata: { name } };
    const aggregation = flags.text("aggregation-rule");
    if (aggregation !== "") {
      if (["non-resource-url", "verb", "resource", "resource-name"].some((flag) => flags.has(flag))) {
        throw new KubectlError(
          "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames",
        );
      }
      const pairs = aggregation.split(",").map((pair): [string, string] => {
        const equals = pair.indexOf("=");
        return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
      });
      return { ...start, rules: null, aggregationRule: { clusterRoleSelectors: [sortedMap("matchLabels", pairs)] } };
    }
    const verbs = ruleVerbs(call);
    if (verbs.length === 0) throw new KubectlError("at least one verb must be specified");
    const resources = ruleResources(call);
    const urls = [...new Set(flags.list("non-resource-url"))];
    if (resources.length === 0 && urls.length === 0)
      throw new KubectlError("one of resource or nonResourceURL must be specified");
    if (resources.length > 0) checkResources(call, verbs, resources);
    if (urls.length > 0) checkUrls(verbs, urls);
    const rules = policyRules(call, verbs, resources);
    return { ...start, rules: urls.length > 0 ? [...rules, { verbs, nonResourceURLs: urls }] : rules };
  },
});

function checkUrls(verbs: readonly string[], urls: readonly string[]): void {
  for (const verb of verbs) {
    if (!urlVerbs.includes(verb)) throw new KubectlError(`invalid verb: '${verb}' for nonResourceURL`);
  }
  for (const url of urls) {
    if (url === "*") continue;
    if (!url.startsWith("/")) throw new KubectlError("nonResourceURL should start with /");
    if (url.slice(0, -1).includes("*"))
      throw new KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}
