/**
 * Tables of texts as Arrow dictionaries.
 * @module
 */
import { BufferType, Data, Utf8, Vector } from "apache-arrow";
import { type FrozenPart, frozenParts, type StringTable } from "./intern-table.ts";
import { LatestMap } from "./latest-map.ts";
import { textColumn } from "./raw-column.ts";

/** Texts one after another in UTF-8, and where each of them ends. */
interface Texts {
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
}

interface Dictionary extends Texts {
  /** How many of the table's recent texts are in it. */
  readonly recent: number;
  readonly vector: Vector<Utf8>;
}

const encodedParts = new WeakMap<FrozenPart<string>, Texts>();

// Keyed by a table's list of recent values, which no fork shares and only this table's additions change or replace.
// They hold all texts of a table, so those of episodes that nobody has looked at for long are not kept.
const dictionaries = new LatestMap<readonly string[], Dictionary>(256);

/** A string table as a dictionary: what it holds now. */
export function dictionaryOf(table: StringTable): Vector<Utf8> {
  const { recent } = table;
  const known = dictionaries.get(recent);
  if (known?.recent === recent.length) return known.vector;
  const before = known === undefined ? frozenParts(table).map(encodedPart) : [known];
  const texts = joined([...before, encoded(recent.slice(known?.recent ?? 0))]);
  const dictionary = { ...texts, recent: recent.length, vector: vectorOf(texts) };
  dictionaries.set(recent, dictionary);
  return dictionary.vector;
}

/** Texts as an Arrow vector. */
export function textVector(texts: readonly string[]): Vector<Utf8> {
  return vectorOf(encoded(texts));
}

function encodedPart(part: FrozenPart<string>): Texts {
  let known = encodedParts.get(part);
  if (known === undefined) {
    known = encoded(part.values);
    encodedParts.set(part, known);
  }
  return known;
}

function encoded(texts: readonly string[]): Texts {
  const { values, valueOffsets } = textColumn(texts, { from: 0, count: texts.length });
  // Dictionaries live on: they must not hold the larger buffers that columns are cut from.
  return { bytes: (values as Uint8Array).slice(), ends: valueOffsets?.slice(1) ?? new Int32Array(0) };
}

function joined(parts: readonly Texts[]): Texts {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  const ends = new Int32Array(parts.reduce((sum, part) => sum + part.ends.length, 0));
  let offset = 0;
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, offset);
    for (let index = 0; index < part.ends.length; index++) ends[at++] = offset + (part.ends[index] ?? 0);
    offset += part.bytes.length;
  }
  return { bytes, ends };
}

function vectorOf({ bytes, ends }: Texts): Vector<Utf8> {
  const offsets = new Int32Array(ends.length + 1);
  offsets.set(ends, 1);
  const buffers = { [BufferType.OFFSET]: offsets, [BufferType.DATA]: bytes };
  return new Vector([new Data(new Utf8(), 0, ends.length, 0, buffers)]);
}
