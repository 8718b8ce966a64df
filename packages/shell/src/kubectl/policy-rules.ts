/**
 * RBAC's rules as kubectl shows them: taken apart, put together again by resource, in order.
 * @module
 */
import { compareText, type Tree, textsAt } from "./tree.ts";

interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: readonly string[];
}

/** Cells of a table of rules: resources, URLs, names, verbs. */
export function policyRuleCells(rules: readonly Tree[]): readonly string[] {
  return compact(rules.flatMap(breakDown))
    .sort((a, b) => compareText(sortText(a), sortText(b)))
    .map(({ groups, resources, names, urls, verbs }) =>
      [combined(resources, groups), goList(urls), goList(names), goList(verbs)].join("\t"),
    );
}

/** One rule a group, resource, name and verb; one a URL and verb. */
function breakDown(rule: Tree): readonly Rule[] {
  const verbs = textsAt(rule, "verbs");
  const names = textsAt(rule, "resourceNames");
  const each = verbs.map((verb) => ({ groups: [], resources: [], names: [], urls: [], verbs: [verb] }));
  const ofResources = textsAt(rule, "apiGroups").flatMap((group) =>
    textsAt(rule, "resources").flatMap((resource) =>
      each.flatMap((one): readonly Rule[] => {
        const simple = { ...one, groups: [group], resources: [resource] };
        return names.length === 0 ? [simple] : names.map((name) => ({ ...simple, names: [name] }));
      }),
    ),
  );
  return [
    ...ofResources,
    ...textsAt(rule, "nonResourceURLs").flatMap((url) => each.map((one) => ({ ...one, urls: [url] }))),
  ];
}

/** Rules about the same resource become one with all their verbs. */
function compact(rules: readonly Rule[]): Rule[] {
  const others: Rule[] = [];
  const byResource = new Map<string, Rule>();
  for (const rule of rules) {
    if (rule.urls.length > 0) {
      others.push(rule);
      continue;
    }
    const key = [rule.groups[0], rule.resources[0], rule.names[0] ?? ""].join(" ");
    const before = byResource.get(key);
    byResource.set(key, before === undefined ? rule : { ...before, verbs: [...before.verbs, ...rule.verbs] });
  }
  return [...others, ...byResource.values()];
}

function sortText({ groups, resources, names, urls, verbs }: Rule): string {
  return (
    `&PolicyRule{Verbs:${goList(verbs)},APIGroups:${goList(groups)},Resources:${goList(resources)},` +
    `ResourceNames:${goList(names)},NonResourceURLs:${goList(urls)},}`
  );
}

/** `deployments.apps/scale`. */
function combined(resources: readonly string[], groups: readonly string[]): string {
  const [resource] = resources;
  if (resource === undefined) return "";
  const [plural = "", ...subresource] = resource.split("/");
  const [group = ""] = groups;
  return [group === "" ? plural : `${plural}.${group}`, ...subresource].join("/");
}

function goList(texts: readonly string[]): string {
  return `[${texts.join(" ")}]`;
}
