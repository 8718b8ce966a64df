/**
 * Tables as bytes: the Arrow IPC streaming format, which pyarrow, polars and DuckDB read too.
 * @module
 */
import { createHash } from "node:crypto";
import { type Table, tableFromIPC, tableToIPC } from "apache-arrow";
import { canonicalTable } from "./canonical-table.ts";

/** A table as an Arrow IPC stream. The same rows give the same bytes, in every process. */
export function tableToBytes(table: Table): Uint8Array {
  return tableToIPC(canonicalTable(table), "stream");
}

/** Reads an Arrow IPC stream or file. */
export function tableFromBytes(bytes: Uint8Array): Table {
  return tableFromIPC(bytes);
}

/** SHA-256 of {@link tableToBytes}, in hexadecimal: equal for equal rows. */
export function hashTable(table: Table): string {
  return createHash("sha256").update(tableToBytes(table)).digest("hex");
}
