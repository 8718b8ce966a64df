/**
 * Observations as they travel.
 * @module
 */
import type { Observation } from "@aiops-gym/env";
import { tableToBytes } from "@aiops-gym/telemetry";
import { type TableName, tableNames, type WireObservation } from "./messages.ts";

/**
 * Encodes an observation with some of its tables; the others are never built.
 *
 * @param maxBytes - For all tables together. A table that does not fit is left out, and named with its size.
 */
export function encodeObservation(
  observation: Observation,
  tables: readonly TableName[],
  maxBytes: number,
): WireObservation {
  const encoded: Partial<Record<TableName, Uint8Array>> = {};
  const leftOut: Partial<Record<TableName, number>> = {};
  let free = maxBytes;
  // Small tables first, so that a large one does not push them out.
  for (const name of sendOrder.filter((known) => tables.includes(known))) {
    const bytes = tableToBytes(observation[name]);
    if (bytes.byteLength > free) leftOut[name] = bytes.byteLength;
    else {
      encoded[name] = bytes;
      free -= bytes.byteLength;
    }
  }
  const { text, ok, briefing, windowStartUnixMicros, timeUnixMicros, users } = observation;
  return {
    text,
    ok,
    ...(briefing === undefined ? {} : { briefing: { ...briefing } }),
    windowStartUnixMicros,
    timeUnixMicros,
    ...(users === undefined ? {} : { users }),
    tables: encoded,
    tablesLeftOut: leftOut,
  };
}

const sendOrder: readonly TableName[] = ["services", "events", ...tableNames].filter(
  (name, index, all): name is TableName => all.indexOf(name) === index,
);
