/**
 * Were requests answered the same, in about the same time?
 * @module
 */
import { type Difference, toleranceSeconds } from "./compare.ts";
import type { Fact } from "./facts.ts";
import { answerFacts, flatten, type NormaliseText } from "./normalise.ts";
import type { Answer, Run } from "./run.ts";

/** All differences of answers, by the number of the step. */
export function compareAnswers(
  recorded: Run,
  recordedText: NormaliseText,
  played: Run,
  playedText: NormaliseText,
): readonly Difference[] {
  const count = Math.max(recorded.answers.length, played.answers.length);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const subject = `answer ${index + 1}`;
    const [expected, actual] = [recorded.answers[index], played.answers[index]];
    if (expected === undefined || actual === undefined) {
      return [{ subject, what: expected === undefined ? "was not given" : "is not given" }];
    }
    const facts = differing(factsOf(expected, recordedText), factsOf(actual, playedText));
    const late = Math.abs(expected.seconds - actual.seconds) > toleranceSeconds(expected.seconds);
    const times = late ? [`took ${actual.seconds} s rather than ${expected.seconds} s`] : [];
    return [...facts, ...times].map((what) => ({ subject, what }));
  });
}

function factsOf({ status, value }: Answer, text: NormaliseText): ReadonlyMap<string, Fact> {
  if (status !== undefined) return flatten({ status }, text);
  return answerFacts(value, text);
}

function differing(expected: ReadonlyMap<string, Fact>, actual: ReadonlyMap<string, Fact>): readonly string[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return paths.flatMap((path) => {
    const [mine, other] = [expected.get(path), actual.get(path)];
    if (mine === other) return [];
    return [
      `${path || "the answer"}: ${JSON.stringify(other) ?? "absent"} rather than ${JSON.stringify(mine) ?? "absent"}`,
    ];
  });
}
