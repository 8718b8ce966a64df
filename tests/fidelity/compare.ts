/**
 * Compares what the embedded cluster did with what a real one did.
 * @module
 */
import { compareAnswers } from "./compare-answers.ts";
import { compareEvents } from "./compare-events.ts";
import { compareHistories } from "./compare-histories.ts";
import { historiesOf, normaliserOf } from "./normalise.ts";
import type { Run } from "./run.ts";
import type { Scenario } from "./scenario.ts";

/** Something that differs: of what, and how. */
export interface Difference {
  /** `answer 3`, `Pod web-<1>-*`, `events of Pod web-<1>-*`. */
  readonly subject: string;
  readonly what: string;
}

/** How far times may differ, given how long after the last step something happened on the real cluster. */
export function toleranceSeconds(sinceStepSeconds: number): number {
  return Math.max(1, 0.2 * sinceStepSeconds);
}

/**
 * All differences. A subject agrees when it agrees with any of the recorded runs: what differs among those is chance.
 * Of a subject that agrees with none, the differences from the nearest run are told.
 */
export function compare(scenario: Scenario, recorded: readonly Run[], played: Run): readonly Difference[] {
  const steps = scenario.steps.map(({ at }) => at);
  const sinceStep = (t: number): number => t - Math.max(0, ...steps.filter((at) => at <= t));
  const text = normaliserOf(played.objects);
  const histories = historiesOf(played, text);
  const perRun = recorded.map((run) => {
    const runText = normaliserOf(run.objects);
    return [
      ...compareAnswers(run, runText, played, text),
      ...compareHistories(historiesOf(run, runText), histories, sinceStep),
      ...compareEvents(run.events, runText, played.events, text, sinceStep),
    ];
  });
  const subjects = [...new Set(perRun.flatMap((differences) => differences.map(({ subject }) => subject)))];
  return subjects.flatMap((subject) => {
    const own = perRun.map((differences) => differences.filter((difference) => difference.subject === subject));
    return own.reduce((best, next) => (next.length < best.length ? next : best));
  });
}
