/**
 * Append-only tables that give each distinct value a small number, its code.
 * Plain data: a fork shares the frozen part and copies only what was added since.
 * @module
 */

/** A part of a table that forks share: never changed once it is made. */
export interface FrozenPart<T> {
  /** Values of the codes from {@link FrozenPart.first} on. */
  readonly values: readonly T[];
  readonly codes: ReadonlyMap<string, number>;
  readonly first: number;
  /** What has the codes before; null: nothing. */
  readonly below: FrozenPart<T> | null;
}

/** Values by code, and codes by key. Codes are 0, 1, 2, ... in the order of first use. */
export interface InternTable<T> {
  /** The newest part that is frozen. Each is more than twice as large as the one above it, so that few are looked through. */
  frozen: FrozenPart<T>;
  recent: T[];
  recentCodes: Map<string, number>;
}

/** Strings by code. */
export type StringTable = InternTable<string>;

/** The code of an absent value: null in an Arrow column. */
export const nullCode = -1;

/** Recent values are frozen when there are so many. */
export const mostRecent = 64;

/** An empty table. */
export function createInternTable<T>(): InternTable<T> {
  const frozen = Object.freeze({ values: [], codes: new Map(), first: 0, below: null });
  return { frozen, recent: [], recentCodes: new Map() };
}

/** How many values the table holds. */
export function internedCount<T>({ frozen, recent }: InternTable<T>): number {
  return frozen.first + frozen.values.length + recent.length;
}

/** The value with this code; undefined when there is none. */
export function internedValue<T>({ frozen, recent }: InternTable<T>, code: number): T | undefined {
  const recentFrom = frozen.first + frozen.values.length;
  if (code >= recentFrom) return recent[code - recentFrom];
  let part: FrozenPart<T> | null = frozen;
  while (part !== null && code < part.first) part = part.below;
  return part?.values[code - part.first];
}

/** All values in the order of their codes. */
export function internedValues<T>({ frozen, recent }: InternTable<T>): readonly T[] {
  if (recent.length === 0 && frozen.below === null) return frozen.values;
  const parts: (readonly T[])[] = [recent];
  for (let part: FrozenPart<T> | null = frozen; part !== null; part = part.below) parts.push(part.values);
  return parts.reverse().flat() as T[];
}

/** The parts that forks share, those of the lowest codes first. */
export function frozenParts<T>({ frozen }: InternTable<T>): readonly FrozenPart<T>[] {
  if (frozen.below === null) return [frozen];
  const parts: FrozenPart<T>[] = [];
  for (let part: FrozenPart<T> | null = frozen; part !== null; part = part.below) parts.push(part);
  return parts.reverse();
}

/** The code of a key; undefined when it was never interned. */
export function findCode<T>({ frozen, recentCodes }: InternTable<T>, key: string): number | undefined {
  for (let part: FrozenPart<T> | null = frozen; part !== null; part = part.below) {
    const code = part.codes.get(key);
    if (code !== undefined) return code;
  }
  return recentCodes.get(key);
}

/** Adds a value under a key that {@link findCode} did not find. */
export function addInterned<T>(table: InternTable<T>, key: string, value: T): number {
  const code = internedCount(table);
  table.recent.push(value);
  table.recentCodes.set(key, code);
  if (table.recent.length >= mostRecent) {
    table.frozen = freezeRecent(table);
    table.recent = [];
    table.recentCodes = new Map();
  }
  return code;
}

/** The recent values as a part, together with the parts below that are not much larger: so all merges cost a few copies a value. */
function freezeRecent<T>({ frozen, recent, recentCodes }: InternTable<T>): FrozenPart<T> {
  const merged: FrozenPart<T>[] = [];
  let below: FrozenPart<T> | null = frozen;
  let count = recent.length;
  while (below !== null && below.values.length <= 2 * count) {
    merged.push(below);
    count += below.values.length;
    below = below.below;
  }
  merged.reverse();
  const codes = new Map<string, number>();
  for (const part of [...merged.map((part) => part.codes), recentCodes])
    for (const [key, code] of part) codes.set(key, code);
  const values = [...merged.flatMap((part) => part.values), ...recent];
  const first = merged[0]?.first ?? frozen.first + frozen.values.length;
  return Object.freeze({ values, codes, first, below });
}

/** The code of a string, new if need be; {@link nullCode} for null. */
export function internString(table: StringTable, text: string | null): number {
  if (text === null) return nullCode;
  return findCode(table, text) ?? addInterned(table, text, text);
}
