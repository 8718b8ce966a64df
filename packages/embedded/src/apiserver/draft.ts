/**
 * Objects while they are being made: mutable JSON.
 * @module
 */

/** A JSON object that may be changed. */
export type Draft = { [field: string]: unknown };

/** Whether a value is a JSON object. */
export function isDraft(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A deep copy that may be changed; what JSON cannot say (`undefined`) and `null`s are left out, as the server drops them. */
export function draftOf(value: unknown): Draft {
  const copy = copyOf(value);
  return isDraft(copy) ? copy : {};
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isDraft(value)) return value;
  const copy: Draft = {};
  for (const key in value) {
    const item = value[key];
    if (item !== undefined && item !== null) copy[key] = typeof item === "object" ? copyOf(item) : item;
  }
  return copy;
}

/** A deep copy that keeps `null`s, as custom resources may. */
export function exactDraftOf(value: unknown): Draft {
  return structuredClone(value) as Draft;
}

/** The object in a field; an empty one is put there when there is none. */
export function objectIn(draft: Draft, field: string): Draft {
  const value = draft[field];
  if (isDraft(value)) return value;
  const empty: Draft = {};
  draft[field] = empty;
  return empty;
}

/** The object in a field, when there is one. */
export function maybeObjectIn(draft: Draft | undefined, field: string): Draft | undefined {
  const value = draft?.[field];
  return isDraft(value) ? value : undefined;
}

/** The objects of a list in a field; empty when it is none. */
export function listIn(draft: Draft | undefined, field: string): readonly Draft[] {
  const value = draft?.[field];
  return Array.isArray(value) ? value.filter(isDraft) : [];
}

/** Fills fields that are absent. Objects are copied, so that no two drafts share one. */
export function setDefaults(draft: Draft, defaults: Readonly<Draft>): void {
  for (const key in defaults) {
    if ((draft[key] ?? undefined) === undefined)
      draft[key] = isDraft(defaults[key]) ? draftOf(defaults[key]) : defaults[key];
  }
}

/** Removes the named fields where they are empty lists, empty objects or empty texts, as the server does not store those. */
export function dropEmpty(draft: Draft | undefined, fields: readonly string[]): void {
  if (draft === undefined) return;
  for (const field of fields) {
    const value = draft[field];
    if (value === "" || (Array.isArray(value) && value.length === 0)) delete draft[field];
    else if (isDraft(value) && Object.keys(value).length === 0) delete draft[field];
  }
}

/**
 * A value with the parts of an earlier one where they are the same, in the same order of fields: versions that are kept together
 * take less, and what did not change is seen at once.
 *
 * @returns `earlier` itself where all is the same, `value` itself where nothing is; neither is changed.
 */
export function withPartsOf<T>(value: T, earlier: unknown): T {
  if (value === earlier || typeof value !== "object" || value === null) return value;
  return (Array.isArray(value) ? itemsOf(value, earlier) : fieldsOf(value as unknown as Draft, earlier)) as T;
}

function itemsOf(value: readonly unknown[], earlier: unknown): unknown {
  if (!Array.isArray(earlier)) return value;
  let result: unknown[] | undefined;
  let same = value.length === earlier.length;
  for (let index = 0; index < value.length && index < earlier.length; index++) {
    const item = withPartsOf(value[index], earlier[index]);
    same &&= item === earlier[index];
    if (item !== value[index]) {
      result ??= [...value];
      result[index] = item;
    }
  }
  return same ? earlier : (result ?? value);
}

function fieldsOf(value: Draft, earlier: unknown): unknown {
  if (!isDraft(earlier)) return value;
  let result: Draft | undefined;
  let same = true;
  for (const key in value) {
    const own = value[key];
    const before = earlier[key];
    if (own === before) continue;
    const item = withPartsOf(own, before);
    same &&= item === before;
    if (item !== own) {
      result ??= { ...value };
      result[key] = item;
    }
  }
  return same && haveSameKeys(value, earlier) ? earlier : (result ?? value);
}

/** Whether two objects have the same fields in the same order. */
function haveSameKeys(a: Draft, b: Draft): boolean {
  const keys = Object.keys(b);
  let count = 0;
  for (const key in a) if (keys[count++] !== key) return false;
  return count === keys.length;
}

/** Whether two JSON values say the same, whatever the order of their fields. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!sameJson(a[index], b[index])) return false;
    return true;
  }
  if (!isDraft(a) || !isDraft(b)) return false;
  let count = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    count += 1;
    const other = b[key];
    if (value !== other && !sameJson(value, other)) return false;
  }
  for (const key in b) if (b[key] !== undefined) count -= 1;
  return count === 0;
}
