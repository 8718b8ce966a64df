/**
 * A client's session with a MongoDB server: commands against its data.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import {
  authenticate,
  authorize,
  type MongoAction,
  type MongoCollection,
  type MongodData,
  type MongoFailure,
  type MongoUser,
  openCollection,
} from "../../processes/mongod-data.ts";
import {
  aggregate,
  collectionStats,
  count,
  createIndexes,
  drop,
  dropDatabase,
  find,
  insert,
  listIndexes,
  remove,
  update,
} from "./collection-commands.ts";
import { ShellValue, toServerText } from "./print.ts";
import { fail, succeed } from "./reply.ts";
import { changeRoles, createUser, dropUser, updateUser, usersInfo } from "./user-commands.ts";

/** A document or command. */
export type Document = Readonly<Record<string, unknown>>;

/** What a command answered: a document with `ok: 1`, or a failure. */
export type CommandReply =
  | { readonly ok: true; readonly reply: Document }
  | { readonly ok: false; readonly failure: MongoFailure };

/** A logged-in (or not) client. */
export interface MongoSession {
  readonly sim: Simulation;
  readonly data: MongodData;
  /** The server asks for authentication. */
  readonly authRequired: boolean;
  /** It came over the loopback interface: may make the first user. */
  readonly local: boolean;
  /** Address of the server, for `db.serverStatus().host` and the like. */
  readonly host: string;
  user: MongoUser | undefined;
  readonly lsid: string;
}

/** Logs a user in; afterwards commands are judged by that user's roles. */
export function logIn(session: MongoSession, database: string, name: string, password: string): CommandReply {
  const result = authenticate(session.data, database, name, password);
  if (!result.ok) return { ok: false, failure: result.failure };
  session.user = result.user;
  return succeed();
}

type Handler = (session: MongoSession, database: string, command: Document, name: string) => CommandReply;

/** Commands: what each needs, and what it does. */
const handlers: Readonly<Record<string, { readonly needs: MongoAction; readonly run: Handler }>> = {
  ping: { needs: "any", run: () => succeed() },
  isMaster: { needs: "any", run: () => succeed({ ismaster: true, maxWireVersion: 9, readOnly: false }) },
  hello: { needs: "any", run: () => succeed({ isWritablePrimary: true, maxWireVersion: 9, readOnly: false }) },
  buildInfo: { needs: "any", run: () => succeed({ version: "4.4.6", maxBsonObjectSize: 16777216 }) },
  connectionStatus: { needs: "any", run: connectionStatus },
  replSetGetStatus: {
    needs: "clusterMonitor",
    run: () => fail(76, "NoReplicationEnabled", "not running with --replSet"),
  },
  serverStatus: { needs: "clusterMonitor", run: serverStatus },
  listDatabases: { needs: "any", run: listDatabases },
  listCollections: { needs: "read", run: listCollections },
  dbStats: { needs: "read", run: databaseStats },
  collStats: { needs: "read", run: collectionStats },
  find: { needs: "read", run: find },
  count: { needs: "read", run: count },
  aggregate: { needs: "read", run: aggregate },
  listIndexes: { needs: "read", run: listIndexes },
  insert: { needs: "write", run: insert },
  delete: { needs: "write", run: remove },
  update: { needs: "write", run: update },
  createIndexes: { needs: "write", run: createIndexes },
  drop: { needs: "write", run: drop },
  dropDatabase: { needs: "dbAdmin", run: dropDatabase },
  create: {
    needs: "write",
    run: (session, database, command) => {
      openCollection(session.data, database, String(command["create"]));
      return succeed();
    },
  },
  usersInfo: { needs: "userAdmin", run: usersInfo },
  createUser: { needs: "userAdmin", run: createUser },
  updateUser: { needs: "userAdmin", run: updateUser },
  dropUser: { needs: "userAdmin", run: dropUser },
  grantRolesToUser: { needs: "userAdmin", run: changeRoles },
  revokeRolesFromUser: { needs: "userAdmin", run: changeRoles },
};

