/**
 * Small maps of texts as JSON, the same bytes for the same entries.
 * @module
 */

/** A JSON object with its keys in the order of their code units; null for no entries. */
export function toJsonObject(entries: Readonly<Record<string, string>> | null | undefined): string | null {
  if (!entries) return null;
  const keys = Object.keys(entries).sort();
  if (keys.length === 0) return null;
  let text = "{";
  for (const key of keys) text += `${text.length > 1 ? "," : ""}${JSON.stringify(key)}:${JSON.stringify(entries[key])}`;
  return `${text}}`;
}
