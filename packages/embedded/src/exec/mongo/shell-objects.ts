/**
 * The objects of MongoDB's shell: `db`, collections, cursors, `rs`.
 * @module
 */
import type { MongoFailure } from "../../processes/mongod-data.ts";
import { NamedResult, toJson, toJsonLine } from "./print.ts";
import { type Callable, HostObject, ScriptError, toText } from "./script-values.ts";
import { type Document, logIn, type MongoSession, runCommand } from "./session.ts";

/** What all objects of one shell share. */
export interface ShellState {
  readonly session: MongoSession;
  /** Name of the current database (`use`). */
  database: string;
  print(text: string): void;
}

const codeError = "_getErrorWithCode@src/mongo/shell/utils.js:25:13";

function raise(failure: MongoFailure, prefix: string, method: string): never {
  throw new ScriptError("Error", `${prefix}${failure.message}`, [codeError, `${method}@src/mongo/shell/db.js`]);
}

/** Runs a command and answers its reply, failures as documents too. */
function command(state: ShellState, database: string, body: Document): Document {
  const reply = runCommand(state.session, database, body);
  if (reply.ok) return reply.reply;
  return { ok: 0, errmsg: reply.failure.message, code: reply.failure.code, codeName: reply.failure.codeName };
}

function must(state: ShellState, database: string, body: Document, prefix: string, method: string): Document {
  const reply = runCommand(state.session, database, body);
  return reply.ok ? reply.reply : raise(reply.failure, prefix, method);
}

const writeConcern = { w: "majority", wtimeout: 600_000 };
const asDocument = (value: unknown): Document =>
  typeof value === "object" && value !== null ? (value as Document) : {};

/** A command given as a name means `{ name: 1 }`. */
const asCommand = (value: unknown): Document => (typeof value === "string" ? { [value]: 1 } : asDocument(value));

/** `db`. */
export class DatabaseObject extends HostObject {
  private readonly state: ShellState;
  readonly name: string;

  constructor(state: ShellState, name: string) {
    super();
    this.state = state;
    this.name = name;
  }

  toShell(): string {
    return this.name;
  }

  get(name: string): unknown {
    const methods = databaseMethods(this.state, this.name);
    return Object.hasOwn(methods, name) ? methods[name] : new CollectionObject(this.state, this.name, name);
  }
}

function databaseMethods(state: ShellState, db: string): Readonly<Record<string, Callable>> {
  const collectionNames = (): string[] => {
    const reply = must(
      state,
      db,
      { listCollections: 1, filter: {}, nameOnly: true },
      "listCollections failed: ",
      "DB.prototype._getCollectionInfosCommand",
    );
    return (asDocument(reply["cursor"])["firstBatch"] as { name: string }[]).map(({ name }) => name);
  };
  return {
    getName: () => db,
    toString: () => db,
    getSiblingDB: (name) => new DatabaseObject(state, String(name)),
    getSisterDB: (name) => new DatabaseObject(state, String(name)),
    getCollection: (name) => new CollectionObject(state, db, String(name)),
    getCollectionNames: collectionNames,
    getMongo: () => `connection to ${state.session.host}`,
    runCommand: (body) => command(state, db, asCommand(body)),
    adminCommand: (body) => command(state, "admin", asCommand(body)),
    stats: () => command(state, db, { dbStats: 1 }),
    serverStatus: () => command(state, "admin", { serverStatus: 1 }),
    isMaster: () => command(state, db, { isMaster: 1 }),
    hello: () => command(state, db, { hello: 1 }),
    version: () => "4.4.6",
    dropDatabase: () => command(state, db, { dropDatabase: 1 }),
    createCollection: (name) => command(state, db, { create: String(name) }),
    auth: (...args) => {
      const [first, second] = args;
      const user = typeof first === "object" ? asDocument(first)["user"] : first;
      const password = typeof first === "object" ? asDocument(first)["pwd"] : second;
      const reply = logIn(state.session, db, String(user), String(password));
      if (reply.ok) return 1;
      state.print(`Error: ${reply.failure.message}`);
      return 0;
    },
    logout: () => {
      state.session.user = undefined;
      return { ok: 1 };
    },
    createUser: (user) => {
      const { user: name, pwd, roles, ...rest } = asDocument(user);
      const body = { createUser: name, pwd, roles, digestPassword: true, writeConcern };
      must(state, db, body, "couldn't add user: ", "DB.prototype.createUser");
      state.print(`Successfully added user: ${toJson({ user: name, roles, ...rest })}`);
      return undefined;
    },
    updateUser: (name, change) => {
      const { pwd, roles } = asDocument(change);
      const body = {
        updateUser: name,
        ...(pwd === undefined ? {} : { pwd }),
        ...(roles === undefined ? {} : { roles }),
        digestPassword: true,
        writeConcern,
      };
      must(state, db, body, "Updating user failed: ", "DB.prototype.updateUser");
      return undefined;
    },
    changeUserPassword: (name, pwd) => {
      must(
        state,
        db,
        { updateUser: name, pwd, digestPassword: true, writeConcern },
        "Updating user failed: ",
        "DB.prototype.updateUser",
      );
      return undefined;
    },
    dropUser: (name) => {
      const reply = runCommand(state.session, db, { dropUser: name, writeConcern });
      if (reply.ok) return true;
      return reply.failure.code === 11 ? false : raise(reply.failure, "", "DB.prototype.dropUser");
    },
    dropAllUsers: () => {
      let n = 0;
      for (const [key, user] of [...state.session.data.users])
        if (user.db === db && state.session.data.users.delete(key)) n += 1;
      return n;
    },
    grantRolesToUser: (name, roles) => {
      must(state, db, { grantRolesToUser: name, roles, writeConcern }, "", "DB.prototype.grantRolesToUser");
      return undefined;
    },
    revokeRolesFromUser: (name, roles) => {
      must(state, db, { revokeRolesFromUser: name, roles, writeConcern }, "", "DB.prototype.revokeRolesFromUser");
      return undefined;
    },
    getUser: (name) =>
      (must(state, db, { usersInfo: name }, "", "DB.prototype.getUser")["users"] as unknown[])[0] ?? null,
    getUsers: () => must(state, db, { usersInfo: 1 }, "", "DB.prototype.getUsers")["users"],
  };
}

