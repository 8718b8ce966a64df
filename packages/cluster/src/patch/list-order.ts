/**
 * The order of lists that a strategic merge patch merged.
 * @module
 */
import { jsonEqual } from "./values.ts";

/** What tells an element of a list apart from the others. */
export type KeyOf = (item: unknown) => unknown;

/**
 * Orders a merged list: what the patch names in the patch's order, the rest in the server's, and where both orders know
 * two neighbours the server's decides who comes first.
 */
export function orderMerged(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  keyOf: KeyOf,
): readonly unknown[] {
  const rank = (order: readonly unknown[]) => (item: unknown) =>
    order.findIndex((one) => jsonEqual(keyOf(one), keyOf(item)));
  const inPatch = rank(patchOrder);
  const onServer = rank(serverOrder);
  const named = sortBy(
    merged.filter((item) => inPatch(item) >= 0),
    inPatch,
  );
  const rest = sortBy(
    merged.filter((item) => inPatch(item) < 0),
    onServer,
  );
  const result: unknown[] = [];
  let left = 0;
  for (const item of named) {
    while (left < rest.length) {
      const [mine, theirs] = [onServer(rest[left]), onServer(item)];
      if (mine < 0 || theirs < 0 || mine >= theirs) break;
      result.push(rest[left]);
      left += 1;
    }
    result.push(item);
  }
  return [...result, ...rest.slice(left)];
}

function sortBy(items: readonly unknown[], rank: (item: unknown) => number): readonly unknown[] {
  return items.toSorted((a, b) => rank(a) - rank(b));
}
