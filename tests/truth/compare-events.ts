/**
 * Did Kubernetes record the same events, as often, in the same order?
 * @module
 */
import type { Check } from "./check.ts";
import type { ObservedEvent } from "./observed.ts";

/** Counts may differ by one, or by this share. */
const maxCountDifference = 0.25;
/** Recorded times are whole seconds: order within this is unknown. */
const timeResolution = 1.01;

interface Row {
  readonly key: string;
  first: number;
  count: number | null;
}

function rowsOf(events: readonly ObservedEvent[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const event of events) {
    const key = `${event.type} ${event.reason} (${event.source}): ${event.message}`;
    const row = rows.get(key);
    const first = event.first ?? event.last;
    if (row === undefined) rows.set(key, { key, first, count: event.count });
    else {
      row.first = Math.min(row.first, first);
      row.count = row.count === null || event.count === null ? null : row.count + event.count;
    }
  }
  return [...rows.values()].sort((a, b) => a.first - b.first);
}

function describe(rows: readonly Row[]): string {
  return rows.length === 0
    ? "none"
    : rows.map(({ key, count }) => (count === null ? key : `${key} x${count}`)).join("; ");
}

function sameOrder(expected: readonly Row[], actual: readonly Row[]): boolean {
  const at = new Map(actual.map(({ key, first }) => [key, first]));
  return expected.every((early, index) =>
    expected.slice(index + 1).every((late) => {
      if (late.first - early.first < timeResolution) return true;
      return (at.get(early.key) ?? 0) <= (at.get(late.key) ?? 0) + timeResolution;
    }),
  );
}

function sameCounts(expected: readonly Row[], actual: readonly Row[]): boolean {
  return expected.every(({ key, count }) => {
    const other = actual.find((row) => row.key === key)?.count ?? null;
    if (count === null || other === null) return true;
    return Math.abs(count - other) <= Math.max(1, count * maxCountDifference);
  });
}

/** Two checks an object (all pods of a Deployment together): which events in which order, and how often. */
export function compareEvents(expected: readonly ObservedEvent[], actual: readonly ObservedEvent[]): readonly Check[] {
  const objects = [...new Set([...expected, ...actual].map(({ object }) => object))].sort();
  if (objects.length === 0) {
    return [{ area: "events", subject: "none at all", expected: "none", actual: "none", agree: true }];
  }
  return objects.flatMap((object): readonly Check[] => {
    const recorded = rowsOf(expected.filter((event) => event.object === object));
    const played = rowsOf(actual.filter((event) => event.object === object));
    const texts = { expected: describe(recorded), actual: describe(played) };
    const keys = (rows: readonly Row[]): string =>
      rows
        .map(({ key }) => key)
        .sort()
        .join("\n");
    const same = keys(recorded) === keys(played);
    const onlyIn = (rows: readonly Row[], others: readonly Row[]): string =>
      `only here: ${describe(rows.filter(({ key }) => !others.some((other) => other.key === key)))}`;
    const which = same ? texts : { expected: onlyIn(recorded, played), actual: onlyIn(played, recorded) };
    return [
      { area: "events", subject: `${object}: which`, ...which, agree: same && sameOrder(recorded, played) },
      ...(same
        ? [{ area: "events" as const, subject: `${object}: how often`, ...texts, agree: sameCounts(recorded, played) }]
        : []),
    ];
  });
}
