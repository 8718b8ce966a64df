/**
 * AIOpsLab's own way to read actions, holes included.
 * @module
 */
import type { ActionProfile, TaskName } from "./action-definition.ts";
import { actionsFor, findAction } from "./action-list.ts";
import type { ParseResult } from "./parse-action.ts";
import { type PythonArguments, PythonLiteralError, type PythonValue, parsePythonArguments } from "./python-literal.ts";

const profile: ActionProfile = "aiopslab";

function fail(message: string): ParseResult {
  return { ok: false, message };
}

/** Reads a reply: exactly one fence with nothing behind its ticks, in it one call. */
export function parseAiopslab(text: string, task: TaskName): ParseResult {
  const fences = [...text.matchAll(/```[ \t]*\n(.*?)\n```/gs)];
  const [fence] = fences;
  if (fence === undefined || fences.length > 1) {
    return fail("Format validation failure. Only have one pair of three ticks (```) wrapping the API call.");
  }
  const content = (fence[1] ?? "").trim();
  const open = content.indexOf("(");
  const close = content.lastIndexOf(")");
  if (open < 0 || close < open) return fail("No API call found!");
  const name = content.slice(0, open).trim();
  const inside = content.slice(open + 1, close).trim();
  let args: PythonArguments;
  try {
    args = name === "exec_shell" ? readCommand(inside) : parsePythonArguments(inside);
  } catch (error) {
    if (!(error instanceof PythonLiteralError)) throw error;
    return fail(
      error.kind === "unsupported"
        ? "Error parsing response: Unsupported AST node type"
        : `Error parsing response: ${error.message}`,
    );
  }
  if (findAction(name, task, profile) === undefined) return fail(`Invalid action: ${name}`);
  return bind(name, args, task);
}

/** Everything between the outer quotes, cut with as little care as AIOpsLab does. */
function readCommand(inside: string): PythonArguments {
  const text = inside.startsWith("command=") ? inside.slice("command=".length).trim() : inside;
  const quote = text.charAt(0);
  if ((quote !== '"' && quote !== "'") || !text.endsWith(quote)) {
    throw new PythonLiteralError("syntax", "commands must be quoted strings", 0);
  }
  const edge = new RegExp(`^${quote}+|${quote}+$`, "g");
  const command = text.replace(edge, "").replaceAll('\\"', '"').replaceAll("\\'", "'");
  return { positional: [command], keywords: {} };
}

/** What Python says when a call does not fit its function. */
function bind(name: string, { positional, keywords }: PythonArguments, task: TaskName): ParseResult {
  const action = actionsFor(task, profile).find((one) => one.name === name);
  if (action === undefined) return fail(`Invalid action: ${name}`);
  const parameters = Object.keys(action.schema.shape);
  const owner = name === "submit" ? `${task.charAt(0).toUpperCase()}${task.slice(1)}Actions` : "TaskActions";
  const call = `${owner}.${name}()`;
  const unknown = Object.keys(keywords).find((key) => !parameters.includes(key));
  if (unknown !== undefined) return fail(`${call} got an unexpected keyword argument '${unknown}'`);
  if (positional.length > parameters.length) {
    const takes = `${parameters.length} positional argument${parameters.length === 1 ? "" : "s"}`;
    return fail(`${call} takes ${takes} but ${positional.length} ${positional.length === 1 ? "was" : "were"} given`);
  }
  const given: Record<string, PythonValue> = {};
  for (const [index, value] of positional.entries()) given[parameters[index] ?? ""] = value;
  const twice = Object.keys(keywords).find((key) => key in given);
  if (twice !== undefined) return fail(`${call} got multiple values for argument '${twice}'`);
  Object.assign(given, keywords);
  const missing = parameters.filter(
    (key) => !(key in given) && !action.schema.shape[key]?.safeParse(undefined).success,
  );
  if (missing.length > 0) {
    const names = missing.map((key) => `'${key}'`).join(" and ");
    return fail(
      `${call} missing ${missing.length} required positional argument${missing.length === 1 ? "" : "s"}: ${names}`,
    );
  }
  if (name === "submit") {
    // the answer that is graded is the one positional argument, or the list of them
    const submitted = task === "mitigation" ? null : positional.length === 1 ? (positional[0] ?? null) : positional;
    return { ok: true, call: { name, arguments: given, submitted } };
  }
  const checked = action.schema.safeParse(given);
  if (!checked.success)
    return fail(`Error parsing response: ${checked.error.issues.map((issue) => issue.message).join("; ")}`);
  return { ok: true, call: { name, arguments: checked.data } };
}
