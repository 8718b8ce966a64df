/**
 * Short forms of the column definitions.
 * @module
 */
import type { TableColumn } from "@aiops-gym/cluster";

/** Columns of kinds, by `apiVersion kind`. */
export type ColumnsByKind = Readonly<Record<string, readonly TableColumn[]>>;

function form(type: TableColumn["type"]): (name: string, description: string, priority?: number) => TableColumn {
  return (name, description, priority = 0) => ({ name, type, format: "", description, priority });
}

/** Columns of each type; those of priority 1 are for wide output. */
export const text = form("string");
export const integer = form("integer");
export const flag = form("boolean");
export const date = form("date");

export const nameColumn: TableColumn = {
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
  priority: 0,
};
export const ageColumn: TableColumn = text(
  "Age",
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
);
