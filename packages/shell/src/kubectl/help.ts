/**
 * `kubectl --help`, in few words of our own.
 * @module
 */
import { commands } from "./commands/index.ts";
import type { Command } from "./invocation.ts";

/** All commands, a line each. */
export function rootHelp(): string {
  const all = [...commands.values()].filter(({ name }) => !name.includes(" "));
  const lines = all.map(({ name, summary }) => `  ${name.padEnd(15)} ${summary}`);
  return `kubectl, as far as this shell has it.\n\nCommands:\n${lines.join("\n")}\n\nUsage:\n  kubectl [flags] COMMAND\n`;
}

/** How one command is called. */
export function commandHelp({ name, summary, usage, flags }: Command): string {
  const names = flags
    .split(" ")
    .filter(Boolean)
    .map((text) => {
      const [, long = "", short] = /^([\w-]+)(?:\/(\w))?/.exec(text) ?? [];
      return `  ${short === undefined ? "    " : `-${short}, `}--${long}`;
    });
  const inner = [...new Set(commands.values())].filter((command) => command.name.startsWith(`${name} `));
  const below =
    inner.length === 0
      ? ""
      : `\nCommands:\n${inner.map((one) => `  ${one.name.padEnd(20)} ${one.summary}`).join("\n")}\n`;
  const options = names.length === 0 ? "" : `\nOptions:\n${names.sort().join("\n")}\n`;
  return `${summary}\n\nUsage:\n  kubectl ${usage}\n${below}${options}`;
}
