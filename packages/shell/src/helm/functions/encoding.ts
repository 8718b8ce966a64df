/**
 * Helm's functions that write and read JSON, YAML, base64, and that make checksums.
 * @module
 */
import { createHash } from "node:crypto";
import { GoCallError } from "../../go-template/template-error.ts";
import { fixed, type GoFunction, type GoMap, type GoValue, isMap } from "../../go-template/value.ts";
import { GoYamlError, readYaml } from "../../go-yaml.ts";
import { writeJson } from "../../kubectl/json-writer.ts";
import { writeYaml } from "../../kubectl/yaml-writer.ts";
import { type FunctionTable, toPlain } from "./support.ts";

/** A value as Helm's `toYaml` writes it: without the last line feed. */
export function toYaml(value: GoValue): string {
  return writeYaml(toPlain(value)).replace(/\n$/, "");
}

function json(value: GoValue, indent = 0): string {
  return writeJson(toPlain(value), indent);
}

function fromJson(text: string): GoValue {
  return JSON.parse(text) as GoValue;
}

function problemOf(error: unknown): string {
  if (error instanceof GoYamlError) return `error converting YAML to JSON: ${error.message}`;
  if (error instanceof SyntaxError) return "invalid character in JSON";
  throw error;
}

/** What a text holds where it is a map; else a map with the reason under `Error`. */
function readMap(read: (text: string) => GoValue): GoFunction {
  return fixed(["string"], (text): GoMap => {
    try {
      const value = read(text);
      if (isMap(value)) return value;
      if (value === null) return {};
      return {
        Error: `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`,
      };
    } catch (error) {
      return { Error: problemOf(error) };
    }
  });
}

function readList(read: (text: string) => GoValue): GoFunction {
  return fixed(["string"], (text): GoValue => {
    try {
      const value = read(text);
      if (Array.isArray(value)) return value;
      if (value === null) return [];
      return [
        `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type []interface {}`,
      ];
    } catch (error) {
      return [problemOf(error)];
    }
  });
}

function jsonKind(value: GoValue): string {
  if (Array.isArray(value)) return "array";
  return isMap(value) ? "object" : typeof value === "boolean" ? "bool" : typeof value;
}

function hash(name: string): GoFunction {
  return fixed(["string"], (text) => createHash(name).update(text).digest("hex"));
}

function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of Buffer.from(text)) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return String(b * 65_536 + a);
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(text: string): string {
  let bits = "";
  for (const byte of Buffer.from(text)) bits += byte.toString(2).padStart(8, "0");
  const letters = (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, "0"), 2)] ?? "");
  return letters.join("").padEnd(Math.ceil(letters.length / 8) * 8, "=");
}

function fromBase32(text: string): string {
  const bits = [...text.replace(/=+$/, "")]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))).toString("utf8");
}

function fromBase64(text: string): string {
  const bad = text.replaceAll(/[\r\n]/g, "").search(/[^A-Za-z0-9+/=]/);
  if (bad >= 0) return `illegal base64 data at input byte ${bad}`;
  return Buffer.from(text, "base64").toString("utf8");
}

function mustFromJson(text: string): GoValue {
  try {
    return fromJson(text);
  } catch {
    throw new GoCallError("invalid character in JSON");
  }
}

const yamlValue = (text: string): GoValue => readYaml(text) as GoValue;

export const encodingFunctions: FunctionTable = [
  ["toYaml toYamlPretty", fixed(["any"], toYaml)],
  ["fromYaml", readMap(yamlValue)],
  ["fromYamlArray", readList(yamlValue)],
  ["toJson mustToJson", fixed(["any"], (value) => json(value))],
  ["toPrettyJson mustToPrettyJson", fixed(["any"], (value) => json(value, 2))],
  ["toRawJson mustToRawJson", fixed(["any"], (value) => rawJson(value))],
  ["fromJson", readMap(fromJson)],
  ["fromJsonArray", readList(fromJson)],
  ["mustFromJson", fixed(["string"], mustFromJson)],
  ["b64enc", fixed(["string"], (text) => Buffer.from(text).toString("base64"))],
  ["b64dec", fixed(["string"], fromBase64)],
  ["b32enc", fixed(["string"], base32)],
  ["b32dec", fixed(["string"], fromBase32)],
  ["sha1sum", hash("sha1")],
  ["sha256sum", hash("sha256")],
  ["sha512sum", hash("sha512")],
  ["adler32sum", fixed(["string"], adler32)],
];

/** JSON without escapes for HTML. */
function rawJson(value: GoValue): string {
  return json(value).replaceAll("\\u003c", "<").replaceAll("\\u003e", ">").replaceAll("\\u0026", "&");
}
