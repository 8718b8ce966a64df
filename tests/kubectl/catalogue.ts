/**
 * All states, and all lines: every file of `states/` and `lines/` exports lists of them.
 * @module
 */
import { readdirSync } from "node:fs";
import type { FullLine, LinesOf, State } from "./state.ts";

/** A state and all lines of it, in the order of the files' names. */
export interface StateWithLines {
  readonly state: State;
  readonly lines: readonly FullLine[];
}

async function read<T>(folder: string): Promise<readonly T[]> {
  const base = new URL(`${folder}/`, import.meta.url);
  const files = readdirSync(base).filter((file) => file.endsWith(".ts"));
  const lists = await Promise.all(
    files.sort().map(async (file) => {
      const exported = (await import(new URL(file, base).href)) as Readonly<Record<string, unknown>>;
      return Object.values(exported).flatMap((value) => (Array.isArray(value) ? (value as readonly T[]) : []));
    }),
  );
  return lists.flat();
}

const states = await read<State>("states");
const lines = await read<LinesOf>("lines");

for (const { state } of lines) {
  if (!states.some(({ name }) => name === state))
    throw new Error(`there are lines for the state ${state}, which is none`);
}

/** Every state with its lines. */
export const catalogue: readonly StateWithLines[] = states.map((state) => ({
  state,
  lines: lines
    .filter((one) => one.state === state.name)
    .flatMap((one) => one.lines)
    .map((line) => (typeof line === "string" ? { line } : line)),
}));

/** The states whose names are, or begin with, one of a list; all without one. */
export function chooseStates(only: string | undefined): readonly StateWithLines[] {
  if (only === undefined) return catalogue;
  const names = only.split(",");
  return catalogue.filter(({ state }) => names.some((start) => state.name.startsWith(start)));
}
