/**
 * Append-only tables that give each distinct value a small number, its code.
 * Plain data: a fork shares the frozen part and copies only what was added since.
 * @module
 */

/** The part of a table that forks share: never changed once it is made. */
interface FrozenPart<T> {
  readonly values: readonly T[];
  readonly codes: ReadonlyMap<string, number>;
}

/** Values by code, and codes by key. Codes are 0, 1, 2, ... in the order of first use. */
export interface InternTable<T> {
  frozen: FrozenPart<T>;
  recent: T[];
  recentCodes: Map<string, number>;
}

/** Strings by code. */
export type StringTable = InternTable<string>;

/** The code of an absent value: null in an Arrow column. */
export const nullCode = -1;

const leastMerge = 64;

/** An empty table. */
export function createInternTable<T>(): InternTable<T> {
  return { frozen: Object.freeze({ values: [], codes: new Map() }), recent: [], recentCodes: new Map() };
}

/** How many values the table holds. */
export function internedCount<T>(table: InternTable<T>): number {
  return table.frozen.values.length + table.recent.length;
}

/** The value with this code; undefined when there is none. */
export function internedValue<T>(table: InternTable<T>, code: number): T | undefined {
  const frozenCount = table.frozen.values.length;
  return code < frozenCount ? table.frozen.values[code] : table.recent[code - frozenCount];
}

/** All values in the order of their codes. */
export function internedValues<T>(table: InternTable<T>): readonly T[] {
  return table.recent.length === 0 ? table.frozen.values : [...table.frozen.values, ...table.recent];
}

/** The code of a key; undefined when it was never interned. */
export function findCode<T>(table: InternTable<T>, key: string): number | undefined {
  return table.frozen.codes.get(key) ?? table.recentCodes.get(key);
}

/** Adds a value under a key that {@link findCode} did not find. */
export function addInterned<T>(table: InternTable<T>, key: string, value: T): number {
  const code = internedCount(table);
  table.recent.push(value);
  table.recentCodes.set(key, code);
  // A quarter more each time, so that all merges together cost a few copies a value.
  if (table.recent.length >= Math.max(leastMerge, table.frozen.values.length >> 2)) {
    const codes = new Map(table.frozen.codes);
    for (const [recentKey, recentCode] of table.recentCodes) codes.set(recentKey, recentCode);
    table.frozen = Object.freeze({ values: [...table.frozen.values, ...table.recent], codes });
    table.recent = [];
    table.recentCodes = new Map();
  }
  return code;
}

/** The code of a string, new if need be; {@link nullCode} for null. */
export function internString(table: StringTable, text: string | null): number {
  if (text === null) return nullCode;
  return findCode(table, text) ?? addInterned(table, text, text);
}
