/**
 * YAML as kubectl writes it: the choices of go.yaml.in/yaml/v2 about order, quotes and blocks.
 * @module
 */
import { isTree } from "./tree.ts";

/** Writes a value, with a line feed at its end. */
export function writeYaml(value: unknown): string {
  if (isTree(value) && Object.keys(value).length > 0) return writeMap(value, 0);
  if (Array.isArray(value) && value.length > 0) return writeList(value, 0);
  return `${writeScalar(value, 0, 0)}\n`;
}

function writeMap(value: Readonly<Record<string, unknown>>, depth: number): string {
  const margin = "  ".repeat(depth);
  let out = "";
  for (const key of Object.keys(value).sort(compareKeys)) {
    if (value[key] === undefined) continue;
    const start = `${margin}${writeText(key, depth, undefined)}:`;
    out += start + writeAfterKey(value[key], depth, start.length);
  }
  return out;
}

function writeAfterKey(value: unknown, depth: number, column: number): string {
  if (isTree(value) && Object.keys(value).length > 0) return `\n${writeMap(value, depth + 1)}`;
  // a list inside a map is not indented
  if (Array.isArray(value) && value.length > 0) return `\n${writeList(value, depth)}`;
  return ` ${writeScalar(value, depth, column + 1)}\n`;
}

function writeList(items: readonly unknown[], depth: number): string {
  const margin = "  ".repeat(depth);
  const inner = margin.length + 2;
  let out = "";
  for (const item of items) {
    if (isTree(item) && Object.keys(item).length > 0) out += `${margin}- ${writeMap(item, depth + 1).slice(inner)}`;
    else if (Array.isArray(item) && item.length > 0) out += `${margin}- ${writeList(item, depth + 1).slice(inner)}`;
    else out += `${margin}- ${writeScalar(item, depth, inner)}\n`;
  }
  return out;
}

/** @param column - Where on its line the value begins. */
function writeScalar(value: unknown, depth: number, column: number): string {
  if (typeof value === "string") return writeText(value, depth, column);
  if (Array.isArray(value)) return "[]";
  if (isTree(value)) return "{}";
  if (typeof value === "number" && !Number.isInteger(value)) return String(value).replace(/e(\d)/, "e+$1");
  return value === undefined ? "null" : String(value);
}

/** @param column - Absent for keys, which never span lines. */
function writeText(text: string, depth: number, column: number | undefined): string {
  const shape = analyze(text);
  const isKey = column === undefined;
  if (text.includes("\n") && shape.block && !isKey) return writeBlock(text, depth);
  const isPlain = !text.includes("\n") && !readsAsOther(text);
  if (isPlain && shape.plain && !(isKey && text === "")) return fold(text, depth, column);
  if (isPlain && shape.single) {
    const quoted = fold(text, depth, column === undefined ? undefined : column + 1, true);
    return `'${quoted.replaceAll("'", "''")}'`;
  }
  return writeDouble(text, depth, column);
}

const widest = 80;

/** Breaks a line at a space once it is wider than 80. */
function fold(text: string, depth: number, column: number | undefined, quoted = false): string {
  if (column === undefined || column + text.length <= widest) return text;
  const chars = [...text];
  let at = column;
  let out = "";
  for (const [index, char] of chars.entries()) {
    const isEdge = quoted && (index === 0 || index === chars.length - 1);
    if (char === " " && chars[index - 1] !== " " && chars[index + 1] !== " " && at > widest && !isEdge) {
      out += `\n${"  ".repeat(depth + 1)}`;
      at = (depth + 1) * 2;
    } else {
      out += char;
      at += quoted && char === "'" ? 2 : 1;
    }
  }
  return out;
}

const other = new Set(
  (
    "y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF ~ null Null NULL .nan .NaN .NAN " +
    ".inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF <<"
  ).split(" "),
);

/** Whether the text, left plain, would be read as something that is no text. */
function readsAsOther(text: string): boolean {
  if (text === "" || other.has(text)) return true;
  if (/^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(text)) return true;
  if (/^\.\d/.test(text)) return /^\.\d[\d_]*([eE][-+]?\d+)?$/.test(text);
  if (!/^[-+\d]/.test(text)) return false;
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(text)) return true;
  if (
    /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[+-]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)$/.test(
      text,
    )
  ) {
    return true;
  }
  const plain = text.replaceAll("_", "");
  return (
    /^[-+]?(0[xX][\da-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9]\d*)$/.test(plain) ||
    /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(plain)
  );
}

interface Shape {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

function analyze(text: string): Shape {
  if (text === "") return { plain: true, single: true, block: false };
  const indicator =
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-]([ \t\r\n]|$)/.test(text) ||
    /:([ \t\r\n]|$)/.test(text) ||
    /[ \t\r\n]#/.test(text);
  const special = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u.test(text);
  const edge = /^[ \n]|[ \n]$/.test(text);
  const breakSpace = /\n /.test(text);
  const spaceBreak = / \n/.test(text);
  return {
    plain: !indicator && !special && !edge && !breakSpace && !spaceBreak && !text.includes("\n"),
    single: !breakSpace && !spaceBreak && !special,
    block: !text.endsWith(" ") && !spaceBreak && !special,
  };
}

function writeBlock(text: string, depth: number): string {
  const margin = "  ".repeat(depth + 1);
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const body = text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => (line === "" ? "" : margin + line));
  return `|${hint}${chomp}\n${body.join("\n")}`;
}

const named: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\u2028": "L",
  "\u2029": "P",
};

function writeDouble(text: string, depth: number, column: number | undefined): string {
  const chars = [...text];
  let at = (column ?? 0) + 1;
  let out = "";
  for (const [index, char] of chars.entries()) {
    const isInside = index > 0 && index < chars.length - 1;
    if (char === " " && column !== undefined && chars[index - 1] !== " " && at > widest && isInside) {
      out += `\n${"  ".repeat(depth + 1)}${chars[index + 1] === " " ? "\\" : ""}`;
      at = (depth + 1) * 2;
      continue;
    }
    const written = escaped(char);
    out += written;
    at += written.length;
  }
  return `"${out}"`;
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const name = named[char];
  if (name !== undefined) return `\\${name}`;
  if (
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  ) {
    return char;
  }
  const [mark, digits] = code <= 0xff ? ["x", 2] : code <= 0xffff ? ["u", 4] : ["U", 8];
  return `\\${mark}${code.toString(16).toUpperCase().padStart(digits, "0")}`;
}

/** Letters after other characters; runs of digits by their number. */
export function compareKeys(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const l = left[at] ?? "";
    const r = right[at] ?? "";
    if (l === r) continue;
    const isLetter = [l, r].map((char) => /\p{L}/u.test(char));
    if (isLetter[0] && isLetter[1]) return l < r ? -1 : 1;
    if (isLetter[0] || isLetter[1]) return isLetter[1] ? -1 : 1;
    const before = (l === "0" || r === "0") && /[1-9]\d*$/.test(left.slice(0, at).join("")) ? "1" : "";
    const run = (chars: readonly string[]): string => /^\d*/.exec(chars.slice(at).join(""))?.[0] ?? "";
    const [leftRun, rightRun] = [run(left), run(right)];
    const difference = Number(before + leftRun) - Number(before + rightRun);
    if (difference !== 0) return difference;
    if (leftRun.length !== rightRun.length) return leftRun.length - rightRun.length;
    return l < r ? -1 : 1;
  }
  return left.length - right.length;
}
