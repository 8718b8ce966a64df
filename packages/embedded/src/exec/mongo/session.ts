/**
 * A client's session with a MongoDB server: commands against its data.
 * @module
 */
import { nextUint32, nextUuid } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import {
  authenticate,
  authorize,
  type MongoAction,
  type MongoCollection,
  type MongodData,
  type MongoFailure,
  type MongoRole,
  type MongoUser,
  openCollection,
} from "../../processes/mongod-data.ts";
import { ShellValue, toServerText } from "./print.ts";

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

const fail = (code: number, codeName: string, message: string): CommandReply => ({
  ok: false,
  failure: { code, codeName, message },
});
const succeed = (reply: Document = {}): CommandReply => ({ ok: true, reply: { ...reply, ok: 1 } });

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

const find1 = (session: MongoSession, database: string, name: unknown): MongoCollection | undefined =>
  session.data.databases.get(database)?.collections.get(String(name));

function collectionStats(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["collStats"]);
  return succeed({
    ns: `${database}.${String(command["collStats"])}`,
    size: collection?.bytes ?? 0,
    count: collection?.count ?? 0,
    nindexes: collection?.indexes.length ?? 0,
  });
}

/** All documents of a collection. Those that programs seeded are known by number and key only. */
function documentsOf(collection: MongoCollection | undefined, limit: number): Document[] {
  if (collection === undefined) return [];
  const documents: Document[] = [...collection.documents];
  const keys = [...collection.keys.keys()];
  for (let index = 0; documents.length < Math.min(collection.count, limit); index++) {
    const id = new ShellValue(
      `ObjectId("${(0x60000000 + index).toString(16)}${"0".repeat(10)}${index.toString(16).padStart(6, "0")}")`,
    );
    documents.push({ _id: id, ...(keys[index] === undefined ? {} : { key: keys[index] }) });
  }
  return documents.slice(0, limit);
}

function matching(collection: MongoCollection | undefined, filter: unknown, limit = 1000): Document[] {
  const documents = documentsOf(collection, Math.max(limit, 1000));
  const entries = Object.entries((filter ?? {}) as Document);
  return documents.filter((document) => entries.every(([key, value]) => same(document[key], value))).slice(0, limit);
}

function same(found: unknown, wanted: unknown): boolean {
  return JSON.stringify(found ?? null) === JSON.stringify(wanted ?? null);
}

function find(session: MongoSession, database: string, command: Document): CommandReply {
  const limit = typeof command["limit"] === "number" && command["limit"] > 0 ? command["limit"] : 1000;
  return succeed({
    cursor: { firstBatch: matching(find1(session, database, command["find"]), command["filter"], limit) },
  });
}

function count(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["count"]);
  const query = (command["query"] ?? {}) as Document;
  const n =
    Object.keys(query).length === 0
      ? (collection?.count ?? 0)
      : matching(collection, query, Number.MAX_SAFE_INTEGER).length;
  return succeed({ n });
}

function aggregate(session: MongoSession, database: string, command: Document): CommandReply {
  const stages = Array.isArray(command["pipeline"]) ? (command["pipeline"] as Document[]) : [];
  const filter = stages.find((stage) => "$match" in stage)?.["$match"];
  const collection = find1(session, database, command["aggregate"]);
  if (stages.some((stage) => "$group" in stage || "$count" in stage)) {
    const empty = Object.keys((filter ?? {}) as Document).length === 0;
    const n = empty ? (collection?.count ?? 0) : matching(collection, filter, Number.MAX_SAFE_INTEGER).length;
    return succeed({ cursor: { firstBatch: n === 0 ? [] : [{ n }] } });
  }
  return succeed({ cursor: { firstBatch: matching(collection, filter) } });
}

