/**
 * Did objects go through the same states, in the same order, at the same times?
 * @module
 */
import { type Difference, toleranceSeconds } from "./compare.ts";
import type { Histories, State } from "./normalise.ts";

/** A state that lasted less may be missing on either side: writes that follow at once are sometimes one. */
const shortSeconds = 0.5;

type SinceStep = (t: number) => number;

/** One difference a subject. */
export function compareHistories(recorded: Histories, played: Histories, sinceStep: SinceStep): readonly Difference[] {
  const differences: Difference[] = [];
  for (const subject of [...new Set([...recorded.keys(), ...played.keys()])].sort()) {
    const expected = (recorded.get(subject) ?? []).filter(lasts).map(withoutBlips);
    const actual = (played.get(subject) ?? []).filter(lasts).map(withoutBlips);
    if (expected.length !== actual.length) {
      differences.push({ subject, what: `there were ${expected.length}, there are ${actual.length}` });
      continue;
    }
    const left = [...actual];
    const unmatched: (readonly State[])[] = [];
    for (const states of expected) {
      const index = left.findIndex((other) => align(states, other, sinceStep, true) === 0);
      if (index < 0) unmatched.push(states);
      else left.splice(index, 1);
    }
    unmatched.forEach((states, index) => {
      const what = describe(states, left[index] ?? [], sinceStep);
      if (!differences.some((known) => known.subject === subject && known.what === what)) {
        differences.push({ subject, what });
      }
    });
  }
  return differences;
}

/** What came and went at once may be missed. */
function lasts(states: readonly State[]): boolean {
  const [first] = states;
  const last = states.at(-1);
  return first !== undefined && last !== undefined && (last.lines[0] !== "gone" || last.t - first.t >= shortSeconds);
}

/** Without what came and went at once: after it things were as before. */
function withoutBlips(states: readonly State[]): readonly State[] {
  const kept: { readonly state: State; readonly short: boolean }[] = [];
  for (const [index, state] of states.entries()) {
    let before = kept.length - 1;
    while (kept[before]?.short === true) before -= 1;
    const last = kept[before];
    const blip = last !== undefined && before < kept.length - 1 && same(last.state, state);
    if (blip) kept.length = before + 1;
    else kept.push({ state, short: isShort(states, index) });
  }
  return kept.map(({ state }) => state);
}

function isShort(states: readonly State[], index: number): boolean {
  const [state, next] = [states[index], states[index + 1]];
  return state !== undefined && next !== undefined && next.t - state.t < shortSeconds;
}

function same(a: State, b: State): boolean {
  return a.lines.length === b.lines.length && a.lines.every((line, index) => line === b.lines[index]);
}

function inTime(expected: State, actual: State, sinceStep: SinceStep): boolean {
  return Math.abs(expected.t - actual.t) <= toleranceSeconds(sinceStep(expected.t));
}

/** How many lasting states are left over in the best alignment. */
function align(expected: readonly State[], actual: readonly State[], sinceStep: SinceStep, timed: boolean): number {
  const width = actual.length + 1;
  const cost = new Array<number>((expected.length + 1) * width).fill(0);
  for (let i = expected.length; i >= 0; i--) {
    for (let j = actual.length; j >= 0; j--) {
      if (i === expected.length && j === actual.length) continue;
      let best = Number.POSITIVE_INFINITY;
      const [mine, other] = [expected[i], actual[j]];
      if (mine !== undefined) best = (cost[(i + 1) * width + j] ?? 0) + (isShort(expected, i) ? 0 : 1);
      if (other !== undefined) best = Math.min(best, (cost[i * width + j + 1] ?? 0) + (isShort(actual, j) ? 0 : 1));
      if (
        mine !== undefined &&
        other !== undefined &&
        same(mine, other) &&
        (!timed || inTime(mine, other, sinceStep))
      ) {
        best = Math.min(best, cost[(i + 1) * width + j + 1] ?? 0);
      }
      cost[i * width + j] = best;
    }
  }
  return cost[0] ?? 0;
}

/** Says in the fewest words what is different. */
function describe(expected: readonly State[], actual: readonly State[], sinceStep: SinceStep): string {
  if (align(expected, actual, sinceStep, false) === 0) return describeTimes(expected, actual, sinceStep);
  const lasting = (states: readonly State[]): readonly State[] => states.filter((_, index) => !isShort(states, index));
  const missing = lasting(expected).find((state) => !actual.some((other) => same(state, other)));
  const extra = lasting(actual).find((state) => !expected.some((other) => same(state, other)));
  if (missing !== undefined && (extra === undefined || missing.t <= extra.t + 1)) {
    const near = nearest(missing, actual);
    return `at ${missing.t} s: ${near === undefined ? missing.lines.join("; ") : changes(missing, near)}`;
  }
  if (extra !== undefined) {
    const near = nearest(extra, expected);
    return `only here, at ${extra.t} s: ${near === undefined ? extra.lines.join("; ") : changes(near, extra)}`;
  }
  const order = (states: readonly State[]): string =>
    lasting(states)
      .map(({ t, lines }) => `${t} ${lines[0] === "gone" ? "gone" : lines.length}`)
      .join(", ");
  return `the order of states: expected ${order(expected)}; found ${order(actual)}`;
}

function describeTimes(expected: readonly State[], actual: readonly State[], sinceStep: SinceStep): string {
  const late = expected.flatMap((state, index) => {
    if (isShort(expected, index)) return [];
    const times = actual.filter((other) => same(state, other)).map(({ t }) => t);
    if (times.some((t) => Math.abs(t - state.t) <= toleranceSeconds(sinceStep(state.t)))) return [];
    const before = expected[index - 1];
    return [
      `${before === undefined ? state.lines[0] : changes(before, state)} at ${times.join("/")} s rather than ${state.t} s`,
    ];
  });
  return `times: ${late.slice(0, 2).join(" | ")}`;
}

function nearest(state: State, states: readonly State[]): State | undefined {
  let best: State | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const other of states) {
    const lines = new Set(other.lines);
    const differing =
      state.lines.filter((line) => !lines.has(line)).length + Math.abs(state.lines.length - other.lines.length);
    if (differing < fewest) {
      fewest = differing;
      best = other;
    }
  }
  return best;
}

/** The lines that are only in the one (-) or only in the other (+). */
function changes(from: State, to: State): string {
  const [before, after] = [new Set(from.lines), new Set(to.lines)];
  const lines = [
    ...from.lines.filter((line) => !after.has(line)).map((line) => `- ${line}`),
    ...to.lines.filter((line) => !before.has(line)).map((line) => `+ ${line}`),
  ];
  return lines.length > 12 ? `${lines.slice(0, 12).join("; ")}; and ${lines.length - 12} more` : lines.join("; ");
}
