/**
 * Small maps of texts as JSON, the same bytes for the same entries.
 * @module
 */

/** A JSON object with its keys in the order of their code units; null for no entries. */
export function toJsonObject(entries: Readonly<Record<string, string>> | null | undefined): string | null {
  if (!entries) return null;
  const keys = Object.keys(entries);
  if (keys.length === 0) return null;
  if (!areInOrder(keys)) keys.sort();
  // Joined, not added up: engines keep a sum as a tree of its parts, and this text may be kept for long.
  const parts: string[] = [];
  for (const key of keys) parts.push(parts.length === 0 ? "{" : ",", quoted(key), ":", JSON.stringify(entries[key]));
  parts.push("}");
  return parts.join("");
}

function areInOrder(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++)
    if ((keys[index - 1] as string) > (keys[index] as string)) return false;
  return true;
}

const known = new Map<string, string>();
/** Keys of which the JSON is kept: there are few. Beyond it all are forgotten. */
const mostKnown = 512;

function quoted(text: string): string {
  let json = known.get(text);
  if (json === undefined) {
    if (known.size >= mostKnown) known.clear();
    json = JSON.stringify(text);
    known.set(text, json);
  }
  return json;
}
