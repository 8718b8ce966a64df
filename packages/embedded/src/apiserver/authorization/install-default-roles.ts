/**
 * The roles and bindings that a new cluster has.
 * @module
 */
import { type KubeObject, toRfc3339 } from "@aiops-gym/cluster";
import { nextUuid } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { putObject } from "../store.ts";
import { type DefaultRole, defaultBindings, defaultRoles } from "./default-roles.ts";
import type { PolicyRule } from "./rules.ts";

const apiVersion = "rbac.authorization.k8s.io/v1";
const group = "rbac.authorization.k8s.io";
const bootstrapping = { "kubernetes.io/bootstrapping": "rbac-defaults" };
const annotations = { "rbac.authorization.kubernetes.io/autoupdate": "true" };

/** Puts them into an empty store. Call once. */
export function installDefaultRoles(sim: Simulation): void {
  for (const role of defaultRoles) {
    const rules = role.aggregates === undefined ? role.rules.map(readRule) : aggregated(role.aggregates);
    const { aggregates, labels } = role;
    const selector = { clusterRoleSelectors: [{ matchLabels: { [aggregates ?? ""]: "true" } }] };
    const rule = aggregates === undefined ? {} : { aggregationRule: selector };
    install(sim, "ClusterRole", role.name, { ...rule, rules }, labels);
  }
  for (const [name, role, ...subjects] of defaultBindings) {
    const roleRef = { apiGroup: group, kind: "ClusterRole", name: role };
    install(sim, "ClusterRoleBinding", name, { roleRef, subjects: subjects.map(readSubject) });
  }
}

function install(sim: Simulation, kind: string, name: string, fields: object, labels: object = {}): void {
  const metadata = {
    name,
    uid: nextUuid(sim.random("apiserver/bootstrap-uids")),
    creationTimestamp: toRfc3339(sim.now),
    labels: { ...bootstrapping, ...labels },
    annotations,
  };
  putObject(sim, { apiVersion, kind, metadata, ...fields } as unknown as KubeObject);
}

function words(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => (word === '""' ? "" : word));
}

function readRule(row: string): PolicyRule {
  const [verbs, groups, resources, names] = row.split("|").map((part) => words(part));
  if ((groups ?? []).length === 0) return { nonResourceURLs: resources ?? [], verbs: verbs ?? [] };
  return {
    apiGroups: groups ?? [],
    ...(names === undefined ? {} : { resourceNames: names }),
    resources: resources ?? [],
    verbs: verbs ?? [],
  };
}

/** Rules of all roles that bear a label, those of roles that aggregate themselves included; each rule once. */
function aggregated(label: string): readonly PolicyRule[] {
  const bearers = defaultRoles.filter(({ labels }) => labels?.[label] === "true");
  const rules = bearers.flatMap((role: DefaultRole) =>
    role.aggregates === undefined ? role.rules.map(readRule) : aggregated(role.aggregates),
  );
  const seen = new Set<string>();
  return rules.filter((rule) => {
    const text = JSON.stringify(rule);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function readSubject(text: string): object {
  const [kind = "", name = ""] = text.split(" ");
  if (kind !== "ServiceAccount") return { apiGroup: group, kind, name };
  const [namespace = "", account = ""] = name.split("/");
  return { kind, name: account, namespace };
}
