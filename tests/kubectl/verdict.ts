/**
 * What trying the lines of a state came to, beside what was recorded.
 * @module
 */
import { fillIn } from "../fidelity/play.ts";
import type { StateWithLines } from "./catalogue.ts";
import type { Explanation } from "./explained.ts";
import { normaliseRun } from "./normalise.ts";
import { answerTo, hashOf, readRecording } from "./recording.ts";
import type { Answer, Run } from "./run.ts";
import { type FullLine, namespaceOf } from "./state.ts";

/** One line's result. */
export interface Verdict {
  readonly state: string;
  readonly line: string;
  readonly result: "agree" | "explained" | "differ";
  /** Normalised; absent where there is no recording. */
  readonly recorded?: Answer;
  readonly answered?: Answer;
}

/** Judges a run by the recording. */
export function judge(one: StateWithLines, run: Run, explanations: readonly Explanation[]): readonly Verdict[] {
  const { state, lines } = one;
  const names = { namespace: namespaceOf(state), image: "docker.io/library/aiops-gym-test:1" };
  const recording = readRecording(state.name);
  const usable = recording?.hash === hashOf(state) ? recording : undefined;
  const recorded = usable === undefined ? undefined : { ...usable, answers: normaliseRun(usable) };
  const answers = normaliseRun(run);
  return lines.map((each, index): Verdict => {
    const { line } = fillIn(each, names);
    const answered = answers[index];
    const expected = recorded === undefined ? undefined : answerTo(recorded, state, index, line);
    const agree = expected !== undefined && answered !== undefined && same(expected, answered, each);
    const reason = explanations.find((explanation) => explains(explanation, state.name, line));
    return {
      state: state.name,
      line,
      result: agree ? "agree" : reason === undefined ? "differ" : "explained",
      ...(expected === undefined ? {} : { recorded: expected }),
      ...(answered === undefined ? {} : { answered }),
    };
  });
}

function same(a: Answer, b: Answer, { compare, seconds }: FullLine): boolean {
  const text = ({ stdout }: Answer): string =>
    compare === "sorted-lines" ? stdout.split("\n").sort().join("\n") : stdout;
  if (seconds !== undefined) return text(a) === text(b);
  if (a.exitCode !== b.exitCode) return false;
  return compare === "exit-code" || (text(a) === text(b) && a.stderr === b.stderr);
}

function explains(explanation: Explanation, state: string, line: string): boolean {
  if (explanation.state !== state) return false;
  const wanted = explanation.line ?? "*";
  return wanted.endsWith("*") ? line.startsWith(wanted.slice(0, -1)) : line === wanted;
}

/** Explanations that explain nothing. */
export function staleExplanations(
  verdicts: readonly Verdict[],
  explanations: readonly Explanation[],
): readonly Explanation[] {
  return explanations.filter(
    (one) =>
      one.sometimes !== true &&
      !verdicts.some(({ state, line, result }) => result === "explained" && explains(one, state, line)),
  );
}

/** The difference as text: lines that only the recording has with `-`, those that only the answer has with `+`. */
export function differenceText({ recorded, answered }: Verdict): string {
  if (recorded === undefined) return "  there is no recording of it: npm run record-kubectl -- --missing";
  if (answered === undefined) return "  there is no answer";
  const parts = [
    ...(recorded.exitCode === answered.exitCode ? [] : [`  exit code: -${recorded.exitCode} +${answered.exitCode}`]),
    ...changedLines("stdout", recorded.stdout, answered.stdout),
    ...changedLines("stderr", recorded.stderr, answered.stderr),
  ];
  return parts.join("\n");
}

function changedLines(title: string, before: string, after: string): readonly string[] {
  if (before === after) return [];
  const [a, b] = [before.split("\n"), after.split("\n")];
  // longest common subsequence, for texts of some hundreds of lines
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row !== undefined) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: string[] = [`  ${title}:`];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) out.push(`    - ${a[i++]}`);
    else out.push(`    + ${b[j++]}`);
  }
  return out;
}