/** `db.name`. */
class CollectionObject extends HostObject {
  private readonly state: ShellState;
  private readonly db: string;
  private readonly name: string;

  constructor(state: ShellState, db: string, name: string) {
    super();
    this.state = state;
    this.db = db;
    this.name = name;
  }

  toShell(): string {
    return `${this.db}.${this.name}`;
  }

  get(member: string): unknown {
    const { state, db, name } = this;
    const run = (body: Document): Document => must(state, db, body, "", "DBCollection.prototype");
    const count = (query: unknown): number =>
      Number(
        must(state, db, { count: name, query: asDocument(query) }, "count failed: ", "DBQuery.prototype.count")["n"],
      );
    const insert = (documents: unknown[]): unknown => {
      const reply = runCommand(state.session, db, {
        insert: name,
        documents: documents.map(asDocument),
        ordered: true,
      });
      if (reply.ok) return undefined;
      return new NamedResult("WriteCommandError", {
        ok: 0,
        errmsg: reply.failure.message,
        code: reply.failure.code,
        codeName: reply.failure.codeName,
      });
    };
    const methods: Readonly<Record<string, Callable>> = {
      getName: () => name,
      getFullName: () => `${db}.${name}`,
      find: (filter) => new CursorObject(state, db, name, asDocument(filter), 0),
      findOne: (filter) =>
        (
          asDocument(run({ find: name, filter: asDocument(filter), limit: 1, singleBatch: true })["cursor"])[
            "firstBatch"
          ] as unknown[]
        )[0] ?? null,
      count,
      estimatedDocumentCount: () => count({}),
      countDocuments: (filter) => {
        const reply = run({
          aggregate: name,
          pipeline: [{ $match: asDocument(filter) }, { $group: { _id: 1, n: { $sum: 1 } } }],
          cursor: {},
        });
        return Number(asDocument((asDocument(reply["cursor"])["firstBatch"] as unknown[])[0])["n"] ?? 0);
      },
      aggregate: (pipeline) => {
        const reply = run({ aggregate: name, pipeline: Array.isArray(pipeline) ? pipeline : [pipeline], cursor: {} });
        return asDocument(reply["cursor"])["firstBatch"];
      },
      insert: (document) =>
        insert(Array.isArray(document) ? document : [document]) ?? new NamedResult("WriteResult", { nInserted: 1 }),
      insertOne: (document) => insert([document]) ?? { acknowledged: true },
      insertMany: (documents) => insert(documents as unknown[]) ?? { acknowledged: true },
      remove: (filter) =>
        new NamedResult("WriteResult", {
          nRemoved: run({ delete: name, deletes: [{ q: asDocument(filter), limit: 0 }] })["n"],
        }),
      deleteOne: (filter) => ({
        acknowledged: true,
        deletedCount: run({ delete: name, deletes: [{ q: asDocument(filter), limit: 1 }] })["n"],
      }),
      deleteMany: (filter) => ({
        acknowledged: true,
        deletedCount: run({ delete: name, deletes: [{ q: asDocument(filter), limit: 0 }] })["n"],
      }),
      updateOne: (q, u) => {
        const n = run({ update: name, updates: [{ q: asDocument(q), u: asDocument(u) }] })["n"];
        return { acknowledged: true, matchedCount: n, modifiedCount: n };
      },
      updateMany: (q, u) => {
        const n = run({ update: name, updates: [{ q: asDocument(q), u: asDocument(u), multi: true }] })["n"];
        return { acknowledged: true, matchedCount: n, modifiedCount: n };
      },
      drop: () => {
        const reply = runCommand(state.session, db, { drop: name });
        if (reply.ok) return true;
        return reply.failure.code === 26 ? false : raise(reply.failure, "drop failed: ", "DBCollection.prototype.drop");
      },
      stats: () => command(state, db, { collStats: name }),
      getIndexes: () => asDocument(run({ listIndexes: name })["cursor"])["firstBatch"],
      createIndex: (keys) =>
        command(state, db, {
          createIndexes: name,
          indexes: [
            {
              name: Object.entries(asDocument(keys))
                .map(([key, way]) => `${key}_${toText(way)}`)
                .join("_"),
            },
          ],
        }),
    };
    return Object.hasOwn(methods, member) ? methods[member] : new CollectionObject(state, db, `${name}.${member}`);
  }
}

