/**
 * Commands that are one call of kubectl, mostly with filters after it: they need no bash.
 * @module
 */
import { plainStages } from "./plain-command.ts";
import { type PlainFilter, plainFilter } from "./plain-filters.ts";

/** A call, and what is done to what it prints. */
export interface PlainKubectl {
  /** Frozen: the same list for the same command. */
  readonly argv: readonly string[];
  readonly filters: readonly PlainFilter[];
}

/** The latest commands: policies send the same again and again. */
const known = new Map<string, PlainKubectl | undefined>();
const mostKnown = 256;
const longestKnown = 500;

/** The call of a command; `undefined` for what bash has to read. */
export function plainKubectl(command: string): PlainKubectl | undefined {
  if (known.has(command)) return known.get(command);
  const call = callOf(command);
  if (command.length > longestKnown) return call;
  if (known.size >= mostKnown) known.clear();
  known.set(command, call);
  return call;
}

function callOf(command: string): PlainKubectl | undefined {
  const [[program, ...argv] = [], ...rest] = plainStages(command) ?? [];
  // What writes files goes through bash, on whose clock files change.
  if (program !== "kubectl" || argv.includes("cp")) return undefined;
  const filters: PlainFilter[] = [];
  for (const words of rest) {
    const filter = plainFilter(words);
    if (filter === undefined) return undefined;
    filters.push(filter);
  }
  return { argv: Object.freeze(argv), filters };
}
