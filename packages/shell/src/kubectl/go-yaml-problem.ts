/**
 * What Go's reader of YAML says of a text that ours does not take either.
 * @module
 */
import type { YAMLParseError } from "yaml";

/** How one sort of mistake is told, and by how many lines Go's count is off from where ours finds it. */
interface Wording {
  readonly code: string;
  readonly contains: string;
  readonly says: string;
  readonly lines: number;
}

const wordings: readonly Wording[] = [
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    contains: "Nested mappings",
    says: "mapping values are not allowed in this context",
    lines: 0,
  },
  { code: "BAD_INDENT", contains: "same column", says: "did not find expected key", lines: -1 },
  { code: "TAB_AS_INDENT", contains: "", says: "found character that cannot start any token", lines: 0 },
  { code: "BAD_INDENT", contains: "end with a ]", says: "did not find expected ',' or ']'", lines: -1 },
  { code: "BAD_INDENT", contains: "end with a }", says: "did not find expected ',' or '}'", lines: -1 },
  { code: "MISSING_CHAR", contains: "Missing closing", says: "found unexpected end of stream", lines: 0 },
  { code: "MISSING_CHAR", contains: "map values", says: "could not find expected ':'", lines: 1 },
  { code: "MULTILINE_IMPLICIT_KEY", contains: "", says: "could not find expected ':'", lines: 1 },
  { code: "BAD_SCALAR_START", contains: "", says: "found character that cannot start any token", lines: 0 },
  { code: "MISSING_CHAR", contains: "without - indicator", says: "did not find expected '-' indicator", lines: -1 },
];

/** Go's sentence. Its scanner counts lines from 1, its parser from 0, and the first line of each has no number. */
export function goYamlProblem(problem: YAMLParseError, text: string): string {
  const wording = wordings.find((one) => problem.code === one.code && problem.message.includes(one.contains));
  const found = problem.linePos?.[0].line ?? 1;
  if (wording === undefined) {
    const isList = text.trimStart().startsWith("-");
    return shown(isList ? "did not find expected '-' indicator" : "did not find expected key", found - 1, 1);
  }
  // a line that continues a plain text is told where its colon is
  const continues = wording.code === "BLOCK_AS_IMPLICIT_KEY" && !hasTwoColons(text.split("\n")[found - 1] ?? "");
  return shown(wording.says, found + wording.lines + (continues ? 1 : 0), wording.lines < 0 ? 1 : 2);
}

function hasTwoColons(line: string): boolean {
  return line.split(/:(?:\s|$)/).length > 2;
}

function shown(says: string, line: number, first: number): string {
  return line >= first ? `line ${line}: ${says}` : says;
}