/** Runs a command; its first field names it. */
export function runCommand(session: MongoSession, database: string, command: Document): CommandReply {
  const name = Object.keys(command)[0] ?? "";
  const canonical =
    name.toLowerCase() === "ismaster" ? "isMaster" : name.toLowerCase() === "buildinfo" ? "buildInfo" : name;
  const handler = handlers[canonical];
  if (handler === undefined) return fail(59, "CommandNotFound", `no such command: '${name}'`);
  const refused = refuse(session, database, handler.needs, name, command);
  if (refused !== undefined) return { ok: false, failure: refused };
  return handler.run(session, database, command, name);
}

function refuse(
  session: MongoSession,
  database: string,
  needs: MongoAction,
  name: string,
  command: Document,
): MongoFailure | undefined {
  if (!session.authRequired) return undefined;
  // The localhost exception: who has no user yet may make the first one.
  if (name === "createUser" && session.local && session.data.users.size === 0 && database === "admin") return undefined;
  const printed = {
    ...command,
    ...("pwd" in command ? { pwd: "xxx" } : {}),
    lsid: { id: new ShellValue(`UUID("${session.lsid}")`) },
    $db: database,
  };
  // Everybody may look at oneself.
  if (
    name === "usersInfo" &&
    session.user !== undefined &&
    session.user.db === database &&
    command["usersInfo"] === session.user.name
  ) {
    return undefined;
  }
  return authorize(session.user, database, needs, toServerText(printed));
}

function connectionStatus(session: MongoSession): CommandReply {
  const { user } = session;
  return succeed({
    authInfo: {
      authenticatedUsers: user === undefined ? [] : [{ user: user.name, db: user.db }],
      authenticatedUserRoles: user?.roles.map((role) => ({ ...role })) ?? [],
    },
  });
}

function serverStatus(session: MongoSession): CommandReply {
  return succeed({
    host: session.host,
    version: "4.4.6",
    process: "mongod",
    pid: new ShellValue("NumberLong(1)"),
    localTime: new ShellValue(`ISODate("${new Date(Math.floor(session.sim.now / 1000)).toISOString()}")`),
    storageEngine: { name: "wiredTiger" },
  });
}

function listDatabases(session: MongoSession): CommandReply {
  if (session.authRequired && session.user === undefined) {
    return fail(13, "Unauthorized", "command listDatabases requires authentication");
  }
  const names = ["admin", "config", "local", ...session.data.databases.keys()].filter(
    (name, index, all) => all.indexOf(name) === index,
  );
  const databases = names
    .filter(
      (name) =>
        session.user === undefined ||
        session.user.roles.some((role) => role.db === name || /Any|root|cluster/.test(role.role)),
    )
    .sort()
    .map((name) => ({ name, sizeOnDisk: sizeOf(session, name), empty: false }));
  return succeed({ databases });
}

function sizeOf(session: MongoSession, database: string): number {
  let bytes = 32_768;
  for (const collection of session.data.databases.get(database)?.collections.values() ?? [])
    bytes += collection.bytes + 40_960;
  return bytes;
}

const collectionsOf = (session: MongoSession, database: string): [string, MongoCollection][] =>
  [...(session.data.databases.get(database)?.collections ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));

function listCollections(session: MongoSession, database: string): CommandReply {
  return succeed({
    cursor: { firstBatch: collectionsOf(session, database).map(([name]) => ({ name, type: "collection" })) },
  });
}

function databaseStats(session: MongoSession, database: string): CommandReply {
  const collections = collectionsOf(session, database);
  const objects = collections.reduce((sum, [, c]) => sum + c.count, 0);
  const dataSize = collections.reduce((sum, [, c]) => sum + c.bytes, 0);
  const indexes = collections.reduce((sum, [, c]) => sum + c.indexes.length, 0);
  return succeed({
    db: database,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize,
    storageSize: sizeOf(session, database),
    indexes,
  });
}
