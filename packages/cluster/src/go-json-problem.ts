/**
 * What Go's reader of JSON says of a text that is none, and of values that are not what is expected.
 * @module
 */

/**
 * What Go says of a broken text.
 *
 * @param problem - What this language's own reader said.
 */
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

/** What Go calls a value: `object`, `array`, `string`, `number`, `bool`. */
export function goJsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
