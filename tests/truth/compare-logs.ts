/**
 * Did the processes print the same lines?
 * @module
 */
import type { Check } from "./check.ts";
import type { ObservedLog } from "./observed.ts";

/** Counts of a line may differ by two, or by this share. */
const maxCountDifference = 0.2;
/** zerolog's lines on stderr: a container runtime mixes the streams at will. */
const otherStream = /^\{"level"/;

function counts(lines: readonly string[]): ReadonlyMap<string, number> {
  const result = new Map<string, number>();
  for (const line of lines) result.set(line, (result.get(line) ?? 0) + 1);
  return result;
}

function order(lines: readonly string[]): string {
  return [...counts(lines).keys()].filter((line) => !otherStream.test(line)).join("\n");
}

function sameCounts(expected: ReadonlyMap<string, number>, actual: ReadonlyMap<string, number>): boolean {
  return [...expected].every(([line, count]) => {
    const other = actual.get(line) ?? 0;
    return Math.abs(count - other) <= Math.max(2, count * maxCountDifference);
  });
}

function missing(from: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string {
  const lines = [...from].filter(([line]) => !other.has(line)).map(([line, count]) => `${line} x${count}`);
  return lines.length === 0 ? "" : `only here: ${lines.slice(0, 4).join("; ")}`;
}

/** Three checks a process: which lines, in which order they first appear, how often. */
export function compareLogs(expected: readonly ObservedLog[], actual: readonly ObservedLog[]): readonly Check[] {
  const processes = [...new Set([...expected, ...actual].map(({ process }) => process))].sort();
  if (processes.length === 0) {
    return [{ area: "logs", subject: "none at all", expected: "none", actual: "none", agree: true }];
  }
  return processes.flatMap((process): readonly Check[] => {
    const linesOf = (logs: readonly ObservedLog[]): readonly string[] =>
      logs.filter((log) => log.process === process).flatMap(({ lines }) => lines);
    const recorded = linesOf(expected);
    const played = linesOf(actual);
    const [mine, theirs] = [counts(recorded), counts(played)];
    const same = mine.size === theirs.size && [...mine.keys()].every((line) => theirs.has(line));
    const check = (subject: string, agree: boolean): Check => ({
      area: "logs",
      subject: `${process}: ${subject}`,
      expected: `${recorded.length} lines ${missing(mine, theirs)}`.trim(),
      actual: `${played.length} lines ${missing(theirs, mine)}`.trim(),
      agree,
    });
    if (!same) return [check("which lines", false)];
    return [
      check("which lines", true),
      check("their order", order(recorded) === order(played)),
      check("how often", sameCounts(mine, theirs)),
    ];
  });
}
