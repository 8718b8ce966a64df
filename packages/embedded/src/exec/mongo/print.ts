/**
 * Values as MongoDB's shell and server print them.
 * @module
 */

/** A value with a constructor of its own in the shell: `ObjectId("...")`, `UUID("...")`, `NumberLong(1)`, `ISODate("...")`. */
export class ShellValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A `WriteResult({ ... })` and its like: printed with its name. */
export class NamedResult {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(name: string, fields: Readonly<Record<string, unknown>>) {
    this.name = name;
    this.fields = fields;
  }
}

/** The shell's `tojson`: several lines with tabs, one line when that is shorter than 80 characters. */
export function toJson(value: unknown): string {
  const text = format(value, "", false);
  return text.length < 80 ? text.replace(/[\t\r\n]+/g, " ") : text;
}

/** The shell's `tojsononeline`, as documents of a cursor are printed. */
export function toJsonLine(value: unknown): string {
  return format(value, "", true);
}

function format(value: unknown, indent: string, oneLine: boolean): string {
  if (value === null || value === undefined) return value === null ? "null" : "undefined";
  if (value instanceof ShellValue) return value.text;
  if (value instanceof NamedResult) return `${value.name}(${toJson(value.fields)})`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "function() {\n    [native code]\n}";
  if (typeof value !== "object") return String(value);
  const end = oneLine ? " " : "\n";
  const inner = oneLine ? "" : `${indent}\t`;
  const close = oneLine ? "" : indent;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[ ]";
    return `[${end}${value.map((item) => inner + format(item, inner, oneLine)).join(`,${end}`)}${end}${close}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== "function");
  if (entries.length === 0) return "{ }";
  const [key0, value0] = entries[0] ?? [];
  if (key0 === "$oid" && entries.length === 1) return `ObjectId("${String(value0)}")`;
  const lines = entries.map(([key, item]) => `${inner}${JSON.stringify(key)} : ${format(item, inner, oneLine)}`);
  return `{${end}${lines.join(`,${end}`)}${end}${close}}`;
}

/** A command as the server's messages have it: `{ count: "geo", query: { hotelId: "1" }, $db: "geo-db" }`. */
export function toServerText(value: unknown): string {
  if (value instanceof ShellValue) return value.text;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[ ${value.map(toServerText).join(", ")} ]`;
  if (typeof value === "string") return JSON.stringify(value);
  // Numbers of the shell are doubles.
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : String(value);
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([key, item]) => `${key}: ${toServerText(item)}`).join(", ")} }`;
}
