/**
 * What a column of `kubectl get` is.
 * @module
 */
import type { KubeObject, UnixMicros } from "@aiops-gym/cluster";
import { ageText } from "../time-text.ts";
import { fieldAt, listAt, sortedKeys, type Tree, textAt } from "../tree.ts";

/** What cells are made of besides the object. */
export interface CellContext {
  readonly now: UnixMicros;
  readonly wide: boolean;
}

/** One column. `wide` columns show up with `-o wide` only. */
export interface Column {
  readonly name: string;
  readonly wide?: true;
  readonly cell: (object: KubeObject, context: CellContext) => string;
}

/** A column whose cell is a function of the object. */
export function column(name: string, cell: Column["cell"]): Column {
  return { name, cell };
}

/** The same, for `-o wide`. */
export function wideColumn(name: string, cell: Column["cell"]): Column {
  return { name, wide: true, cell };
}

/** A column that shows a field, or `instead` when it is missing. */
export function fieldColumn(name: string, path: string, instead = ""): Column {
  return { name, cell: (object) => textAt(object, path) || instead };
}

/** A column of a number that is 0 when missing. */
export function countColumn(name: string, path: string): Column {
  return fieldColumn(name, path, "0");
}

export const nameColumn: Column = fieldColumn("Name", "metadata.name");
export const ageColumn: Column = {
  name: "Age",
  cell: (object, { now }) => ageText(fieldAt(object, "metadata.creationTimestamp"), now),
};

/** Names and images of a pod template's containers. */
export function containerColumns(path: string): readonly Column[] {
  const join = (field: string) => (object: KubeObject) =>
    listAt(object, path)
      .map((one) => textAt(one, field))
      .join(",");
  return [wideColumn("Containers", join("name")), wideColumn("Images", join("image"))];
}

/** `app=web,tier=db`; `<none>` when there are no labels. */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  return (
    sortedKeys(labels)
      .map((key) => `${key}=${labels[key]}`)
      .join(",") || "<none>"
  );
}

/** The first items, and how many more there are. */
export function shortList(items: readonly string[], max: number, separator: string, empty: string): string {
  if (items.length === 0) return empty;
  const shown = items.slice(0, max).join(separator);
  return items.length > max ? `${shown} + ${items.length - max} more...` : shown;
}

/** Go's way to join a host and a port. */
export function hostPort(host: string, port: string | number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether a list of conditions says `True` for a type. */
export function hasTrueCondition(object: KubeObject | Tree, type: string): boolean {
  return listAt(object, "status.conditions").some((one) => one["type"] === type && one["status"] === "True");
}

const modeShort: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

/** `RWO,ROX,RWX,RWOP`, in this order. */
export function formatAccessModes(modes: readonly string[]): string {
  return Object.keys(modeShort)
    .filter((mode) => modes.includes(mode))
    .map((mode) => modeShort[mode])
    .join(",");
}

/** Roles of a node, from its labels. */
export function nodeRoles(object: KubeObject): string {
  const labels = object.metadata.labels ?? {};
  const prefix = "node-role.kubernetes.io/";
  const roles = Object.entries(labels).flatMap(([key, value]) =>
    key.startsWith(prefix) && key.length > prefix.length
      ? [key.slice(prefix.length)]
      : key === "kubernetes.io/role" && value !== ""
        ? [value]
        : [],
  );
  return [...new Set(roles)].sort().join(",") || "<none>";
}
