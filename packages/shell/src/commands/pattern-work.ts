/**
 * What a script of sed, awk or jq may cost. Their expressions run in linear time, but a character costs as many steps as the
 * expression has parts, written out: `(a{1,100}){1,10}` has a thousand.
 * @module
 */
import { type CommandAnswer, type CommandCall, failedWith } from "./command.ts";

/** Parts times characters that one run may cost. */
const mostWork = 200_000_000;

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
  const weight = args.reduce((sum, arg) => Math.max(sum, patternWeight(arg)), 0);
  if (weight < 40) return undefined;
  const work = weight * (await inputSize(call, args));
  if (work <= mostWork) return undefined;
  return failedWith(
    2,
    `${name}: these expressions on this much text are more than the shell's share of work; narrow it`,
  );
}
