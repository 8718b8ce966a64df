/**
 * How commands of the shell are made.
 * @module
 */
import { type CustomCommand, decodeBytesToUtf8, defineCommand } from "just-bash";

/** What just-bash hands to a command. */
export type CommandCall = Parameters<Parameters<typeof defineCommand>[1]>[1];
/** What a command gives back. */
export type CommandAnswer = Awaited<ReturnType<Parameters<typeof defineCommand>[1]>>;
/** A command's own code. */
export type CommandBody = (args: readonly string[], call: CommandCall) => CommandAnswer | Promise<CommandAnswer>;

/** A command of a name. */
export function command(name: string, body: CommandBody): CustomCommand {
  return defineCommand(name, async (args, call) => body(args, call));
}

/** A text and success. */
export function printed(stdout: string): CommandAnswer {
  return { stdout, stderr: "", exitCode: 0 };
}

/** A complaint and an exit code. */
export function failedWith(exitCode: number, stderr: string): CommandAnswer {
  return { stdout: "", stderr: `${stderr}\n`, exitCode };
}

/** What stands at a command's input, as text. */
export function inputOf(call: CommandCall): string {
  return decodeBytesToUtf8(call.stdin);
}

/** A file's text, or the input's for `-`; `undefined` when there is no such file. */
export async function textAt(call: CommandCall, path: string): Promise<string | undefined> {
  if (path === "-" || path === "/dev/stdin") return inputOf(call);
  const full = call.fs.resolvePath(call.cwd, path);
  if (!(await call.fs.exists(full)) || (await call.fs.stat(full)).isDirectory) return undefined;
  return call.fs.readFile(full);
}

/** The bundled command of the same name, with other arguments. */
export function bundled(call: CommandCall, args: readonly string[]): Promise<CommandAnswer> {
  if (call.origCommand === undefined) throw new Error("no bundled command of this name");
  return call.origCommand([...args]);
}

/** The arguments as one word each that bash hands on as they stand. */
export function quoteWords(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
}
