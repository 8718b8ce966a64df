/**
 * Observations on their way between threads: Arrow tables travel as bytes and are decoded when they are first read, all else by
 * structured clone.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { tableFromBytes, tableToBytes } from "@aiops-gym/telemetry";
import { Table } from "apache-arrow";

/** The tables of an observation. */
export const observationTables = ["logs", "metrics", "traces", "events", "services"] as const;

/** One of {@link observationTables}. */
export type ObservationTable = (typeof observationTables)[number];

const tableMark = "@aiops-gym/table";
const absentMark = "@aiops-gym/absent-table";

/**
 * Makes a value that `postMessage` takes.
 *
 * @param tables - Which getters of these names are read; the others' tables are never built.
 */
export function packObservation(value: unknown, tables: ReadonlySet<string>): unknown {
  if (value instanceof Table) return { [tableMark]: tableToBytes(value) };
  if (Array.isArray(value)) return value.map((item) => packObservation(item, tables));
  if (!isPlain(value)) return value;
  const packed: Record<string, unknown> = {};
  for (const [key, { get, enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (enumerable !== true) continue;
    const absent = get !== undefined && isTableName(key) && !tables.has(key);
    packed[key] = absent ? { [absentMark]: key } : packObservation(value[key], tables);
  }
  return packed;
}

/** The other way. Reading a table that was left out throws `ERR_NOT_CAPABLE`. */
export function unpackObservation(packed: unknown): unknown {
  if (Array.isArray(packed)) return packed.map(unpackObservation);
  if (!isPlain(packed)) return packed;
  if (packed[tableMark] instanceof Uint8Array) return tableFromBytes(packed[tableMark]);
  const value: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(packed)) {
    if (isPlain(part) && (tableMark in part || absentMark in part)) defineLazily(value, key, part);
    else value[key] = unpackObservation(part);
  }
  return value;
}

function defineLazily(value: Record<string, unknown>, key: string, part: Record<string, unknown>): void {
  let table: unknown;
  Object.defineProperty(value, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      if (absentMark in part)
        throw new GymError(
          "ERR_NOT_CAPABLE",
          `The observation came from its thread without the table \`${key}\`. Ask for it by the vector's option tables: ["${key}"].`,
        );
      table ??= unpackObservation(part);
      return table;
    },
  });
}

function isTableName(name: string): name is ObservationTable {
  return observationTables.some((known) => known === name);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
