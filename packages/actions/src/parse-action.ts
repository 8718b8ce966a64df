/**
 * From what a policy wrote to a call of an action.
 * @module
 */
import type { ActionProfile, AnyAction, TaskName } from "./action-definition.ts";
import { actionsFor, findAction } from "./action-list.ts";
import { checkArguments } from "./checked-arguments.ts";
import { parseAiopslab } from "./parse-aiopslab.ts";
import { type PythonArguments, PythonLiteralError, parsePythonCall } from "./python-literal.ts";
import { signatureOf } from "./tool-definitions.ts";

/** An action's name and its arguments, checked against its schema. */
export interface ActionCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The answer as AIOpsLab keeps it, where that is not what the arguments say. */
  readonly submitted?: unknown;
}

export type ParseResult =
  | { readonly ok: true; readonly call: ActionCall }
  /** `message` says what was found, what was expected, what to do. */
  | { readonly ok: false; readonly message: string };

export interface ParseOptions {
  readonly task: TaskName;
  readonly profile?: ActionProfile;
}

function fail(message: string): ParseResult {
  return { ok: false, message };
}

/** Reads an action: text, or `{ name, arguments }` as a model's tool call gives it. Never throws. */
export function parseAction(input: unknown, { task, profile = "strict" }: ParseOptions): ParseResult {
  if (typeof input === "string") return profile === "aiopslab" ? parseAiopslab(input, task) : parseText(input, task);
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return fail(
      `The action is ${describe(input)}; expected text, or { "name": ..., "arguments": {...} }. ${available(task, profile)}`,
    );
  }
  return parseStructured(input as Readonly<Record<string, unknown>>, task, profile);
}

function describe(value: unknown): string {
  return Array.isArray(value)
    ? "a list"
    : value === null
      ? "null"
      : typeof value === "undefined"
        ? "missing"
        : `a ${typeof value}`;
}

function available(task: TaskName, profile: ActionProfile): string {
  return `Actions:\n${actionsFor(task, profile)
    .map((action) => `  ${signatureOf(action)}`)
    .join("\n")}`;
}

function parseStructured(
  input: Readonly<Record<string, unknown>>,
  task: TaskName,
  profile: ActionProfile,
): ParseResult {
  const { name } = input;
  if (typeof name !== "string")
    return fail(`The action's name is ${describe(name)}; expected a text. ${available(task, profile)}`);
  let args: unknown = input["arguments"] ?? {};
  if (typeof args === "string") {
    // some models hand their arguments over as JSON text
    try {
      args = args.trim() === "" ? {} : (JSON.parse(args) as unknown);
    } catch {
      return fail(`The arguments of ${name} are a text that is no JSON; expected an object.`);
    }
  }
  if (typeof args !== "object" || args === null || Array.isArray(args)) {
    return fail(`The arguments of ${name} are ${describe(args)}; expected an object.`);
  }
  return check(name, args as Readonly<Record<string, unknown>>, task, profile);
}

/** Checks arguments against the action's schema. */
function check(
  name: string,
  args: Readonly<Record<string, unknown>>,
  task: TaskName,
  profile: ActionProfile,
): ParseResult {
  const action = findAction(name, task, profile);
  if (action === undefined) return fail(`There is no action ${JSON.stringify(name)}. ${available(task, profile)}`);
  const result = checkArguments(action, args);
  if (result.success) return { ok: true, call: { name, arguments: result.data } };
  const problems = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  return fail(`The arguments of ${name} do not fit: ${problems.join("; ")}. Expected ${signatureOf(action)}.`);
}

/** One call in a text: in a fence, of whatever language, or bare. */
function parseText(text: string, task: TaskName): ParseResult {
  const fences = [...text.matchAll(/```[^\n`]*\n?(.*?)```/gs)].map((match) => (match[1] ?? "").trim()).filter(Boolean);
  const candidates = fences.length > 0 ? fences : [text.trim()];
  const results = candidates.flatMap((candidate) => findCalls(candidate, task));
  const [first] = results;
  if (first === undefined) {
    return fail(
      `No action was found in ${fences.length > 0 ? "the fenced block" : "the reply"}; expected one call, for example get_logs("NAMESPACE", "SERVICE"), best in a fenced block. ${available(task, "strict")}`,
    );
  }
  if (results.length > 1)
    return fail(
      `${results.length} actions were found; expected one. Send one action, read the reply, then send the next.`,
    );
  return first;
}

/** All calls of known actions in a text, and a tool call in JSON. */
function findCalls(text: string, task: TaskName): readonly ParseResult[] {
  if (text.startsWith("{")) {
    const value = readJson(text);
    if (value !== undefined && "name" in value) return [parseStructured(value, task, "strict")];
  }
  const names = actionsFor(task).map(({ name }) => name);
  const pattern = new RegExp(`(?<![\\w."'\`-])(${names.join("|")})\\s*\\(`, "g");
  const results: ParseResult[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const name = match[1] ?? "";
    const open = match.index + match[0].length - 1;
    const { result, end } = readCall(name, text, open, task);
    results.push(result);
    pattern.lastIndex = Math.max(end, open + 1);
  }
  if (results.length > 0) return results;
  const unknown = /^([A-Za-z_]\w*)\s*\(/.exec(text);
  return unknown === null
    ? []
    : [fail(`There is no action ${JSON.stringify(unknown[1])}. ${available(task, "strict")}`)];
}

function readJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function readCall(
  name: string,
  text: string,
  open: number,
  task: TaskName,
): { readonly result: ParseResult; readonly end: number } {
  const action = findAction(name, task);
  if (action === undefined) return { result: fail(`There is no action ${JSON.stringify(name)}.`), end: open };
  try {
    const { args, end } = parsePythonCall(text, open, { signs: true });
    return { result: bind(action, args, task), end };
  } catch (error) {
    if (!(error instanceof PythonLiteralError)) throw error;
    const command = name === "exec_shell" ? looseCommand(text, open) : undefined;
    if (command !== undefined) return { result: check(name, { command }, task, "strict"), end: text.length };
    return {
      result: fail(
        `The call of ${name} cannot be read: ${error.message}. Expected ${signatureOf(action)} with literal values.`,
      ),
      end: text.length,
    };
  }
}

/** A command with quotes in it that nobody escaped: all between the outer ones. */
function looseCommand(text: string, open: number): string | undefined {
  const inside = text
    .slice(open + 1, text.lastIndexOf(")"))
    .trim()
    .replace(/^command\s*=\s*/, "");
  const [, quote = "", command] = /^("""|'''|"|')(.*)\1$/s.exec(inside) ?? [];
  return command?.replaceAll(`\\${quote}`, quote);
}

/** Gives positional arguments their names. */
function bind(action: AnyAction, { positional, keywords }: PythonArguments, task: TaskName): ParseResult {
  const parameters = Object.keys(action.schema.shape);
  const expected = `Expected ${signatureOf(action)}.`;
  if (positional.length > parameters.length)
    return fail(`${action.name} got ${positional.length} arguments. ${expected}`);
  const args: Record<string, unknown> = Object.fromEntries(
    positional.map((value, index) => [parameters[index], value]),
  );
  for (const [key, value] of Object.entries(keywords)) {
    if (key in args) return fail(`${action.name} got the argument ${key} twice. ${expected}`);
    args[key] = value;
  }
  return check(action.name, args, task, "strict");
}