function listIndexes(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["listIndexes"]);
  if (collection === undefined)
    return fail(26, "NamespaceNotFound", `ns does not exist: ${database}.${String(command["listIndexes"])}`);
  return succeed({
    cursor: {
      firstBatch: collection.indexes.map((name) => ({ v: 2, key: { [name.replace(/_-?1?$/, "")]: 1 }, name })),
    },
  });
}

function insert(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = openCollection(session.data, database, String(command["insert"]));
  const documents = Array.isArray(command["documents"]) ? (command["documents"] as Document[]) : [];
  for (const document of documents) {
    const stream = session.sim.random("exec/mongo");
    const seconds = Math.floor(session.sim.now / 1_000_000)
      .toString(16)
      .padStart(8, "0");
    const tail = nextUint32(stream).toString(16).padStart(8, "0") + nextUint32(stream).toString(16).padStart(8, "0");
    const id = document["_id"] ?? { $oid: seconds + tail };
    collection.documents.push(Object.freeze(toStored({ _id: id, ...document })));
    collection.count += 1;
    collection.bytes += JSON.stringify(document).length;
  }
  return succeed({ n: documents.length });
}

// State is plain data: the shell's own values are kept as their text.
function toStored(document: Document): Document {
  const stored: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(document)) {
    stored[key] = value instanceof ShellValue ? value.text : (JSON.parse(JSON.stringify(value ?? null)) as unknown);
  }
  return stored;
}

function remove(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["delete"]);
  if (collection === undefined) return succeed({ n: 0 });
  let removed = 0;
  for (const { q, limit } of (command["deletes"] ?? []) as { q: Document; limit: number }[]) {
    if (Object.keys(q).length === 0 && limit === 0) {
      removed += collection.count;
      collection.count = 0;
      collection.bytes = 0;
      collection.documents = [];
      collection.keys.clear();
      continue;
    }
    const gone = new Set(matching(collection, q, limit === 1 ? 1 : Number.MAX_SAFE_INTEGER));
    collection.documents = collection.documents.filter((document) => !gone.has(document));
    for (const document of gone) if (typeof document["key"] === "string") collection.keys.delete(document["key"]);
    collection.count -= gone.size;
    removed += gone.size;
  }
  return succeed({ n: removed });
}

function update(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = openCollection(session.data, database, String(command["update"]));
  let matched = 0;
  for (const { q, u, multi } of (command["updates"] ?? []) as { q: Document; u: Document; multi?: boolean }[]) {
    const found = new Set(matching(collection, q, multi === true ? Number.MAX_SAFE_INTEGER : 1));
    matched += found.size;
    const change = (u["$set"] ?? (Object.keys(u).some((key) => key.startsWith("$")) ? {} : u)) as Document;
    collection.documents = collection.documents.map((document) =>
      found.has(document) ? Object.freeze(toStored({ ...document, ...change })) : document,
    );
  }
  return succeed({ n: matched, nModified: matched });
}

function createIndexes(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = openCollection(session.data, database, String(command["createIndexes"]));
  const before = collection.indexes.length;
  for (const { name } of (command["indexes"] ?? []) as { name: string }[]) {
    if (!collection.indexes.includes(name)) collection.indexes.push(name);
  }
  return succeed({
    createdCollectionAutomatically: false,
    numIndexesBefore: before,
    numIndexesAfter: collection.indexes.length,
  });
}

function drop(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["drop"]);
  if (collection === undefined) return fail(26, "NamespaceNotFound", "ns not found");
  const nIndexesWas = collection.indexes.length;
  session.data.databases.get(database)?.collections.delete(String(command["drop"]));
  return succeed({ nIndexesWas, ns: `${database}.${String(command["drop"])}` });
}

function dropDatabase(session: MongoSession, database: string): CommandReply {
  return succeed(session.data.databases.delete(database) ? { dropped: database } : {});
}

function describeUser(user: MongoUser): Document {
  return {
    _id: `${user.db}.${user.name}`,
    userId: new ShellValue(`UUID("${user.id}")`),
    user: user.name,
    db: user.db,
    roles: user.roles.map((role) => ({ ...role })),
    mechanisms: ["SCRAM-SHA-1", "SCRAM-SHA-256"],
  };
}

