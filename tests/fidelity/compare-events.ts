/**
 * Were the same events recorded, as often, in the same order, at the same times?
 * @module
 */
import { type Difference, toleranceSeconds } from "./compare.ts";
import type { NormaliseText } from "./normalise.ts";
import type { EventHistory } from "./run.ts";

/** Events that follow each other faster than this may change places: several writers race there. */
const racingSeconds = 0.5;

/** What is told by somebody who looks at everything from time to time: where in its period it happens is chance. In seconds. */
const lookers: Readonly<Record<string, number>> = { RegisteredNode: 5, RemovingNode: 5 };

function chanceSeconds(text: string): number {
  return lookers[text.split(" ")[1] ?? ""] ?? 0;
}

interface Told {
  readonly text: string;
  first: number;
  last: number;
  count: number;
}

function bySubject(events: readonly EventHistory[], text: NormaliseText): ReadonlyMap<string, readonly Told[]> {
  const subjects = new Map<string, Map<string, Told>>();
  for (const { object, type, reason, message, component, counts } of events) {
    const subject = `events of ${text(object)}`;
    const key = `${type} ${reason} (${component}): ${text(message)}`;
    const told = subjects.get(subject) ?? new Map<string, Told>();
    subjects.set(subject, told);
    const [first, last] = [counts[0], counts.at(-1)];
    if (first === undefined || last === undefined) continue;
    const known = told.get(key);
    if (known === undefined) told.set(key, { text: key, first: first.t, last: last.t, count: last.count });
    else {
      known.first = Math.min(known.first, first.t);
      known.last = Math.max(known.last, last.t);
      known.count += last.count;
    }
  }
  return new Map(
    [...subjects].map(([subject, told]) => [subject, [...told.values()].sort((a, b) => a.first - b.first)]),
  );
}

/** All differences of events, by the object they are about. */
export function compareEvents(
  recorded: readonly EventHistory[],
  recordedText: NormaliseText,
  played: readonly EventHistory[],
  playedText: NormaliseText,
  sinceStep: (t: number) => number,
): readonly Difference[] {
  const [expected, actual] = [bySubject(recorded, recordedText), bySubject(played, playedText)];
  return [...new Set([...expected.keys(), ...actual.keys()])].sort().flatMap((subject) => {
    const [mine, other] = [expected.get(subject) ?? [], actual.get(subject) ?? []];
    return [...counts(mine, other), ...times(mine, other, sinceStep), ...order(mine, other)].map((what) => ({
      subject,
      what,
    }));
  });
}

function counts(expected: readonly Told[], actual: readonly Told[]): readonly string[] {
  const missing = expected.flatMap(({ text, count, first }) => {
    const found = actual.find((told) => told.text === text);
    if (found === undefined) return [`missing, at ${first} s: ${text}`];
    return found.count === count ? [] : [`${found.count} times rather than ${count}: ${text}`];
  });
  const more = actual.filter(({ text }) => !expected.some((told) => told.text === text));
  return [...missing, ...more.map(({ text, first }) => `only here, at ${first} s: ${text}`)];
}

function times(
  expected: readonly Told[],
  actual: readonly Told[],
  sinceStep: (t: number) => number,
): readonly string[] {
  return expected.flatMap(({ text, first, last }) => {
    const found = actual.find((told) => told.text === text);
    if (found === undefined) return [];
    return (["first", "last"] as const).flatMap((which) => {
      const at = which === "first" ? first : last;
      if (Math.abs(found[which] - at) <= toleranceSeconds(sinceStep(at)) + chanceSeconds(text)) return [];
      return [`${which} at ${found[which]} s rather than ${at} s: ${text}`];
    });
  });
}

function order(expected: readonly Told[], actual: readonly Told[]): readonly string[] {
  return expected.flatMap((a, index) =>
    expected.slice(index + 1).flatMap((b) => {
      const [mine, other] = [actual.find(({ text }) => text === a.text), actual.find(({ text }) => text === b.text)];
      if (mine === undefined || other === undefined || b.first - a.first < racingSeconds) return [];
      return mine.first - other.first < racingSeconds ? [] : [`${b.text} comes before ${a.text}`];
    }),
  );
}
