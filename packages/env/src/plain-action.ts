/**
 * Actions as data: what a policy gave, as JSON would write it.
 * @module
 */

/** No action of ours is half as deep. */
const deepest = 64;

/**
 * A copy of an action that holds JSON data alone, so that what is done, recorded and replayed is one and the same whatever a policy
 * hands over. Numbers that are none become null, and fields of functions and symbols are left out, as `JSON.stringify` does; undefined
 * is null; typed arrays become lists; integers of any length (`3n`, as Arrow's tables have them) become numbers, or texts where a number
 * would round them; and where an object is within itself, or too deep, a text says so.
 */
export function plainAction(action: unknown): unknown {
  return plain(action, []) ?? null;
}

/** A {@link plainAction} as a policy would have written it: texts as they are, the rest as JSON. */
export function actionText(action: unknown): string {
  return typeof action === "string" ? action : (JSON.stringify(action) ?? "");
}

function plain(value: unknown, around: readonly object[]): unknown {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? value : null;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "function":
    case "symbol":
      return undefined;
    case "object":
      return value === null ? null : plainObject(value, around);
    default:
      return value;
  }
}

function plainObject(value: object, around: readonly object[]): unknown {
  if (around.includes(value)) return "[circular]";
  if (around.length >= deepest) return "[too deep]";
  const within = [...around, value];
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return plain(toJSON.call(value, ""), within);
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)))
    return Array.from(value as ArrayLike<unknown>, (item) => plain(item, within) ?? null);
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) {
    const item = plain(copy[key], within);
    if (item === undefined) delete copy[key];
    else copy[key] = item;
  }
  return copy;
}
