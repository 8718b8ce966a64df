/**
 * Go's `fmt`: what values print as, alone and in formats.
 * @module
 */
import { formatFloat } from "./format-number.ts";
import { quote, quoteRune } from "./quote.ts";
import { TemplateError } from "./template-error.ts";
import { GoInt, GoStruct, type GoValue, sortedKeys, typeName } from "./value.ts";

/** What stands between a `%` and its verb. */
export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** Of `%#v`: as Go's source. */
  source: boolean;
  /** Of `%+v`: structs' fields by name. */
  names: boolean;
  width: number | undefined;
  precision: number | undefined;
  /** How many values may still be printed: a value may hold others many times over. */
  left: number;
}

/** Of a verb by itself. */
export const noFlags: Flags = {
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  source: false,
  names: false,
  width: undefined,
  precision: undefined,
  left: 1_000_000,
};

/** A value as `%v` prints it. */
export function formatValue(value: GoValue): string {
  return formatVerb(value, "v", { ...noFlags });
}

/** Values one after the other; between two that are no texts there is a space. */
export function sprint(values: readonly GoValue[]): string {
  let out = "";
  let wasText = false;
  for (const [index, value] of values.entries()) {
    const isText = typeof value === "string";
    if (index > 0 && !isText && !wasText) out += " ";
    out += formatValue(value);
    wasText = isText;
  }
  return out;
}

/** Values with spaces between them, and a line feed. */
export function sprintln(values: readonly GoValue[]): string {
  return `${values.map(formatValue).join(" ")}\n`;
}

/** One value under one verb. */
export function formatVerb(value: GoValue, verb: string, flags: Flags): string {
  if (verb === "T") return pad(value === null ? "<nil>" : typeName(value), flags);
  if (value === null) return verb === "v" ? pad("<nil>", flags) : `%!${verb}(<nil>)`;
  if (verb !== "v") return inside(value, verb, flags);
  return inside(value, verb, { ...flags, source: flags.sharp, sharp: false, names: flags.plus, plus: false });
}

function inside(value: GoValue, verb: string, flags: Flags): string {
  flags.left -= 1;
  if (flags.left < 0) throw new TemplateError("template: a value is too large to be printed");
  const sharp = flags.source;
  if (value === null) return sharp ? "interface {}(nil)" : pad("<nil>", flags);
  if (typeof value === "boolean")
    return verb === "v" || verb === "t" ? pad(String(value), flags) : bad(value, verb, flags);
  if (typeof value === "string") return formatText(value, verb, flags);
  if (typeof value === "number") return formatDouble(value, verb, flags);
  if (value instanceof GoInt) return formatInt(value, verb, flags);
  if (value instanceof GoStruct && value.text !== undefined) return formatText(value.text, verb, flags);
  if (Array.isArray(value)) {
    const items = value.map((item) => inside(item, verb, flags));
    return sharp ? `${typeName(value)}{${items.join(", ")}}` : `[${items.join(" ")}]`;
  }
  const isStruct = value instanceof GoStruct;
  const map = isStruct ? value.fields : value;
  const keys = isStruct ? Object.keys(map) : sortedKeys(map);
  const items = keys.map((key) => {
    const item = inside(map[key] ?? null, verb, flags);
    if (isStruct) return sharp || flags.names ? `${key}:${item}` : item;
    return `${formatText(key, verb, flags)}:${item}`;
  });
  if (sharp) return `${typeName(value)}{${items.join(", ")}}`;
  return isStruct ? `{${items.join(" ")}}` : `map[${items.join(" ")}]`;
}

function bad(value: GoValue, verb: string, flags: Flags): string {
  return `%!${verb}(${typeName(value)}=${inside(value, "v", flags)})`;
}

function pad(text: string, { width, minus, zero }: Flags): string {
  const missing = (width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  return minus ? text + " ".repeat(missing) : (zero ? "0" : " ").repeat(missing) + text;
}

function formatText(text: string, verb: string, flags: Flags): string {
  const cut = flags.precision === undefined ? text : [...text].slice(0, flags.precision).join("");
  switch (verb) {
    case "v":
      return pad(flags.source ? quote(cut) : cut, flags);
    case "s":
      return pad(cut, flags);
    case "q":
      if (flags.sharp && !/[`\n\r\p{Cc}]/u.test(cut)) return pad(`\`${cut}\``, flags);
      return pad(quote(cut, flags.plus), flags);
    case "x":
    case "X": {
      const bytes = Buffer.from(text).subarray(0, flags.precision);
      const pairs = [...bytes].map((byte) => (flags.sharp && flags.space ? "0x" : "") + hexByte(byte));
      const joined = (flags.sharp && !flags.space && pairs.length > 0 ? "0x" : "") + pairs.join(flags.space ? " " : "");
      return pad(verb === "X" ? joined.toUpperCase() : joined, flags);
    }
    default:
      return bad(text, verb, flags);
  }
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

const bases: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, "0b"],
  d: [10, ""],
  o: [8, "0"],
  O: [8, "0o"],
  v: [10, ""],
  x: [16, "0x"],
  X: [16, "0X"],
};

function formatInt(int: GoInt, verb: string, flags: Flags): string {
  const { value } = int;
  const code = value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
  if (verb === "c") return pad(String.fromCodePoint(code), flags);
  if (verb === "q") return pad(quoteRune(String.fromCodePoint(code), flags.plus), flags);
  if (verb === "U") {
    const text = `U+${value.toString(16).toUpperCase().padStart(4, "0")}`;
    return pad(flags.sharp ? `${text} '${String.fromCodePoint(code)}'` : text, { ...flags, zero: false });
  }
  const [base, prefix] = bases[verb] ?? [0, ""];
  if (base === 0) return bad(int, verb, flags);
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString(base);
  if (verb === "X") digits = digits.toUpperCase();
  const sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  const mark = verb === "O" || (flags.sharp && verb !== "v" && verb !== "d") ? prefix : "";
  if (flags.precision !== undefined) {
    if (flags.precision === 0 && value === 0n) return pad("", { ...flags, zero: false });
    digits = digits.padStart(flags.precision, "0");
  } else if (flags.zero && flags.width !== undefined) digits = digits.padStart(flags.width - sign.length, "0");
  return pad(sign + mark + digits, { ...flags, zero: false });
}

function formatDouble(value: number, verb: string, flags: Flags): string {
  const format = verb === "v" ? "g" : verb === "F" ? "f" : verb;
  if (!/^[eEfgG]$/.test(format)) return bad(value, verb, flags);
  const precision = flags.precision ?? (/[eEf]/.test(format) ? 6 : -1);
  const text = formatFloat(value, format, precision);
  const negative = text.startsWith("-");
  const infinite = /Inf|NaN/.test(text);
  const digits = text.replace(/^[+-]/, "");
  const sign = negative ? "-" : flags.plus || text.startsWith("+") ? "+" : flags.space ? " " : "";
  if (flags.zero && !infinite && flags.width !== undefined)
    return sign + digits.padStart(flags.width - sign.length, "0");
  return pad(sign + digits, { ...flags, zero: false });
}
