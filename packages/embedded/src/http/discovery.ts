/**
 * Discovery: which groups, versions and resources there are, in the documents that clients read.
 * @module
 */
import { createHash } from "node:crypto";
import type { KindInfo, KindTable } from "@aiops-gym/cluster";
import { type SubresourceInfo, subresourcesOf } from "./subresources.ts";

/** The order in which the server names its groups; others come after them by name. */
// biome-ignore format: a list
const groupOrder = [
  "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
  "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
  "admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io",
  "discovery.k8s.io", "flowcontrol.apiserver.k8s.io",
];

type Document = Readonly<Record<string, unknown>>;

/** `/api` */
export function apiVersions(serverAddress: string): Document {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
  };
}

/** `/apis` */
export function apiGroupList(kinds: KindTable): Document {
  const groups = groupsOf(kinds).map(([group, versions]) => groupDocument(group, versions));
  return { kind: "APIGroupList", apiVersion: "v1", groups };
}

/** `/apis/apps`; absent when there is no such group. */
export function apiGroup(kinds: KindTable, name: string): Document | undefined {
  const found = groupsOf(kinds).find(([group]) => group === name);
  return found === undefined ? undefined : { kind: "APIGroup", apiVersion: "v1", ...groupDocument(...found) };
}

function groupDocument(name: string, versions: readonly string[]): Document {
  const named = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: named, preferredVersion: named[0] };
}

/** `/api/v1`, `/apis/apps/v1`; absent when there is no such version. */
export function apiResourceList(kinds: KindTable, apiVersion: string): Document | undefined {
  const found = kindsOf(kinds, apiVersion);
  if (found.length === 0) return undefined;
  const core = apiVersion === "v1" ? {} : { apiVersion: "v1" };
  return { kind: "APIResourceList", ...core, groupVersion: apiVersion, resources: found.flatMap(resourceDocuments) };
}

function resourceDocuments(info: KindInfo): readonly Document[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = info;
  const own = {
    ...{ name: plural, singularName: singular, namespaced, kind, verbs },
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(verbs.includes("watch") ? { storageVersionHash: storageVersionHash(info) } : {}),
  };
  const subresources = subresourcesOf(info).map((one) => ({
    ...{ name: `${plural}/${one.name}`, singularName: "", namespaced },
    ...groupVersionOf(info, one),
    ...{ kind: one.kind, verbs: one.verbs },
  }));
  return [own, ...subresources];
}

function groupVersionOf(info: KindInfo, { group, version }: SubresourceInfo): Document {
  return group === info.group && version === info.version ? {} : { group, version };
}

/** `/api` and `/apis` in one document each, as `apidiscovery.k8s.io` has them. */
export function aggregatedDiscovery(kinds: KindTable, core: boolean, version: string): Document {
  const groups: readonly (readonly [string, readonly string[]])[] = core ? [["", ["v1"]]] : groupsOf(kinds);
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(([group, versions]) => ({
      metadata: group === "" ? {} : { name: group },
      versions: versions.map((one) => ({
        version: one,
        resources: kindsOf(kinds, group === "" ? one : `${group}/${one}`).map(aggregatedResource),
        freshness: "Current",
      })),
    })),
  };
}

function aggregatedResource(info: KindInfo): Document {
  const { plural, kind, namespaced, singular, verbs, shortNames, categories } = info;
  const subresources = subresourcesOf(info);
  const custom = info.custom || isMeasured(info) ? { group: info.group, version: info.version } : undefined;
  return {
    resource: plural,
    responseKind: { ...(custom ?? { group: "", version: "" }), kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresources.map((one) => ({
            subresource: one.name,
            responseKind: {
              ...(one.group === info.group && one.version === info.version
                ? (custom ?? { group: "", version: "" })
                : { group: one.group, version: one.version }),
              kind: one.kind,
            },
            verbs: one.verbs,
          })),
        }),
  };
}

/** Groups but the core one, each with its versions, the preferred first. */
function groupsOf(kinds: KindTable): readonly (readonly [string, readonly string[]])[] {
  const versions = new Map<string, Set<string>>();
  for (const { group, version } of kinds.kinds) {
    if (group === "") continue;
    const known = versions.get(group) ?? new Set();
    versions.set(group, known.add(version));
  }
  const rank = (group: string): number => groupOrder.indexOf(group) + 1 || groupOrder.length + 1;
  return [...versions]
    .map(([group, found]) => [group, [...found]] as const)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function kindsOf({ kinds }: KindTable, apiVersion: string): readonly KindInfo[] {
  const found = kinds.filter((info) => info.apiVersion === apiVersion);
  return [...found].sort((a, b) => (a.plural < b.plural ? -1 : 1));
}

function isMeasured({ group }: KindInfo): boolean {
  return group === "metrics.k8s.io";
}

/** What tells clients that two versions are stored alike. */
function storageVersionHash({ group, version, kind }: KindInfo): string {
  const text = storedAs[`${group} ${kind}`] ?? `${group}/${version}/${kind}`;
  return createHash("sha256").update(text).digest().subarray(0, 8).toString("base64");
}

/** Kinds that are stored in another version than is asked for, or in another group. */
const storedAs: Readonly<Record<string, string>> = {
  "apiextensions.k8s.io CustomResourceDefinition": "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
  "autoscaling HorizontalPodAutoscaler": "autoscaling/v2/HorizontalPodAutoscaler",
  "events.k8s.io Event": "/v1/Event",
  "storage.k8s.io VolumeAttributesClass": "storage.k8s.io/v1beta1/VolumeAttributesClass",
};
