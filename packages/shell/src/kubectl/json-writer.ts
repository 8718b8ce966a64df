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
 */
export function writeJson(value: unknown, indent = 0): string {
  return write(value, indent, "");
}

function write(value: unknown, indent: number, margin: string): string {
  if (typeof value === "string") return writeText(value);
  const isList = Array.isArray(value);
  if (!isList && !isTree(value)) return value === undefined ? "null" : JSON.stringify(value);
  const inner = margin + " ".repeat(indent);
  const parts = isList
    ? value.map((item: unknown) => write(item, indent, inner))
    : sortedKeys(value)
        .filter((key) => value[key] !== undefined)
        .map((key) => `${writeText(key)}:${indent > 0 ? " " : ""}${write(value[key], indent, inner)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return `${open}${close}`;
  return indent > 0
    ? `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}`
    : `${open}${parts.join(",")}${close}`;
}
