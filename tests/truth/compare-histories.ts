/**
 * Did pods and endpoints go through the same states?
 *
 * The recorder looked at intervals of up to 0.8 s, so what it saw must have happened in the same order, and what lasted
 * long enough must have been seen; in between there may be more.
 * @module
 */
import type { Area, Check } from "./check.ts";
import type { History } from "./observed.ts";

/** What lasts so long is seen by a recorder. */
const surelySeenSeconds = 1.6;

type States = History["states"];

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let next = 0;
  for (const state of whole) if (state === part[next]) next += 1;
  return next === part.length;
}

/** When a scenario ended, and when nobody looked because the recorder was busy with the fault's steps. */
export interface Looking {
  readonly end: number;
  readonly blind: readonly { readonly from: number; readonly until: number }[];
}

function seenSeconds(from: number, until: number, { blind }: Looking): number {
  const unseen = blind.map((gap) => Math.max(0, Math.min(until, gap.until) - Math.max(from, gap.from)));
  return until - from - unseen.reduce((sum, seconds) => sum + seconds, 0);
}

/** States that lasted, without what follows from leaving the short ones out (the same state twice). */
function lasting(states: States, looking: Looking): readonly string[] {
  const kept: string[] = [];
  states.forEach(({ at, state }, index) => {
    const until = states[index + 1]?.at ?? looking.end;
    if (seenSeconds(at, until, looking) >= surelySeenSeconds && kept.at(-1) !== state) kept.push(state);
  });
  return kept;
}

function names(states: States): readonly string[] {
  return states.map(({ state }) => state);
}

/** Whether a history that was looked at now and then can be one that was looked at all the time. */
export function sameHistory(recorded: States, played: States, looking: Looking): boolean {
  return isSubsequence(names(recorded), names(played)) && isSubsequence(lasting(played, looking), names(recorded));
}

function describe(histories: readonly History[]): string {
  const texts = histories.map(({ states }) => states.map(({ at, state }) => `${at.toFixed(1)} ${state}`).join(" > "));
  return texts.length === 0 ? "none" : texts.join(" | ");
}

/** One check for each subject that changed in either, and one for all the others together. */
export function compareHistories(
  area: Area,
  expected: readonly History[],
  actual: readonly History[],
  looking: Looking,
): readonly Check[] {
  const changed = (histories: readonly History[], subject: string): boolean => {
    const own = histories.filter((history) => history.subject === subject);
    return own.length !== 1 || own.some(({ states }) => states.length !== 1);
  };
  const subjects = [...new Set([...expected, ...actual].map(({ subject }) => subject))].sort();
  const restless = subjects.filter((subject) => changed(expected, subject) || changed(actual, subject));
  const checks = restless.map((subject): Check => {
    const recorded = expected.filter((history) => history.subject === subject);
    const played = actual.filter((history) => history.subject === subject);
    const left = [...played];
    let agree = true;
    for (const { states } of recorded) {
      const match = left.findIndex((other) => sameHistory(states, other.states, looking));
      if (match < 0) agree = false;
      else left.splice(match, 1);
    }
    // a recorder may have missed what came and went at once
    if (left.some(({ states }) => lasting(states, looking).some((state) => state !== "gone"))) agree = false;
    return { area, subject, expected: describe(recorded), actual: describe(played), agree };
  });
  const calm = subjects.filter((subject) => !restless.includes(subject));
  const state = (histories: readonly History[]): string =>
    calm
      .map(
        (subject) =>
          `${subject} ${histories.find((history) => history.subject === subject)?.states[0]?.state ?? "none"}`,
      )
      .join("; ");
  if (calm.length === 0) return checks;
  return [
    ...checks,
    {
      area,
      subject: "all others",
      expected: state(expected),
      actual: state(actual),
      agree: state(expected) === state(actual),
    },
  ];
}