function usersInfo(session: MongoSession, database: string, command: Document): CommandReply {
  const wanted = command["usersInfo"];
  const users = [...session.data.users.values()].filter(
    (user) => user.db === database && (typeof wanted !== "string" || wanted === user.name),
  );
  return succeed({ users: users.sort((a, b) => (a.name < b.name ? -1 : 1)).map(describeUser) });
}

function rolesOf(database: string, value: unknown): MongoRole[] {
  return (Array.isArray(value) ? value : []).map((role: unknown) =>
    typeof role === "string"
      ? { role, db: database }
      : { role: String((role as Document)["role"]), db: String((role as Document)["db"] ?? database) },
  );
}

const builtInRoles: ReadonlySet<string> = new Set(
  "read readWrite dbAdmin dbOwner userAdmin readAnyDatabase readWriteAnyDatabase userAdminAnyDatabase dbAdminAnyDatabase clusterAdmin clusterManager clusterMonitor hostManager backup restore root enableSharding __system".split(
    " ",
  ),
);
const adminOnlyRoles = /AnyDatabase$|^cluster|^root$|^hostManager$|^backup$|^restore$|^__system$/;

function unknownRole(roles: readonly MongoRole[]): CommandReply | undefined {
  const unknown = roles.find(
    (role) => !builtInRoles.has(role.role) || (adminOnlyRoles.test(role.role) && role.db !== "admin"),
  );
  return unknown === undefined ? undefined : fail(31, "RoleNotFound", `No role named ${unknown.role}@${unknown.db}`);
}

function createUser(session: MongoSession, database: string, command: Document): CommandReply {
  const name = String(command["createUser"]);
  const key = `${database}.${name}`;
  if (session.data.users.has(key)) return fail(51003, "Location51003", `User "${name}@${database}" already exists`);
  const roles = rolesOf(database, command["roles"]);
  const wrong = unknownRole(roles);
  if (wrong !== undefined) return wrong;
  const id = nextUuid(session.sim.random("exec/mongo"));
  session.data.users.set(key, { name, db: database, password: String(command["pwd"] ?? ""), id, roles });
  return succeed();
}

const noUser = (name: string, database: string): CommandReply =>
  fail(11, "UserNotFound", `Could not find user "${name}" for db "${database}"`);

function updateUser(session: MongoSession, database: string, command: Document): CommandReply {
  const name = String(command["updateUser"]);
  const user = session.data.users.get(`${database}.${name}`);
  if (user === undefined) return fail(11, "UserNotFound", `User ${name}@${database} not found`);
  if (command["roles"] !== undefined) {
    const roles = rolesOf(database, command["roles"]);
    const wrong = unknownRole(roles);
    if (wrong !== undefined) return wrong;
    user.roles = roles;
  }
  if (typeof command["pwd"] === "string") user.password = command["pwd"];
  return succeed();
}

function dropUser(session: MongoSession, database: string, command: Document): CommandReply {
  const name = String(command["dropUser"]);
  if (!session.data.users.delete(`${database}.${name}`))
    return fail(11, "UserNotFound", `User '${name}@${database}' not found`);
  return succeed();
}

function changeRoles(session: MongoSession, database: string, command: Document, name: string): CommandReply {
  const userName = String(command[name]);
  const user = session.data.users.get(`${database}.${userName}`);
  if (user === undefined) return noUser(userName, database);
  const roles = rolesOf(database, command["roles"]);
  const wrong = unknownRole(roles);
  if (wrong !== undefined) return wrong;
  const others = user.roles.filter((role) => !roles.some((other) => other.role === role.role && other.db === role.db));
  user.roles = name === "grantRolesToUser" ? [...others, ...roles] : others;
  return succeed();
}
