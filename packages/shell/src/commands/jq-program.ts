/**
 * Programs of jq in words that just-bash's jq answers as the real one does.
 * @module
 */

/** A row as the real one writes it: texts in quotes, numbers and booleans bare, nothing for null. */
const rows =
  'def _csv: map(if . == null then "" elif type == "string" then "\\"" + gsub("\\""; "\\"\\"") + "\\"" else tostring end) | join(",");';

/** Texts (with what they interpolate), comments, and what stands between them. */
const part = /"(?:[^"\\]|\\[\s\S])*"|#[^\n]*|[^"#]+/g;

/** The program with `@csv` as a function of its own; others as they are. */
export function withRows(program: string): string {
  let found = false;
  const parts = program.match(part) ?? [];
  const written = parts.map((text, at) => {
    // before a text it formats what that interpolates
    if (/^["#]/.test(text)) return text;
    const next = parts[at + 1]?.startsWith('"') === true;
    return text.replaceAll(/@csv\b(\s*$)?/g, (whole, end: string | undefined) => {
      if (end !== undefined && next) return whole;
      found = true;
      return `_csv${end ?? ""}`;
    });
  });
  return found ? `${rows} ${written.join("")}` : program;
}
