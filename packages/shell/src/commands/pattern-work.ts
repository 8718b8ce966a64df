/**
 * What a script of sed, awk or jq may cost. Their expressions run in linear time, but a character costs as many steps as the
 * expression has parts, written out: `(a{1,100}){1,10}` has a thousand.
 * @module
 */
import { type CommandAnswer, type CommandCall, failedWith } from "./command.ts";

/**
 * Parts times characters that one run may cost: an expression with much that is counted costs all of it on every character, others
 * mostly cost far less.
 */
const mostWork = { counted: 4_000_000, long: 60_000_000, short: 300_000_000 };
/** Parts that repetitions may add before they count as much, and those of a short expression. */
const fewCounted = 40;
const shortParts = 60;

/** Whether expressions of so many parts, of which repetitions make so many, may run over so many characters. */
export function mayWork(parts: number, counted: number, characters: number): boolean {
  const most = counted > fewCounted ? mostWork.counted : parts > shortParts ? mostWork.long : mostWork.short;
  return parts * characters <= most;
}

/** Parts of a text, as if it were one expression: counted repetitions are written out. */
export function patternWeight(text: string): number {
  const sums = [0];
  let last = 0;
  const add = (weight: number): void => {
    sums[sums.length - 1] = (sums.at(-1) ?? 0) + weight;
    last = weight;
  };
  const part = /\\?\{(\d*)(?:,(\d*))?\\?\}|\\?\(|\\?\)|\[[^\]\n]*\]|\\?[\s\S]/g;
  for (const [found, low, high] of text.matchAll(part)) {
    if (low !== undefined && (low !== "" || (high ?? "") !== "")) {
      const times = Math.max(1, Number(high === undefined || high === "" ? low : high));
      sums[sums.length - 1] = (sums.at(-1) ?? 0) + last * (times - 1);
      last *= times;
    } else if (/^\\?\($/.test(found)) sums.push(0);
    else if (/^\\?\)$/.test(found) && sums.length > 1) add(sums.pop() ?? 0);
    else add(1);
  }
  return sums.reduce((total, sum) => total + sum, 0);
}

/** Characters in a command's input and the files among its arguments. */
export async function inputSize(call: CommandCall, args: readonly string[]): Promise<number> {
  let size = (call.stdin as unknown as string).length;
  for (const arg of args) {
    if (arg.startsWith("-") || arg.length > 4096 || arg.includes("\n")) continue;
    const path = call.fs.resolvePath(call.cwd, arg);
    if (await call.fs.exists(path)) size += (await call.fs.stat(path)).size;
  }
  return size;
}

/** The refusal of a script that would cost too much on its input; `undefined` when it may run. */
export async function refuseWork(
  name: string,
  args: readonly string[],
  call: CommandCall,
): Promise<CommandAnswer | undefined> {
  const characters = await inputSize(call, args);
  const fits = (arg: string): boolean => {
    const parts = patternWeight(arg);
    return mayWork(parts, parts - arg.length, characters);
  };
  if (args.every(fits)) return undefined;
  return failedWith(
    2,
    `${name}: these expressions on this much text are more than the shell's share of work; narrow it`,
  );
}
