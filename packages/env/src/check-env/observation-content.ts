/**
 * What an observation consists of, whatever its form: digests of its parts to compare, and all of its texts to search.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { hashTable } from "@aiops-gym/telemetry";
import { DataType, Table } from "apache-arrow";

/** A digest for each part; the parts of an object are its properties. */
export type Parts = Readonly<Record<string, string>>;

/** Digests of an observation by part. Equal digests mean equal content, to the last bit of each number. */
export function digestParts(observation: unknown): Parts {
  if (!isRecord(observation)) return { "": digest(observation) };
  return Object.fromEntries(Object.keys(observation).map((key) => [key, digest(observation[key])]));
}

/** Names of the parts in which two observations differ. */
export function differingParts(a: Parts, b: Parts): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key]);
}

function digest(value: unknown): string {
  if (value instanceof Table) return hashTable(value);
  const hash = createHash("sha256");
  feed(hash, value);
  return hash.digest("hex");
}

function feed(hash: Hash, value: unknown): void {
  if (value instanceof Table) hash.update(`table ${hashTable(value)};`);
  else if (ArrayBuffer.isView(value)) {
    hash.update(`${value.constructor.name} ${value.byteLength};`);
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (isList(value)) {
    const items = [...value];
    hash.update(`array ${items.length};`);
    for (const item of items) feed(hash, item);
  } else if (isRecord(value)) {
    const keys = Object.keys(value).sort();
    hash.update(`object ${JSON.stringify(keys)};`);
    for (const key of keys) feed(hash, value[key]);
  } else if (typeof value === "number") hash.update(`number ${Object.is(value, -0) ? "-0" : value};`);
  else if (typeof value === "string") hash.update(`string ${value.length} ${value};`);
  else hash.update(`${typeof value} ${String(value)};`);
}

/** All texts in a value, those of tables and their dictionaries included, each once. */
export function textsOf(value: unknown, texts: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value === "string") texts.add(value);
  else if (value instanceof Table) addTableTexts(value, texts);
  else if (isList(value)) for (const item of value) textsOf(item, texts);
  else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      texts.add(key);
      textsOf(item, texts);
    }
  }
  return texts;
}

function addTableTexts(table: Table, texts: Set<string>): void {
  for (const [index, { name, type }] of table.schema.fields.entries()) {
    texts.add(name);
    const dictionaries = DataType.isDictionary(type);
    if (!dictionaries && !DataType.isUtf8(type)) continue;
    for (const { data } of table.batches) {
      // what no row uses is there to be read all the same
      const dictionary = data.children[index]?.dictionary;
      if (dictionary) for (const text of dictionary) texts.add(String(text));
    }
    if (dictionaries) continue;
    for (const text of table.getChild(name) ?? []) if (text !== null) texts.add(String(text));
  }
}

/** What has items and no properties; a map's are its entries. */
function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Map || value instanceof Set;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !isList(value);
}
