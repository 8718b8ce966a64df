/**
 * `diff` and `cmp`.
 * @module
 */
import { diffArrays } from "diff";
import { type CommandAnswer, type CommandBody, failedWith, textAt } from "./command.ts";
import { writeOutOptions } from "./option-forms.ts";

/** Lines that may differ before a comparison is given up. */
const mostEdits = 4_000;

/** A run of lines that one side has in the place of the other's. Numbers count from 0; `to` is excluded. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function changesOf(before: string[], after: string[]): Change[] | undefined {
  const parts = diffArrays(before, after, { maxEditLength: mostEdits });
  if (parts === undefined) return undefined;
  const changes: Change[] = [];
  let at = 0;
  let newAt = 0;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (part === undefined) continue;
    if (!part.added && !part.removed) {
      at += part.count;
      newAt += part.count;
      continue;
    }
    const pair = parts[index + 1];
    const both =
      pair !== undefined && pair.added !== part.added && (pair.added || pair.removed) ? [part, pair] : [part];
    const removed = both.find((one) => one.removed)?.count ?? 0;
    const added = both.find((one) => one.added)?.count ?? 0;
    changes.push({ from: at, to: at + removed, newFrom: newAt, newTo: newAt + added });
    at += removed;
    newAt += added;
    index += both.length - 1;
  }
  return changes;
}

/** `3`, `3,5`: lines counted from 1; of no lines, the one before. */
function range(from: number, to: number): string {
  return to - from > 1 ? `${from + 1},${to}` : String(to === from ? from : to);
}

function normal(changes: readonly Change[], before: readonly string[], after: readonly string[]): string {
  return changes
    .map(({ from, to, newFrom, newTo }) => {
      const kind = to === from ? "a" : newTo === newFrom ? "d" : "c";
      const old = before.slice(from, to).map((line) => `< ${line}\n`);
      const fresh = after.slice(newFrom, newTo).map((line) => `> ${line}\n`);
      return `${range(from, to)}${kind}${range(newFrom, newTo)}\n${old.join("")}${kind === "c" ? "---\n" : ""}${fresh.join("")}`;
    })
    .join("");
}

function unified(
  changes: readonly Change[],
  before: readonly string[],
  after: readonly string[],
  context: number,
): string {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const end = last?.at(-1)?.to;
    if (last !== undefined && end !== undefined && change.from - end <= 2 * context) last.push(change);
    else hunks.push([change]);
  }
  const span = (from: number, to: number): string =>
    to - from === 1 ? String(to) : `${to === from ? from : from + 1},${to - from}`;
  let text = "";
  for (const hunk of hunks) {
    const [first] = hunk;
    const last = hunk.at(-1);
    if (first === undefined || last === undefined) continue;
    const from = Math.max(0, first.from - context);
    const to = Math.min(before.length, last.to + context);
    const newFrom = first.newFrom - (first.from - from);
    const newTo = last.newTo + (to - last.to);
    text += `@@ -${span(from, to)} +${span(newFrom, newTo)} @@\n`;
    let at = from;
    for (const change of hunk) {
      for (; at < change.from; at++) text += ` ${before[at] ?? ""}\n`;
      for (; at < change.to; at++) text += `-${before[at] ?? ""}\n`;
      for (let index = change.newFrom; index < change.newTo; index++) text += `+${after[index] ?? ""}\n`;
    }
    for (; at < to; at++) text += ` ${before[at] ?? ""}\n`;
  }
  return text;
}

/** The hunks of `diff -u`; empty when nothing differs, `undefined` when too much does. */
export function unifiedHunks(before: string, after: string): string | undefined {
  const [a, b] = [linesOf(before), linesOf(after)];
  const changes = changesOf(a, b);
  return changes === undefined ? undefined : unified(changes, a, b, 3);
}

/** `diff`, `diff -u`, `diff -q`. */
export const diff: CommandBody = async (args, call): Promise<CommandAnswer> => {
  const words = writeOutOptions(args, {
    values: "UL",
    short: { unified: "u", brief: "q", label: "L", "ignore-all-space": "w", "report-identical-files": "s" },
    dropped: ["color", "strip-trailing-cr", "new-file", "text"],
    droppedLetters: "aN",
  });
  const flags = new Set(words.filter((word) => /^-[a-zA-Z]$/.test(word)));
  const valued = (word: string, index: number): boolean => /^-[UL]$/.test(words[index - 1] ?? "") && word !== "";
  const [one, two, ...more] = words.filter((word, index) => !/^-./.test(word) && !valued(word, index));
  if (one === undefined || two === undefined || more.length > 0)
    return failedWith(2, "diff: missing operand after 'diff'\ndiff: Try 'diff --help' for more information.");
  const [before, after] = [await textAt(call, one), await textAt(call, two)];
  const missing = [before === undefined ? one : "", after === undefined ? two : ""].filter((path) => path !== "");
  if (before === undefined || after === undefined)
    return failedWith(2, missing.map((path) => `diff: ${path}: No such file or directory`).join("\n"));
  const plain = (text: string): string[] =>
    flags.has("-w") ? linesOf(text).map((line) => line.replaceAll(/\s/g, "")) : linesOf(text);
  if (before === after)
    return { stdout: flags.has("-s") ? `Files ${one} and ${two} are identical\n` : "", stderr: "", exitCode: 0 };
  if (flags.has("-q")) return { stdout: `Files ${one} and ${two} differ\n`, stderr: "", exitCode: 1 };
  const changes = changesOf(plain(before), plain(after));
  if (changes === undefined) return failedWith(2, `diff: the files differ in more than ${mostEdits} lines`);
  if (changes.length === 0) return { stdout: "", stderr: "", exitCode: 0 };
  const context = words.indexOf("-U") < 0 ? 3 : Number(words[words.indexOf("-U") + 1]);
  if (!flags.has("-u") && !flags.has("-U"))
    return { stdout: normal(changes, linesOf(before), linesOf(after)), stderr: "", exitCode: 1 };
  const time = new Date().toISOString().replace("T", " ").replace("Z", "000000 +0000");
  const labels = words.flatMap((word, index) => (words[index - 1] === "-L" ? [word] : []));
  const head = `--- ${labels[0] ?? `${one}\t${time}`}\n+++ ${labels[1] ?? `${two}\t${time}`}\n`;
  return { stdout: head + unified(changes, linesOf(before), linesOf(after), context), stderr: "", exitCode: 1 };
};

/** `cmp`. */
export const cmp: CommandBody = async (args, call) => {
  const [one = "", two = ""] = args.filter((arg) => !/^-./.test(arg));
  const [before, after] = [await textAt(call, one), await textAt(call, two)];
  if (before === undefined || after === undefined)
    return failedWith(2, `cmp: ${before === undefined ? one : two}: No such file or directory`);
  if (before === after) return { stdout: "", stderr: "", exitCode: 0 };
  let at = 0;
  while (at < before.length && before[at] === after[at]) at += 1;
  const silent = args.includes("-s") || args.includes("--silent");
  if (at === before.length || at === after.length)
    return {
      stdout: "",
      stderr: silent ? "" : `cmp: EOF on ${at === before.length ? one : two} after byte ${at}\n`,
      exitCode: 1,
    };
  const line = before.slice(0, at).split("\n").length;
  return { stdout: silent ? "" : `${one} ${two} differ: char ${at + 1}, line ${line}\n`, stderr: "", exitCode: 1 };
};
