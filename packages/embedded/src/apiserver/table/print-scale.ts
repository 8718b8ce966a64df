/**
 * Scales as the server prints them.
 * @module
 */
import { fromRfc3339, type Table, type UnixMicros } from "@aiops-gym/cluster";
import { humanDuration } from "@aiops-gym/shell";
import type { Scale } from "../scale.ts";
import { ageColumn, nameColumn } from "./column-forms.ts";

const whole = { type: "integer", format: "", priority: 0 } as const;

/** A workload's scale. */
export function printScale({ metadata, spec, status }: Scale, now: UnixMicros): Table {
  const { name, resourceVersion, creationTimestamp } = metadata;
  const age = humanDuration(now - fromRfc3339(creationTimestamp));
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion },
    columnDefinitions: [
      { ...nameColumn, format: "" },
      { ...whole, name: "Desired", description: "replicas is the desired number of instances for the scaled object." },
      {
        ...whole,
        name: "Available",
        description: "replicas is the actual number of observed instances of the scaled object.",
      },
      ageColumn,
    ],
    rows: [
      {
        cells: [name, spec.replicas ?? 0, status.replicas, age],
        object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata },
      },
    ],
  };
}
