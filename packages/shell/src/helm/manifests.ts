/**
 * What templates printed, taken apart: objects in the order in which they are installed, and hooks.
 * @module
 */
import { GoYamlError, readYaml } from "../go-yaml.ts";
import { isTree, mapAt, textAt } from "../kubectl/tree.ts";
import { HelmError } from "./helm-error.ts";

/** One object's text, and the template that printed it. */
export interface ManifestText {
  readonly path: string;
  readonly text: string;
  readonly kind: string;
  readonly apiVersion: string;
}

/** When hooks run. */
export const hookEvents = [
  "pre-install",
  "post-install",
  "pre-delete",
  "post-delete",
  "pre-upgrade",
  "post-upgrade",
  "pre-rollback",
  "post-rollback",
  "test",
] as const;
export type HookEvent = (typeof hookEvents)[number];

/** An object that is made at some moment of a release's life. Plain data, kept in releases. */
export interface Hook {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly HookEvent[];
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
  readonly lastRun: HookRun;
}

/** How a hook went; times are RFC 3339, empty before. */
export interface HookRun {
  readonly startedAt: string;
  readonly completedAt: string;
  readonly phase: "" | "Unknown" | "Running" | "Succeeded" | "Failed";
}

/** Kinds in the order of installation; others come after them, by name. */
export const installOrder: readonly string[] = (
  "PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret " +
  "SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList " +
  "ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController " +
  "ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService"
).split(" ");

/** Kinds in the order of removal. */
export const uninstallOrder: readonly string[] = (
  "APIService Ingress IngressClass Service CronJob Job StatefulSet HorizontalPodAutoscaler Deployment ReplicaSet ReplicationController " +
  "Pod DaemonSet RoleBindingList RoleBinding RoleList Role ClusterRoleBindingList ClusterRoleBinding ClusterRoleList ClusterRole " +
  "CustomResourceDefinition PersistentVolumeClaim PersistentVolume StorageClass ConfigMap SecretList Secret ServiceAccount " +
  "PodDisruptionBudget PodSecurityPolicy LimitRange ResourceQuota NetworkPolicy Namespace PriorityClass"
).split(" ");

/** The documents of a text. */
export function splitManifests(text: string): readonly string[] {
  return text
    .trim()
    .split(/(?:^|\s*\n)---\s*/)
    .filter((document) => document !== "")
    .map((document) => document.trim());
}

function byKind<T extends { readonly kind: string }>(items: readonly T[], order: readonly string[]): readonly T[] {
  const places = new Map(order.map((kind, index) => [kind, index]));
  return [...items].sort((a, b) => {
    const left = places.get(a.kind);
    const right = places.get(b.kind);
    if (left === undefined && right === undefined) return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
    if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
    return left - right;
  });
}

/** Sorts what templates printed. @throws {@link HelmError} for what is no YAML. */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  order: readonly string[],
): { readonly hooks: readonly Hook[]; readonly manifests: readonly ManifestText[] } {
  const hooks: Hook[] = [];
  const manifests: ManifestText[] = [];
  for (const path of [...files.keys()].sort()) {
    if (path.split("/").at(-1)?.startsWith("_") === true) continue;
    for (const text of splitManifests(files.get(path) ?? "")) {
      const head = readHead(text, path);
      const kind = textAt(head, "kind");
      const hook = hookOf(head, path, text);
      if (hook === undefined) manifests.push({ path, text, kind, apiVersion: textAt(head, "apiVersion") });
      else if (hook.events.length > 0) hooks.push(hook);
    }
  }
  return { hooks: byKind(hooks, order), manifests: byKind(manifests, order) };
}

function readHead(text: string, path: string): unknown {
  const doing = `YAML parse error on ${path}`;
  try {
    const value = readYaml(text);
    if (value === null || isTree(value)) return value;
    const kind = Array.isArray(value) ? "array" : typeof value === "string" ? "string" : typeof value;
    throw new HelmError(
      `${doing}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type releaseutil.SimpleHead`,
    );
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new HelmError(`${doing}: error converting YAML to JSON: ${error.message}`);
  }
}

function hookOf(head: unknown, path: string, manifest: string): Hook | undefined {
  const annotations = mapAt(head, "metadata.annotations");
  const types = annotations["helm.sh/hook"];
  if (types === undefined) return undefined;
  const words = (text: string | undefined): readonly string[] =>
    text === undefined ? [] : text.split(",").map((word) => word.trim().toLowerCase());
  const events = words(types).map((word) => (word === "test-success" ? "test" : word) as HookEvent);
  const weight = annotations["helm.sh/hook-weight"] ?? "";
  return {
    name: textAt(head, "metadata.name"),
    kind: textAt(head, "kind"),
    path,
    manifest,
    // one that is unknown spoils them all
    events: events.every((event) => hookEvents.includes(event)) ? events : [],
    weight: /^[+-]?\d+$/.test(weight) ? Number(weight) : 0,
    deletePolicies: words(annotations["helm.sh/hook-delete-policy"]),
    outputLogPolicies: words(annotations["helm.sh/hook-output-log-policy"]),
    lastRun: { startedAt: "", completedAt: "", phase: "" },
  };
}