/** What `find` answers; it asks the server when it is used. */
class CursorObject extends HostObject {
  private readonly state: ShellState;
  private readonly db: string;
  private readonly name: string;
  private readonly filter: Document;
  private readonly most: number;

  constructor(state: ShellState, db: string, name: string, filter: Document, most: number) {
    super();
    this.state = state;
    this.db = db;
    this.name = name;
    this.filter = filter;
    this.most = most;
  }

  private documents(): unknown[] {
    const body = { find: this.name, filter: this.filter, ...(this.most === 0 ? {} : { limit: this.most }) };
    const reply = runCommand(this.state.session, this.db, body);
    if (reply.ok) return asDocument(reply.reply["cursor"])["firstBatch"] as unknown[];
    const { message, code, codeName } = reply.failure;
    throw new ScriptError("Error", `error: ${toJson({ ok: 0, errmsg: message, code, codeName })}`, [
      codeError,
      "DBCommandCursor@src/mongo/shell/query.js:716:1",
    ]);
  }

  toShell(): string {
    const documents = this.documents();
    const shown = documents.slice(0, 20).map(toJsonLine);
    return [...shown, ...(documents.length > 20 ? ['Type "it" for more'] : [])].join("\n");
  }

  get(member: string): unknown {
    const methods: Readonly<Record<string, Callable>> = {
      toArray: () => this.documents(),
      forEach: (f) => {
        for (const document of this.documents()) (f as Callable)(document);
      },
      map: (f) => this.documents().map((document) => (f as Callable)(document)),
      count: () =>
        Number(
          must(
            this.state,
            this.db,
            { count: this.name, query: this.filter },
            "count failed: ",
            "DBQuery.prototype.count",
          )["n"],
        ),
      itcount: () => this.documents().length,
      limit: (most) => new CursorObject(this.state, this.db, this.name, this.filter, Number(most)),
      sort: () => this,
      pretty: () => new PrettyCursor(() => this.documents()),
      hasNext: () => this.documents().length > 0,
      next: () => this.documents()[0],
    };
    return Object.hasOwn(methods, member) ? methods[member] : undefined;
  }
}

class PrettyCursor extends HostObject {
  private readonly documents: () => unknown[];

  constructor(documents: () => unknown[]) {
    super();
    this.documents = documents;
  }

  toShell(): string {
    return this.documents().map(toJson).join("\n");
  }

  get(): unknown {
    return undefined;
  }
}

/** `rs`: this server is no replica set. */
export class ReplicaSetObject extends HostObject {
  private readonly state: ShellState;

  constructor(state: ShellState) {
    super();
    this.state = state;
  }

  toShell(): string {
    return 'function() { return "try rs.help()"; }';
  }

  get(name: string): unknown {
    if (name === "status") return (): Document => command(this.state, "admin", { replSetGetStatus: 1 });
    if (name === "isMaster") return (): Document => command(this.state, "admin", { isMaster: 1 });
    return undefined;
  }
}
