/**
 * Keeps replies readable.
 * @module
 */

const longest = 32_768;

/** Keeps the end of a text that is too long, whole lines where it can, and says how much is missing. */
export function keepEnd(text: string, limit: number = longest): string {
  if (text.length <= limit) return text;
  const tail = text.slice(-limit);
  const from = tail.indexOf("\n") + 1;
  return `[... ${text.length - tail.length + from} characters before this were cut ...]\n${tail.slice(from)}`;
}

/** The same for texts whose beginning matters. */
export function keepStart(text: string, limit: number = longest): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit);
  const to = head.lastIndexOf("\n") + 1 || limit;
  return `${head.slice(0, to)}[... ${text.length - to} characters after this were cut ...]\n`;
}
