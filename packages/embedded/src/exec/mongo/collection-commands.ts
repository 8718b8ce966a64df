/**
 * Commands on collections. Documents that programs seeded are known by number and key only, those of a shell by content.
 * @module
 */
import { nextUint32 } from "../../kernel/random.ts";
import { type MongoCollection, openCollection } from "../../processes/mongod-data.ts";
import { ShellValue } from "./print.ts";
import { fail, succeed } from "./reply.ts";
import type { CommandReply, Document, MongoSession } from "./session.ts";

const find1 = (session: MongoSession, database: string, name: unknown): MongoCollection | undefined =>
  session.data.databases.get(database)?.collections.get(String(name));

/** `collStats`. */
export function collectionStats(session: MongoSession, database: string, command: Document): CommandReply {
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

/** `find`. */
export function find(session: MongoSession, database: string, command: Document): CommandReply {
  const limit = typeof command["limit"] === "number" && command["limit"] > 0 ? command["limit"] : 1000;
  return succeed({
    cursor: { firstBatch: matching(find1(session, database, command["find"]), command["filter"], limit) },
  });
}

/** `count`. */
export function count(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["count"]);
  const query = (command["query"] ?? {}) as Document;
  const n =
    Object.keys(query).length === 0
      ? (collection?.count ?? 0)
      : matching(collection, query, Number.MAX_SAFE_INTEGER).length;
  return succeed({ n });
}

/** `aggregate`: matching and counting only. */
export function aggregate(session: MongoSession, database: string, command: Document): CommandReply {
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

/** `listIndexes`. */
export function listIndexes(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["listIndexes"]);
  if (collection === undefined)
    return fail(26, "NamespaceNotFound", `ns does not exist: ${database}.${String(command["listIndexes"])}`);
  return succeed({
    cursor: {
      firstBatch: collection.indexes.map((name) => ({ v: 2, key: { [name.replace(/_-?1?$/, "")]: 1 }, name })),
    },
  });
}

/** `insert`. */
export function insert(session: MongoSession, database: string, command: Document): CommandReply {
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

/** `delete`. */
export function remove(session: MongoSession, database: string, command: Document): CommandReply {
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

/** `update`: whole documents and `$set`. */
export function update(session: MongoSession, database: string, command: Document): CommandReply {
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

/** `createIndexes`. */
export function createIndexes(session: MongoSession, database: string, command: Document): CommandReply {
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

/** `drop`. */
export function drop(session: MongoSession, database: string, command: Document): CommandReply {
  const collection = find1(session, database, command["drop"]);
  if (collection === undefined) return fail(26, "NamespaceNotFound", "ns not found");
  const nIndexesWas = collection.indexes.length;
  session.data.databases.get(database)?.collections.delete(String(command["drop"]));
  return succeed({ nIndexesWas, ns: `${database}.${String(command["drop"])}` });
}

/** `dropDatabase`. */
export function dropDatabase(session: MongoSession, database: string): CommandReply {
  return succeed(session.data.databases.delete(database) ? { dropped: database } : {});
}
