/**
 * Takes out of objects what would tell of groups that an identity must not know of: events about their objects, and the
 * annotations, labels and finalizers by which their controllers keep books.
 * @module
 */
import { splitApiVersion } from "./kinds.ts";
import type { KubeObject } from "./objects/meta.ts";

/** Whether an object is about a hidden group as a whole: an event on one of its objects. */
export function isAboutHidden(object: KubeObject, hiddenGroups: readonly string[]): boolean {
  if (object.kind !== "Event") return false;
  // as `v1` and as `events.k8s.io/v1` call them
  return (
    isOfGroup(object["involvedObject"], hiddenGroups) ||
    isOfGroup(object["regarding"], hiddenGroups) ||
    isOfGroup(object["related"], hiddenGroups)
  );
}

function isOfGroup(reference: unknown, groups: readonly string[]): boolean {
  const apiVersion = (reference as { readonly apiVersion?: string } | null | undefined)?.apiVersion;
  return apiVersion !== undefined && groups.includes(groupOf(apiVersion));
}

/** `apps` of `apps/v1`; empty for `v1`. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? splitApiVersion(apiVersion).group : "";
}

/** The object without keys of hidden groups (`chaos-mesh.org/x`, `pause.chaos-mesh.org/x`, `chaos-mesh-x`); itself when it has none. */
export function withoutHiddenKeys<T extends KubeObject>(object: T, hiddenGroups: readonly string[]): T {
  const { annotations, labels, finalizers } = object.metadata;
  if (annotations === undefined && labels === undefined && finalizers === undefined) return object;
  const hidden = (key: string): boolean => {
    const prefix = key.slice(0, Math.max(0, key.indexOf("/")));
    return hiddenGroups.some(
      (group) => prefix === group || prefix.endsWith(`.${group}`) || key.startsWith(`${group.split(".")[0]}-`),
    );
  };
  const any = [...Object.keys(annotations ?? {}), ...Object.keys(labels ?? {}), ...(finalizers ?? [])].some(hidden);
  if (!any) return object;
  const kept = (keys: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(keys).filter(([key]) => !hidden(key)));
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(annotations === undefined ? {} : { annotations: kept(annotations) }),
      ...(labels === undefined ? {} : { labels: kept(labels) }),
      ...(finalizers === undefined ? {} : { finalizers: finalizers.filter((key) => !hidden(key)) }),
    },
  };
}
