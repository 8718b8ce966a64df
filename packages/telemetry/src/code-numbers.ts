/**
 * Numbers that follow from the values of an intern table, by code: what rows that carry codes are looked up in.
 * @module
 */
import { type FrozenPart, frozenParts, type InternTable, mostRecent } from "./intern-table.ts";
import { LatestMap } from "./latest-map.ts";

interface Numbers {
  /** With room for what the table can add before its recent values are frozen. */
  readonly numbers: Int32Array;
  count: number;
}

/** Of one part or table; beyond it what is kept is forgotten. Policies ask for a few filters again and again. */
const mostKinds = 32;

// What follows from a frozen part serves all tables that share it. A table's list of recent values is shared by no fork, and only
// this table's additions change or replace it.
const ofParts = new WeakMap<FrozenPart<unknown>, Map<string, Int32Array>>();
const ofTables = new LatestMap<readonly unknown[], Map<string, Numbers>>(256);

/**
 * A number of each value, by code; what lies beyond the table's values means nothing.
 *
 * @param kind - Names what `numberOf` says: the same kind says the same of a value for as long as there is one.
 */
export function numbersByCode<T>(table: InternTable<T>, kind: string, numberOf: (value: T) => number): Int32Array {
  const { recent } = table;
  let byKind = ofTables.get(recent);
  if (byKind === undefined) {
    byKind = new Map();
    ofTables.set(recent, byKind);
  }
  let known = byKind.get(kind);
  if (known === undefined) {
    known = numbersOfParts(table, kind, numberOf);
    if (byKind.size >= mostKinds) byKind.clear();
    byKind.set(kind, known);
  }
  const { numbers } = known;
  const first = table.frozen.first + table.frozen.values.length;
  for (let code = known.count; code < first + recent.length; code++)
    numbers[code] = numberOf(recent[code - first] as T);
  known.count = first + recent.length;
  return numbers;
}

function numbersOfParts<T>(table: InternTable<T>, kind: string, numberOf: (value: T) => number): Numbers {
  const count = table.frozen.first + table.frozen.values.length;
  const numbers = new Int32Array(count + mostRecent);
  for (const part of frozenParts(table)) {
    let byKind = ofParts.get(part);
    if (byKind === undefined) {
      byKind = new Map();
      ofParts.set(part, byKind);
    }
    let known = byKind.get(kind);
    if (known === undefined) {
      known = Int32Array.from(part.values, numberOf);
      if (byKind.size >= mostKinds) byKind.clear();
      byKind.set(kind, known);
    }
    numbers.set(known, part.first);
  }
  return { numbers, count };
}

/** One number of each value of a table, by code. */
export function lookupOf<K extends string>(table: InternTable<Readonly<Record<K, number>>>, name: K): Int32Array {
  return numbersByCode(table, name, (value) => value[name]);
}

/**
 * For each value of a table 1 when a filter keeps it, else 0.
 *
 * @param filter - What `keeps` depends on, beside codes of the table's texts.
 */
export function flagsOf<T>(table: InternTable<T>, filter: object, keeps: (value: T) => boolean): Int32Array {
  return numbersByCode(table, JSON.stringify(filter), (value) => (keeps(value) ? 1 : 0));
}
