/**
 * Tables that kubectl or the server makes of any kind: name and age, and those of scales.
 * @module
 */
import type { KubeObject, Table, TableColumn, UnixMicros } from "@aiops-gym/cluster";
import { ageText } from "./time-text.ts";
import { textAt } from "./tree.ts";

function columns(...names: readonly string[]): readonly TableColumn[] {
  return names.map((name) => ({ name, type: "string", format: "", description: "", priority: 0 }));
}

/** What kubectl prints by itself, with `--server-print=false`. */
export function plainTable({ rows, ...table }: Table, now: UnixMicros): Table {
  return {
    ...table,
    columnDefinitions: columns("Name", "Age"),
    rows: rows.map((row) => {
      const { name, creationTimestamp } = row.object.metadata;
      return { ...row, cells: [name, ageText(creationTimestamp, now)] };
    }),
  };
}

/** What the server prints of a scale. */
export function scaleTable(scale: KubeObject, now: UnixMicros): Table {
  const { name, creationTimestamp } = scale.metadata;
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: {},
    columnDefinitions: columns("Name", "Desired", "Available", "Age"),
    rows: [
      {
        cells: [
          name,
          textAt(scale, "spec.replicas") || "0",
          textAt(scale, "status.replicas") || "0",
          ageText(creationTimestamp, now),
        ],
        object: scale,
      },
    ],
  };
}
