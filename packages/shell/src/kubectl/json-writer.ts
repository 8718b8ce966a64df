/**
 * JSON as Go's encoding/json writes it: keys in order, `<`, `>` and `&` escaped.
 * @module
 */
import { isTree, sortedKeys } from "./tree.ts";

const escapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

function writeText(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => escapes[char] ?? char);
}

/**
 * Writes a value.
 *
 * @param indent - Spaces a level; one line when 0.
 * @param order - `given` keeps keys as they are: kubectl writes what it made itself in the order of Go's structs.
 */
export function writeJson(value: unknown, indent = 0, order: "sorted" | "given" = "sorted"): string {
  return write(value, indent, "", order === "sorted" ? sortedKeys : Object.keys);
}

function write(
  value: unknown,
  indent: number,
  margin: string,
  keysOf: (value: Readonly<Record<string, unknown>>) => readonly string[],
): string {
  if (typeof value === "string") return writeText(value);
  const isList = Array.isArray(value);
  if (!isList && !isTree(value)) return value === undefined ? "null" : JSON.stringify(value);
  const inner = margin + " ".repeat(indent);
  const parts = isList
    ? value.map((item: unknown) => write(item, indent, inner, keysOf))
    : keysOf(value)
        .filter((key) => value[key] !== undefined)
        .map((key) => `${writeText(key)}:${indent > 0 ? " " : ""}${write(value[key], indent, inner, keysOf)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return `${open}${close}`;
  return indent > 0
    ? `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}`
    : `${open}${parts.join(",")}${close}`;
}
