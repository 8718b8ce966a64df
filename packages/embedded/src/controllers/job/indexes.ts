/**
 * Sets of completion indexes, as a Job's status writes them: `0,2-4`.
 * @module
 */

/** Indexes in a row, both ends included. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** Intervals in order, none of which touch. */
export type Indexes = readonly Interval[];

/** Reads a list of indexes; those that are no less than `completions` are left out. */
export function parseIndexes(text: string | undefined, completions: number): Indexes {
  let result: Indexes = [];
  for (const part of (text ?? "").split(",")) {
    const found = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (found === null) continue;
    const first = Number(found[1]);
    if (first >= completions) break;
    const last = Math.min(Number(found[2] ?? first), completions - 1);
    result = mergeIndexes(result, [{ first, last }]);
  }
  return result;
}

/** Two neighbours are written as two, three and more as a range. */
export function formatIndexes(indexes: Indexes): string {
  return indexes
    .map(({ first, last }) => (last === first ? `${first}` : `${first}${last === first + 1 ? "," : "-"}${last}`))
    .join();
}

/** All indexes of two sets. */
export function mergeIndexes(a: Indexes, b: Indexes): Indexes {
  const result: { first: number; last: number }[] = [];
  for (const { first, last } of [...a, ...b].sort((one, other) => one.first - other.first)) {
    const before = result.at(-1);
    if (before === undefined || first > before.last + 1) result.push({ first, last });
    else before.last = Math.max(before.last, last);
  }
  return result;
}

/** A set and some indexes more. */
export function withIndexes(indexes: Indexes, more: Iterable<number>): Indexes {
  return mergeIndexes(
    indexes,
    [...more].map((index) => ({ first: index, last: index })),
  );
}

/** How many indexes there are in a set. */
export function countIndexes(indexes: Indexes): number {
  return indexes.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** How many indexes two sets have in common. */
export function countShared(a: Indexes, b: Indexes): number {
  let sum = 0;
  for (const one of a) {
    for (const other of b) {
      sum += Math.max(0, Math.min(one.last, other.last) - Math.max(one.first, other.first) + 1);
    }
  }
  return sum;
}

/** Whether an index is in a set. */
export function hasIndex(indexes: Indexes, index: number): boolean {
  return indexes.some(({ first, last }) => first <= index && index <= last);
}

/** The first indexes below `completions` that are not in a set. */
export function missingIndexes(indexes: Indexes, count: number, completions: number): readonly number[] {
  const result: number[] = [];
  let candidate = 0;
  for (const { first, last } of [...indexes, { first: completions, last: completions }]) {
    for (; candidate < first && candidate < completions && result.length < count; candidate++) result.push(candidate);
    candidate = Math.max(candidate, last + 1);
  }
  return result;
}
