/**
 * Helm's functions of texts.
 * @module
 */
import { quote } from "../../go-template/quote.ts";
import { GoCallError } from "../../go-template/template-error.ts";
import {
  byteLength,
  byteSlice,
  emptyMap,
  fixed,
  GoInt,
  type GoMap,
  type GoValue,
  goInt,
  variadic,
} from "../../go-template/value.ts";
import { bounded, elements, type FunctionTable, textOf, toInt64 } from "./support.ts";

/** Elements of a list as texts, without nil; anything else as a list of one. */
export function texts(value: GoValue): string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value.filter((item) => item !== null).map(textOf) : [textOf(value)];
}

function indent(spaces: number, text: string): string {
  const lines = text.split("\n");
  bounded(Math.max(spaces, 0) * lines.length, "indent");
  if (spaces < 0) throw new GoCallError("strings: negative Repeat count");
  const margin = " ".repeat(spaces);
  return lines.map((line) => margin + line).join("\n");
}

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) return byteSlice(text, length + count);
  return count >= 0 && length > count ? byteSlice(text, 0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  if (start < 0) return byteSlice(text, 0, Math.max(end, 0));
  return end < 0 || end > byteLength(text) ? byteSlice(text, start) : byteSlice(text, start, end);
}

function parts(list: readonly string[]): GoMap {
  const map = emptyMap();
  for (const [index, part] of list.entries()) map[`_${index}`] = part;
  return map;
}

function splitN(separator: string, count: number, text: string): readonly string[] {
  const all = text.split(separator);
  if (count < 0) return all;
  return count === 0 ? [] : [...all.slice(0, count - 1), all.slice(count - 1).join(separator)].slice(0, all.length);
}

function trimAll(set: string, text: string): string {
  const chars = new Set(set);
  const all = [...text];
  let from = 0;
  let to = all.length;
  while (from < to && chars.has(all[from] ?? "")) from += 1;
  while (to > from && chars.has(all[to - 1] ?? "")) to -= 1;
  return all.slice(from, to).join("");
}

/** Words of an identifier: `fooBar-baz_1` has four. */
function words(text: string): readonly string[] {
  return text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu) ?? [];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

function wrap(width: number, text: string, separator: string): string {
  const size = Math.max(width, 1);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > size) {
    if (rest.startsWith(" ")) {
      rest = rest.slice(1);
      continue;
    }
    const space = rest.lastIndexOf(" ", size);
    const cut = space > 0 ? space : rest.indexOf(" ", size);
    if (cut < 0) break;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut + 1);
  }
  return [...lines, rest].join(separator);
}

