/**
 * Why YAML cannot be read, in the words of Go's library: which failure it is, and which line it names.
 * @module
 */
import type { YAMLParseError } from "yaml";

/** A failure in Go's words; its line is counted from 1, 0 for none. */
interface Words {
  readonly line: number;
  readonly text: string;
}

/** What is found while reading characters names its line, what is found while building the tree the line before. */
const scanning = (line: number, text: string): Words => ({ line: line === 1 ? 0 : line, text });
const building = (line: number, text: string): Words => ({ line: line - 1, text });

const misplacedValue = "mapping values are not allowed in this context";
const missingColon = "could not find expected ':'";
const missingKey = "did not find expected key";
const badStart = "found character that cannot start any token";

/** The message of a failure. */
export function goYamlMessage(text: string, problem: YAMLParseError): string {
  const { line, text: why } = wordsOf(text, problem);
  return line > 0 ? `yaml: line ${line}: ${why}` : `yaml: ${why}`;
}

function wordsOf(text: string, problem: YAMLParseError): Words {
  const { line = 1, col = 1 } = problem.linePos?.[0] ?? {};
  const lines = text.split("\n");
  const here = lines[line - 1] ?? "";
  const from = here.slice(col - 1);
  switch (problem.code) {
    case "BLOCK_AS_IMPLICIT_KEY":
      if (from.startsWith("?")) return scanning(line, "mapping keys are not allowed in this context");
      return scanning(colonAfter(lines, line, col), misplacedValue);
    case "MULTILINE_IMPLICIT_KEY":
      if (/^\s*- /.test(here) && col === here.search(/\S/) + 1) return building(line, missingKey);
      return hasSibling(lines, line, col)
        ? scanning(line + 1, missingColon)
        : scanning(colonAfter(lines, line, col), misplacedValue);
    case "TAB_AS_INDENT": {
      const before = lines[line - 2] ?? "";
      const continues = line > 1 && !/:\s*$/.test(before);
      return scanning(line, continues ? "found a tab character that violates indentation" : badStart);
    }
    case "BAD_SCALAR_START":
      return scanning(line, badStart);
    case "BAD_DQ_ESCAPE":
      return scanning(line, "found unknown escape character");
    case "BAD_ALIAS":
      return scanning(line, "did not find expected alphabetic or numeric character");
    case "BAD_INDENT":
      return building(
        line,
        flowProblem(lines, line) ?? (isBelowDash(lines, line) ? missingDash(lines, line) : missingKey),
      );
    case "MISSING_CHAR":
      if (/without - indicator/.test(problem.message)) return building(line, missingDash(lines, line));
      if (/quote/.test(problem.message)) return scanning(line, "found unexpected end of stream");
      return /:(\s|$)/.test(here) ? building(line, missingKey) : scanning(line + 1, missingColon);
    case "UNEXPECTED_TOKEN": {
      if (/^- /.test(from)) return scanning(line, "block sequence entries are not allowed in this context");
      if (isBelowDash(lines, line)) return building(line, missingDash(lines, line));
      return building(line, missingKey);
    }
    case "DUPLICATE_KEY":
      return building(line + 1, "mapping key already defined");
    default:
      return building(line, problem.message.split("\n")[0]?.replace(/ at line .*$/, "") ?? "");
  }
}

/** The line of the colon that turns what begins here into a key. */
function colonAfter(lines: readonly string[], line: number, col: number): number {
  const isKey = (text: string): boolean => /:(\s|$)/.test(text);
  if (isKey((lines[line - 1] ?? "").slice(col - 1))) return line;
  for (let at = line; at < lines.length; at++) if (isKey(lines[at] ?? "")) return at + 1;
  return line;
}

/** Whether a key at the same column came before: then this has to be one, too. */
function hasSibling(lines: readonly string[], line: number, col: number): boolean {
  return lines.slice(0, line - 1).some((one) => one.search(/\S/) === col - 1 && /:(\s|$)/.test(one));
}

/** What an open `[` or `{` before a line lacks; `undefined` where none is open. */
function flowProblem(lines: readonly string[], line: number): string | undefined {
  const before = lines.slice(0, line - 1).join("\n");
  let open = "";
  for (const char of before.replaceAll(/"[^"\n]*"|'[^'\n]*'|#[^\n]*/g, "")) {
    if (char === "[" || char === "{") open += char;
    else if (char === "]" || char === "}") open = open.slice(0, -1);
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  if (/[[{]\s*$/.test(before)) return "did not find expected node content";
  return last === "[" ? "did not find expected ',' or ']'" : "did not find expected ',' or '}'";
}

/** What is missing after a list: its next dash, or the key that ends it where its dashes stand below the letters of its own key. */
function missingDash(lines: readonly string[], line: number): string {
  const before = lines.slice(0, line - 1);
  const at = before.findLastIndex((one) => /^\s*- /.test(one));
  const column = before[at]?.search(/\S/) ?? 0;
  const owner = before.slice(0, at).findLast((one) => /^\s*[^\s#-].*:\s*$/.test(one) && one.search(/\S/) <= column);
  return owner !== undefined && owner.search(/\S/) === column ? missingKey : "did not find expected '-' indicator";
}

/** Whether a line begins where the dash of the line before stands. */
function isBelowDash(lines: readonly string[], line: number): boolean {
  const before = lines[line - 2] ?? "";
  return /^\s*- /.test(before) && before.search(/\S/) === (lines[line - 1] ?? "").search(/\S/);
}
