/**
 * mongod: users and data on its volume, structured log lines, death by input/output errors.
 * @module
 */
import type { QueryCommand } from "@aiops-gym/application";
import { writeLog } from "../../capture/capture.ts";
import { nextInt } from "../../kernel/random.ts";
import { defineEvent, type EventType, type Simulation } from "../../kernel/simulation.ts";
import { doFileOperation } from "../../runtime/io.ts";
import { mongodDataOf } from "../../runtime/mongod-volume.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import type { ConnectionRecord } from "../connection.ts";
import { exitProcess } from "../failure.ts";
import { authenticate, authorize, getCollection, type MongoAction, openCollection } from "../mongod-data.ts";
import type { StoreState } from "../store-server.ts";

type MongodState = Extract<StoreState, { kind: "mongod" }>;

/** A server that asks for passwords when its arguments say so. */
export function createMongodState(container: ContainerRecord): MongodState {
  const env = container.env["MONGO_INITDB_ROOT_USERNAME"];
  const auth = container.argv.includes("--auth") || (env !== undefined && env !== "");
  return { kind: "mongod", auth, connections: 0, nextConnection: 1 };
}

function mongodState(sim: Simulation, containerId: string): MongodState | undefined {
  const store = sim.state.processes.processes.get(containerId)?.store;
  return store?.kind === "mongod" ? store : undefined;
}

/** Prints one line as mongod 4.4 does. */
export function mongodLog(
  sim: Simulation,
  container: ContainerRecord,
  severity: "I" | "W" | "E" | "F",
  component: string,
  id: number,
  context: string,
  message: string,
  attributes?: Readonly<Record<string, unknown>>,
): void {
  const time = `${new Date(Math.floor(sim.now / 1000)).toISOString().slice(0, 23)}+00:00`;
  // Names are padded: the context begins at the same column in every line.
  const name = `"${component}",`.padEnd(11);
  const attr = attributes === undefined ? "" : `,"attr":${JSON.stringify(attributes)}`;
  const level = { I: "info", W: "warn", E: "error", F: "fatal" } as const;
  const text = `{"t":{"$date":"${time}"},"s":"${severity}",  "c":${name} "id":${id},${" "
    .repeat(Math.max(1, 9 - String(id).length))
    .slice(1)} "ctx":"${context}","msg":${JSON.stringify(message)}${attr}}`;
  writeLog(sim, container, "stdout", level[severity], text);
}

/** A client has connected. */
export function acceptMongo(sim: Simulation, connection: ConnectionRecord): void {
  const state = mongodState(sim, connection.serverContainer);
  const container = sim.state.runtime.containers.get(connection.serverContainer);
  if (state === undefined || container === undefined) return;
  connection.number = state.nextConnection++;
  state.connections += 1;
  mongodLog(sim, container, "I", "NETWORK", 22943, "listener", "Connection accepted", {
    remote: remoteOf(connection),
    connectionId: connection.number,
    connectionCount: state.connections,
  });
}

/** A client's connection is gone. */
export function endMongo(sim: Simulation, connection: ConnectionRecord): void {
  const state = mongodState(sim, connection.serverContainer);
  const container = sim.state.runtime.containers.get(connection.serverContainer);
  if (state === undefined || container === undefined || connection.number === 0) return;
  state.connections -= 1;
  mongodLog(sim, container, "I", "NETWORK", 22944, `conn${connection.number}`, "Connection ended", {
    remote: remoteOf(connection),
    connectionId: connection.number,
    connectionCount: state.connections,
  });
}

/** Address of the client's end; ports count up as Linux gives them out. */
function remoteOf(connection: ConnectionRecord): string {
  return `${connection.clientIP}:${32768 + ((connection.id * 2) % 28_000)}`;
}

/** Logs a connection in; the failure's text when it is refused. */
export function logInMongo(
  sim: Simulation,
  connection: ConnectionRecord,
  credentials: { readonly user: string; readonly password: string; readonly database: string },
): string {
  const container = sim.state.runtime.containers.get(connection.serverContainer);
  if (container === undefined) return "EOF";
  const data = mongodDataOf(sim, container.id);
  const result = authenticate(data, credentials.database, credentials.user, credentials.password);
  const context = `conn${connection.number}`;
  const about = {
    mechanism: "SCRAM-SHA-1",
    principalName: credentials.user,
    authenticationDatabase: credentials.database,
    client: remoteOf(connection),
  };
  if (result.ok) {
    connection.user = `${credentials.database}.${credentials.user}`;
    mongodLog(sim, container, "I", "ACCESS", 20250, context, "Successful authentication", about);
    return "";
  }
  const known = data.users.has(`${credentials.database}.${credentials.user}`);
  const reason = known
    ? "AuthenticationFailed: SCRAM authentication failed, storedKey mismatch"
    : `UserNotFound: Could not find user "${credentials.user}" for db "${credentials.database}"`;
  mongodLog(sim, container, "I", "ACCESS", 20249, context, "Authentication failed", { ...about, result: reason });
  return `server returned error on SASL authentication step: ${result.failure.message}`;
}

