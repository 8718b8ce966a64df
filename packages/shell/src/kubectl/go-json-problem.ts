/**
 * What Go's reader of JSON says of a text that is none.
 * @module
 */

/** What Go's JSON reader says of a broken text. */
export function goJsonProblem(text: string, problem: string): string {
  const position = /position (\d+)/.exec(problem)?.[1];
  const at = position === undefined ? text.length : Number(position);
  if (at >= text.length || /end of JSON|Unterminated/.test(problem)) return "unexpected end of JSON input";
  const char = text.charAt(at);
  const shown = char === "'" ? "'\\''" : `'${char}'`;
  const before = text.slice(0, at).trimEnd().slice(-1);
  const where =
    before === "{" || (before === "," && /\{[^[\]]*$/.test(text.slice(0, at)))
      ? "looking for beginning of object key string"
      : before === ":" || before === "[" || before === ","
        ? "looking for beginning of value"
        : /\{[^[\]]*"\s*$/.test(text.slice(0, at)) && !/:\s*"[^"]*"\s*$/.test(text.slice(0, at))
          ? "after object key"
          : text.slice(0, at).lastIndexOf("[") > text.slice(0, at).lastIndexOf("{")
            ? "after array element"
            : "after object key:value pair";
  return `invalid character ${shown} ${where}`;
}
