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

/** The program with `del` of several paths, or of paths that iterate, as steps that just-bash's jq takes one by one. */
export function withDeletions(program: string): string {
  let written = "";
  let from = 0;
  for (const match of program.matchAll(/"(?:[^"\\]|\\[\s\S])*"|#[^\n]*|\bdel\(/g)) {
    const start = match.index;
    if (match[0] !== "del(" || start < from) continue;
    const end = closing(program, start + 4);
    if (end < 0) break;
    written += program.slice(from, start) + deletions(program.slice(start + 4, end));
    from = end + 1;
  }
  return written + program.slice(from);
}

/** Where the parenthesis closes that opens before an index; -1 when it does not. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (const { 0: found, index } of text.slice(from).matchAll(/"(?:[^"\\]|\\[\s\S])*"|[([{)\]}]/g)) {
    if (/^[([{]$/.test(found)) depth += 1;
    if (/^[)\]}]$/.test(found)) depth -= 1;
    if (depth === 0) return from + index;
  }
  return -1;
}

function deletions(paths: string): string {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (const { 0: found, index } of paths.matchAll(/"(?:[^"\\]|\\[\s\S])*"|[([{)\]},]/g)) {
    if (/^[([{]$/.test(found)) depth += 1;
    else if (/^[)\]}]$/.test(found)) depth -= 1;
    else if (found === "," && depth === 0) {
      parts.push(paths.slice(from, index));
      from = index + 1;
    }
  }
  parts.push(paths.slice(from));
  // of several indexes the later go first, as the real one has it
  const steps = parts.map((path) => deletion(path.trim())).toReversed();
  return steps.length === 1 && steps[0] === `del(${paths.trim()})` ? `del(${paths})` : `(${steps.join(" | ")})`;
}

/** One path's deletion. */
function deletion(path: string): string {
  const at = path.search(/\[\]/);
  if (at < 0 || /^[^[]*(?:\||\.\.)/.test(path)) return `del(${path})`;
  const before = path.slice(0, at);
  const after = path.slice(at + 2).replace(/^\?/, "");
  const list = before === "" ? "." : before;
  if (after === "") return `(${list} |= map(empty))`;
  const chosen = /^\s*\|\s*select\(/.exec(after);
  if (chosen !== null) {
    const end = closing(after, chosen[0].length);
    if (end < 0 || after.slice(end + 1).trim() !== "") return `del(${path})`;
    return `(${list} |= map(select((${after.slice(chosen[0].length, end)}) | not)))`;
  }
  return /^[.[]/.test(after) ? `(${before}[] |= ${deletion(after)})` : `del(${path})`;
}