export const textFunctions: FunctionTable = [
  [
    "quote",
    variadic([], "any", (...all) =>
      texts(all)
        .map((text) => quote(text))
        .join(" "),
    ),
  ],
  [
    "squote",
    variadic([], "any", (...all) =>
      texts(all)
        .map((text) => `'${text}'`)
        .join(" "),
    ),
  ],
  ["cat", variadic([], "any", (...all) => texts(all).join(" ").trim())],
  ["indent", fixed(["int", "string"], indent)],
  ["nindent", fixed(["int", "string"], (spaces, text) => `\n${indent(spaces, text)}`)],
  ["trunc", fixed(["int", "string"], truncate)],
  ["substr", fixed(["int", "int", "string"], substring)],
  [
    "abbrev",
    fixed(["int", "string"], (width, text) =>
      width < 4 || text.length <= width ? text : `${text.slice(0, width - 3)}...`,
    ),
  ],
  ["trim", fixed(["string"], (text) => text.trim())],
  ["trimAll trimall", fixed(["string", "string"], trimAll)],
  [
    "trimSuffix",
    fixed(["string", "string"], (end, text) => (end !== "" && text.endsWith(end) ? text.slice(0, -end.length) : text)),
  ],
  [
    "trimPrefix",
    fixed(["string", "string"], (start, text) => (text.startsWith(start) ? text.slice(start.length) : text)),
  ],
  ["upper", fixed(["string"], (text) => text.toUpperCase())],
  ["lower", fixed(["string"], (text) => text.toLowerCase())],
  [
    "title",
    fixed(["string"], (text) => text.replaceAll(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase())),
  ],
  ["untitle", fixed(["string"], (text) => text.replaceAll(/(?<!\S)\S/g, (letter) => letter.toLowerCase()))],
  [
    "repeat",
    fixed(["int", "string"], (count, text) => {
      if (count < 0) throw new GoCallError("strings: negative Repeat count");
      bounded(count * text.length, "repeat");
      return text.repeat(count);
    }),
  ],
  ["nospace", fixed(["string"], (text) => text.replaceAll(/\s/g, ""))],
  ["initials", fixed(["string"], (text) => (text.match(/(?<!\S)\S/g) ?? []).join(""))],
  [
    "swapcase",
    fixed(["string"], (text) =>
      [...text].map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase())).join(""),
    ),
  ],
  ["snakecase", fixed(["string"], (text) => words(text).join("_").toLowerCase())],
  ["kebabcase", fixed(["string"], (text) => words(text).join("-").toLowerCase())],
  ["camelcase", fixed(["string"], (text) => words(text).map(capital).join(""))],
  ["wrap", fixed(["int", "string"], (width, text) => wrap(width, text, "\n"))],
  ["wrapWith", fixed(["int", "string", "string"], (width, separator, text) => wrap(width, text, separator))],
  ["contains", fixed(["string", "string"], (part, text) => text.includes(part))],
  ["hasPrefix", fixed(["string", "string"], (start, text) => text.startsWith(start))],
  ["hasSuffix", fixed(["string", "string"], (end, text) => text.endsWith(end))],
  [
    "replace",
    fixed(["string", "string", "string"], (from, to, text) => {
      bounded(text.length * Math.max(to.length, 1), "replace");
      return text.replaceAll(from, () => to);
    }),
  ],
  ["plural", fixed(["string", "string", "int"], (one, many, count) => (count === 1 ? one : many))],
  ["toString", fixed(["any"], textOf)],
  ["toStrings", fixed(["any"], texts)],
  ["join", fixed(["string", "any"], (separator, list) => texts(list).join(separator))],
  ["sortAlpha", fixed(["any"], (list) => texts(list).sort())],
  ["split", fixed(["string", "string"], (separator, text) => parts(text.split(separator)))],
  ["splitList", fixed(["string", "string"], (separator, text) => text.split(separator))],
  ["splitn", fixed(["string", "int", "string"], (separator, count, text) => parts(splitN(separator, count, text)))],
  ["atoi", fixed(["string"], (text) => goInt(/^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : 0n))],
  ["base osBase", fixed(["string"], (path) => baseName(path))],
  ["dir osDir", fixed(["string"], (path) => clean(path.slice(0, path.lastIndexOf("/") + 1)))],
  ["clean osClean", fixed(["string"], clean)],
  ["ext osExt", fixed(["string"], (path) => /\.[^./]*$/.exec(path)?.[0] ?? "")],
  ["isAbs osIsAbs", fixed(["string"], (path) => path.startsWith("/"))],
  [
    "toDecimal",
    fixed(["any"], (value) => new GoInt(/^[0-7]+$/.test(textOf(value)) ? BigInt(`0o${textOf(value)}`) : 0n, "int64")),
  ],
  ["int", fixed(["any"], (value) => goInt(toInt64(value)))],
  ["int64", fixed(["any"], (value) => new GoInt(toInt64(value), "int64"))],
  ["reverse mustReverse", fixed(["any"], (list) => [...elements(list, "Cannot find reverse on type")].reverse())],
];

function baseName(path: string): string {
  if (path === "") return ".";
  return path.replace(/\/+$/, "").split("/").at(-1) || "/";
}

/** A path without what leads nowhere. */
export function clean(path: string): string {
  const absolute = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!absolute) kept.push("..");
  }
  const joined = kept.join("/");
  return absolute ? `/${joined}` : joined || ".";
}
