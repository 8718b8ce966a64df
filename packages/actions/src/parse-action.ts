/**
 * From what a policy wrote to a call of an action.
 * @module
 */
import type { ActionProfile, TaskName } from "./action-definition.ts";

/** An action's name and its arguments, checked against its schema. */
export interface ActionCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export type ParseResult =
  | { readonly ok: true; readonly call: ActionCall }
  /** `message` says what was found, what was expected, what to do. */
  | { readonly ok: false; readonly message: string };

export interface ParseOptions {
  readonly task: TaskName;
  readonly profile?: ActionProfile;
}

/** Reads an action: text, or `{ name, arguments }` as a model's tool call gives it. Never throws. */
export function parseAction(_input: unknown, _options: ParseOptions): ParseResult {
  return { ok: false, message: "not built yet" };
}
