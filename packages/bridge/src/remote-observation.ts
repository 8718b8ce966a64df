/**
 * Observations as a client reads them: in the shape of the environment's own.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Briefing, Observation } from "@aiops-gym/env";
import { tableFromBytes } from "@aiops-gym/telemetry";
import type { Table } from "apache-arrow";
import type { TableName, WireObservation } from "./messages.ts";

/** An observation whose tables came as bytes; they are decoded when they are first read. */
export interface RemoteObservation extends Observation {
  /** Arrow IPC streams by name: those that were asked for. */
  readonly tableBytes: Readonly<Partial<Record<TableName, Uint8Array>>>;
  /** Tables beyond the server's limit, with their sizes in bytes. */
  readonly tablesLeftOut: Readonly<Partial<Record<TableName, number>>>;
}

/**
 * Makes an observation of what came over the wire. Reading a table that did not come throws `ERR_NOT_CAPABLE`.
 */
export function readObservation(wire: WireObservation): RemoteObservation {
  const decoded = new Map<TableName, Table>();
  const read = (name: TableName): Table => {
    const known = decoded.get(name);
    if (known !== undefined) return known;
    const bytes = wire.tables[name];
    if (bytes === undefined) throw absent(name, wire.tablesLeftOut[name]);
    const table = tableFromBytes(bytes);
    decoded.set(name, table);
    return table;
  };
  const { text, ok, briefing, windowStartUnixMicros, timeUnixMicros, users } = wire;
  return {
    text,
    ok,
    // The server is trusted to send its own environment's briefing.
    ...(briefing === undefined ? {} : { briefing: briefing as unknown as Briefing }),
    windowStartUnixMicros,
    timeUnixMicros,
    ...(users === undefined ? {} : { users }),
    tableBytes: wire.tables,
    tablesLeftOut: wire.tablesLeftOut,
    get logs() {
      return read("logs");
    },
    get metrics() {
      return read("metrics");
    },
    get traces() {
      return read("traces");
    },
    get events() {
      return read("events");
    },
    get services() {
      return read("services");
    },
  };
}

function absent(name: TableName, leftOutBytes: number | undefined): GymError {
  const why =
    leftOutBytes === undefined
      ? `Ask for it: reset(problemId, { tables: ["${name}"] }).`
      : `It has ${leftOutBytes} bytes, more than the server sends; raise its tableBytes limit.`;
  return new GymError("ERR_NOT_CAPABLE", `The observation came without the table \`${name}\`. ${why}`);
}
