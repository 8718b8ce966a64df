/**
 * Arguments that fitted before: policies send the same few again and again, and checking costs more than carrying out.
 * @module
 */
import type { AnyAction } from "./action-definition.ts";

/** What of a schema's answer is kept. */
type Checked = Readonly<Record<string, unknown>>;

/** Beyond it, all of an action are forgotten. A catalogue has some four for each service. */
const mostKept = 512;
const longestText = 100;

const kept = new WeakMap<AnyAction, Map<string, Checked>>();

/**
 * Checks arguments against an action's schema.
 *
 * @returns as `safeParse` does; data that fits is frozen.
 */
export function checkArguments(action: AnyAction, args: Checked): ReturnType<AnyAction["schema"]["safeParse"]> {
  const key = keyOf(args);
  if (key === undefined) return action.schema.safeParse(args);
  let known = kept.get(action);
  const before = known?.get(key);
  if (before !== undefined) return { success: true, data: before };
  const result = action.schema.safeParse(args);
  if (!result.success) return result;
  if (known === undefined || known.size >= mostKept) {
    known = new Map();
    kept.set(action, known);
  }
  known.set(key, Object.freeze(result.data));
  return result;
}

/** One text for equal arguments; undefined for those that are not short texts and finite numbers alone. */
function keyOf(args: Checked): string | undefined {
  let key = "";
  for (const name in args) {
    const value = args[name];
    if (typeof value === "string") {
      if (value.length > longestText) return undefined;
      key += `${JSON.stringify(name)}${JSON.stringify(value)}`;
    } else if (typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0))
      key += `${JSON.stringify(name)}${value}`;
    else return undefined;
  }
  return key;
}
