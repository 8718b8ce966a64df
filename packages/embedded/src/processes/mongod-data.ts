/**
 * What a MongoDB server keeps on its volume: users with their roles, databases with their collections. Plain data and pure functions.
 * @module
 */

/** What a user may do, and where. */
export interface MongoRole {
  role: string;
  db: string;
}

export interface MongoUser {
  name: string;
  /** The database that the user was made in, and authenticates against. */
  db: string;
  password: string;
  /** `UUID("...")` as the shell prints it. */
  id: string;
  roles: MongoRole[];
}

/** A document, as the shell prints it. Frozen. */
export type MongoDocument = Readonly<Record<string, unknown>>;

export interface MongoCollection {
  /** How many documents there are, `documents` included. */
  count: number;
  bytes: number;
  /** Keys by which documents are found and that are known to exist; empty when all numbers up to `count` do. */
  keys: Map<string, true>;
  /** Documents whose content matters: those that a shell inserted. */
  documents: MongoDocument[];
  indexes: string[];
}

export interface MongoDatabase {
  collections: Map<string, MongoCollection>;
}

export interface MongodData {
  /** By `db.name`. */
  users: Map<string, MongoUser>;
  databases: Map<string, MongoDatabase>;
  /** Scripts of `/docker-entrypoint-initdb.d` have been run. */
  initialized: boolean;
}

/** An empty `/data/db`. */
export function createMongodData(): MongodData {
  return { users: new Map(), databases: new Map(), initialized: false };
}

/** A failed command: what the server answers. */
export interface MongoFailure {
  code: number;
  codeName: string;
  /** `errmsg` of the answer. */
  message: string;
}

const wrongPassword: MongoFailure = { code: 18, codeName: "AuthenticationFailed", message: "Authentication failed." };

/**
 * Checks a user's password, as SCRAM does in the end.
 *
 * @returns the user, or the failure. Unknown users and wrong passwords fail alike.
 */
export function authenticate(
  data: MongodData,
  database: string,
  name: string,
  password: string,
): { ok: true; user: MongoUser } | { ok: false; failure: MongoFailure } {
  const user = data.users.get(`${database}.${name}`);
  if (user === undefined || user.password !== password) return { ok: false, failure: wrongPassword };
  return { ok: true, user };
}

/** What a command needs: reading or writing documents, or administration. */
export type MongoAction = "read" | "write" | "dbAdmin" | "userAdmin" | "clusterMonitor" | "clusterAdmin" | "any";

const actionsByRole: Readonly<Record<string, readonly MongoAction[]>> = {
  read: ["read"],
  readWrite: ["read", "write"],
  dbAdmin: ["dbAdmin"],
  userAdmin: ["userAdmin"],
  dbOwner: ["read", "write", "dbAdmin", "userAdmin"],
};

const actionsByAnyRole: Readonly<Record<string, readonly MongoAction[]>> = {
  readAnyDatabase: ["read"],
  readWriteAnyDatabase: ["read", "write"],
  dbAdminAnyDatabase: ["dbAdmin"],
  userAdminAnyDatabase: ["userAdmin"],
  clusterMonitor: ["clusterMonitor"],
  clusterManager: ["clusterMonitor"],
  clusterAdmin: ["clusterMonitor", "clusterAdmin"],
  root: ["read", "write", "dbAdmin", "userAdmin", "clusterMonitor", "clusterAdmin"],
};

/** Whether a user's roles allow an action on a database. */
export function isAllowed(user: MongoUser, database: string, action: MongoAction): boolean {
  if (action === "any") return true;
  return user.roles.some(
    (role) =>
      (role.db === database && actionsByRole[role.role]?.includes(action) === true) ||
      (role.db === "admin" && actionsByAnyRole[role.role]?.includes(action) === true),
  );
}

/**
 * Whether a command may run on a server that asks for authentication.
 *
 * @param user - Who is logged in; `undefined` for nobody.
 * @param command - The command as the server prints it: `{ count: "geo", query: { hotelId: "1" }, $db: "geo-db" }`.
 * @returns the failure, or `undefined` when it is allowed.
 */
export function authorize(
  user: MongoUser | undefined,
  database: string,
  action: MongoAction,
  command: string,
): MongoFailure | undefined {
  if (action === "any") return undefined;
  if (user === undefined) {
    const name = /^\{\s*(\w+)/.exec(command)?.[1] ?? "find";
    return { code: 13, codeName: "Unauthorized", message: `command ${name} requires authentication` };
  }
  if (isAllowed(user, database, action)) return undefined;
  return { code: 13, codeName: "Unauthorized", message: `not authorized on ${database} to execute command ${command}` };
}

/** The collection, when it exists. */
export function getCollection(data: MongodData, database: string, name: string): MongoCollection | undefined {
  return data.databases.get(database)?.collections.get(name);
}

/** The collection, made when missing, as a first insert makes it. */
export function openCollection(data: MongodData, database: string, name: string): MongoCollection {
  let db = data.databases.get(database);
  if (db === undefined) {
    db = { collections: new Map() };
    data.databases.set(database, db);
  }
  let collection = db.collections.get(name);
  if (collection === undefined) {
    collection = { count: 0, bytes: 0, keys: new Map(), documents: [], indexes: ["_id_"] };
    db.collections.set(name, collection);
  }
  return collection;
}