/** A command's words as the server prints them, and what it needs. */
function describe(database: string, command: QueryCommand, key: string): { text: string; needs: MongoAction } {
  const { collection } = command;
  const db = `$db: "${database}" }`;
  switch (command.kind) {
    case "find":
      return {
        text: `{ find: "${collection}", filter: { ${key === "" ? "" : `hotelId: "${key}"`} }, ${db}`,
        needs: "read",
      };
    case "find-all":
      return { text: `{ find: "${collection}", filter: {}, ${db}`, needs: "read" };
    case "seed": {
      const probe = Object.entries(command.probe ?? {}).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
      const query = probe.length === 0 ? "{}" : `{ ${probe.join(", ")} }`;
      return { text: `{ count: "${collection}", query: ${query}, ${db}`, needs: "read" };
    }
    case "insert":
      return { text: `{ insert: "${collection}", ordered: true, ${db}`, needs: "write" };
    case "ensure-index":
      return { text: `{ createIndexes: "${collection}", ${db}`, needs: "write" };
  }
}

/** How many requests a command is: seeding an empty collection inserts document by document. */
export function commandRequests(sim: Simulation, containerId: string, database: string, command: QueryCommand): number {
  if (command.kind !== "seed") return 1;
  const present = getCollection(mongodDataOf(sim, containerId), database, command.collection)?.count ?? 0;
  return present > 0 ? 1 : 1 + command.documents;
}

/** Runs a command on the data; the failure's text when it fails. */
export function runMongo(
  sim: Simulation,
  connection: ConnectionRecord,
  database: string,
  command: QueryCommand,
  key: string,
): string {
  const state = mongodState(sim, connection.serverContainer);
  if (state === undefined) return "EOF";
  const data = mongodDataOf(sim, connection.serverContainer);
  if (state.auth) {
    const { text, needs } = describe(database, command, key);
    const failure = authorize(data.users.get(connection.user), database, needs, text);
    if (failure !== undefined) return failure.message;
  }
  switch (command.kind) {
    case "seed": {
      const collection = openCollection(data, database, command.collection);
      if (collection.count > 0) return "";
      collection.count = command.documents;
      collection.bytes = command.documents * (command.documentBytes ?? 100);
      return "";
    }
    case "insert": {
      const collection = openCollection(data, database, command.collection);
      collection.count += 1;
      collection.bytes += 120;
      return "";
    }
    case "ensure-index": {
      const collection = openCollection(data, database, command.collection);
      if (!collection.indexes.includes(command.collection)) collection.indexes.push(command.collection);
      return "";
    }
    default:
      return "";
  }
}

/** Extra time of a storage operation under injected faults; `undefined` when it failed and the server is dead. */
export function storageMicros(sim: Simulation, containerId: string, method: "READ" | "WRITE"): number | undefined {
  const container = sim.state.runtime.containers.get(containerId);
  if (container === undefined) return undefined;
  const { delayMicros, errno } = doFileOperation(sim, containerId, "/data/db/WiredTiger.turtle.set", method);
  if (errno === 0 || method === "READ") return delayMicros;
  abort(sim, container, errno);
  return undefined;
}

const errnoText: Readonly<Record<number, string>> = {
  5: "Input/output error",
  28: "No space left on device",
  12: "Cannot allocate memory",
  30: "Read-only file system",
};

function abort(sim: Simulation, container: ContainerRecord, errno: number): void {
  const text = errnoText[errno] ?? "Unknown error";
  const thread = nextInt(sim.random("processes/io-fault"), 900_000).toString(16);
  mongodLog(sim, container, "E", "STORAGE", 22435, "WTCheckpointThread", "WiredTiger error", {
    error: errno,
    message: `[1:0x7f${thread}], file:WiredTiger.turtle, WT_SESSION.checkpoint: __posix_file_write, 550: /data/db/WiredTiger.turtle.set: handle-write: pwrite: failed to write: ${text}`,
  });
  mongodLog(sim, container, "F", "-", 23089, "WTCheckpointThread", "Fatal assertion", {
    msgid: 50853,
    file: "src/mongo/db/storage/wiredtiger/wiredtiger_util.cpp",
    line: 574,
  });
  mongodLog(sim, container, "F", "-", 23090, "WTCheckpointThread", "\n\n***aborting after fassert() failure\n\n");
  exitProcess(sim, container.id, 14);
}

/** WiredTiger writes a checkpoint every 60 s; journal files are synced more often. */
const syncMicros = 5_000_000;

/** The server's own writing, for as long as its process lives. */
export const mongodSync: EventType<{ readonly container: string; readonly startedAt: number }> = defineEvent(
  "processes/mongod-sync",
  (sim: Simulation, payload: { readonly container: string; readonly startedAt: number }) => {
    const process = sim.state.processes.processes.get(payload.container);
    if (process === undefined || process.startedAt !== payload.startedAt) return;
    const container = sim.state.runtime.containers.get(payload.container);
    if (container !== undefined && container.ioFaults.length > 0 && !container.paused) {
      sim.changes += 1;
      if (storageMicros(sim, payload.container, "WRITE") === undefined) return;
    }
    sim.schedule(syncMicros, mongodSync, payload);
  },
  { quiet: true },
);
