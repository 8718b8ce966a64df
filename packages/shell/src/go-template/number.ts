/**
 * Go's number literals.
 * @module
 */
import type { NumberNode } from "./nodes.ts";
import { quote, unquote } from "./quote.ts";

type Parsed = Pick<NumberNode, "float" | "int" | "isFloat"> | { readonly problem: string };

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);

/** An integer literal with Go's prefixes and underscores; `undefined` for what is none. */
export function parseGoInt(text: string): bigint | undefined {
  const parts = /^([+-]?)(0[xX]_?[\da-fA-F_]+|0[bB][01_]+|0[oO]?_?[0-7_]*|[1-9][\d_]*)$/.exec(text);
  if (parts === null || /__|_$/.test(text)) return undefined;
  const digits = (parts[2] ?? "").replaceAll("_", "");
  const plain = /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const value = BigInt(plain);
  return parts[1] === "-" ? -value : value;
}

/** Reads a number or a character constant. */
export function parseNumber(text: string, isChar: boolean): Parsed {
  if (isChar) {
    const char = unquote(text);
    if (char === undefined || [...char].length !== 1) return { problem: `malformed character constant: ${text}` };
    const code = char.codePointAt(0) ?? 0;
    return { int: BigInt(code), float: code, isFloat: false };
  }
  if (text.endsWith("i")) return { problem: `complex numbers are not available: ${quote(text)}` };
  const int = parseGoInt(text);
  if (int !== undefined && int >= minInt && int <= maxInt) return { int, float: Number(int), isFloat: false };
  if (int !== undefined) return { problem: `integer overflow: ${quote(text)}` };
  const plain = text.replaceAll("_", "");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain))
    return { problem: `illegal number syntax: ${quote(text)}` };
  const float = Number(plain);
  if (!/[.eE]/.test(plain)) return { problem: `integer overflow: ${quote(text)}` };
  if (!Number.isFinite(float)) return { problem: `illegal number syntax: ${quote(text)}` };
  const whole = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  return { int: whole ? BigInt(float) : undefined, float, isFloat: true };
}
