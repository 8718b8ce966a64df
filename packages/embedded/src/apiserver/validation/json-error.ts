/**
 * What Go says of a text that is no JSON.
 * @module
 */

const literals = ["true", "false", "null"];

/** The error; absent when the text is JSON. */
export function jsonError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const start = text.trimStart();
    if (start === "" || /^[[{][\s]*$/.test(start)) return "unexpected end of JSON input";
    const literal = literals.find((word) => word[0] === start[0]);
    if (literal !== undefined) {
      const at = [...literal].findIndex((letter, index) => start[index] !== letter);
      if (at > 0 && start[at] !== undefined) {
        return `invalid character '${start[at]}' in literal ${literal} (expecting '${literal[at]}')`;
      }
      return "unexpected end of JSON input";
    }
    if (/^[^\s{["0-9-]/.test(start)) return `invalid character '${start[0]}' looking for beginning of value`;
    return "unexpected end of JSON input";
  }
}
