/**
 * What pipelines mostly end with (`| tail -n 5`, `| grep -v Running`), done without a shell: texts in, texts out, as the shell's own
 * commands answer.
 * @module
 */
import type { CommandResult } from "./command-result.ts";
import { grepText } from "./commands/grep.ts";

/** Makes of what was printed what is printed then. */
export type PlainFilter = (text: string) => CommandResult | Promise<CommandResult>;

/** Finds what a command's arguments mean; `undefined` for what only the shell knows. */
type FilterReader = (args: readonly string[]) => PlainFilter | undefined;

const printed = (stdout: string): CommandResult => ({ stdout, stderr: "", exitCode: 0 });

/** `-n 5`, `-n5`, `-5`, `--lines=5`: the number as it stands; 10 where there are no arguments. */
function lineCount(args: readonly string[]): string | undefined {
  const [first, second] = args;
  if (first === undefined) return "10";
  if (first === "-n") return args.length === 2 ? second : undefined;
  return args.length === 1 ? /^(?:-n|-|--lines=)(\+?\d+)$/.exec(first)?.[1] : undefined;
}

/** Where the line after so many begins; the text's length when it has no more. */
function afterLines(text: string, count: number): number {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

/** Where the last so many lines begin. */
function beforeLines(text: string, count: number): number {
  let at = text.endsWith("\n") ? text.length - 1 : text.length;
  for (let line = 0; line < count && at >= 0; line++) at = at === 0 ? -1 : text.lastIndexOf("\n", at - 1);
  return at + 1;
}

const readers: Readonly<Record<string, FilterReader>> = {
  head: (args) => {
    const count = lineCount(args);
    if (count === undefined || !/^\d{1,9}$/.test(count)) return undefined;
    return (text) => printed(text.slice(0, afterLines(text, Number(count))));
  },
  tail: (args) => {
    const count = lineCount(args);
    if (count === undefined || !/^\+?\d{1,9}$/.test(count)) return undefined;
    const lines = Number(count);
    if (count.startsWith("+"))
      return args[0]?.startsWith("-n") ? (text) => printed(text.slice(afterLines(text, lines - 1))) : undefined;
    return (text) => printed(lines === 0 ? "" : text.slice(beforeLines(text, lines)));
  },
  wc: (args) =>
    args.length === 1 && args[0] === "-l" ? (text) => printed(`${text.split("\n").length - 1}\n`) : undefined,
  grep: (args) => {
    const options = args.slice(0, -1);
    const pattern = args.at(-1);
    if (pattern === undefined || pattern.startsWith("-") || !options.every((word) => /^-[EFcinoqvwx]+$/.test(word)))
      return undefined;
    return async (text) => grepText(args, text);
  },
};

/** The filter that a command's words mean; `undefined` for what needs the shell. */
export function plainFilter([program = "", ...args]: readonly string[]): PlainFilter | undefined {
  return Object.hasOwn(readers, program) ? readers[program]?.(args) : undefined;
}
