/**
 * Kubernetes' protobuf encoding of objects, in which generated Go clients (kubectl's among them) send what they create.
 * @module
 */

import { badRequest, microsPerSecond, splitApiVersion, toRfc3339, toRfc3339Micro } from "@aiops-gym/cluster";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { Draft } from "../../apiserver/draft.ts";
import { messages } from "./messages.ts";

/** Begins every encoded object. */
const magic = Buffer.from("k8s\0");
/** No type is nested deeper. */
const maxDepth = 64;

interface Field {
  readonly name: string;
  readonly form: "single" | "repeated" | "map";
  readonly type: string;
  readonly inline: boolean;
}

const compiled = new Map<string, ReadonlyMap<number, Field>>();

/**
 * Reads an encoded object; what it leaves out stays out, zeros stay in.
 *
 * @throws StatusError `BadRequest` when it is none, or of a kind whose encoding is not known.
 */
export function decodeProtobuf(bytes: Uint8Array): Draft {
  if (bytes.length < magic.length || !magic.equals(bytes.subarray(0, magic.length))) {
    throw badRequest("the object provided is unrecognized: no protobuf of Kubernetes");
  }
  try {
    const { apiVersion, kind, raw } = readEnvelope(bytes.subarray(magic.length));
    const type = messageOf(apiVersion, kind);
    if (type === undefined)
      throw badRequest(`no protobuf of kind "${kind}" in version "${apiVersion}" is known; send JSON`);
    return { apiVersion, kind, ...readMessage(new BinaryReader(raw), raw.length, type, 0) };
  } catch (error) {
    if (error instanceof Error && error.name === "StatusError") throw error;
    throw badRequest(`the object provided is unrecognized: ${(error as Error).message}`);
  }
}

function readEnvelope(bytes: Uint8Array): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
} {
  const reader = new BinaryReader(bytes);
  let apiVersion = "";
  let kind = "";
  let raw: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (number === 1) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) {
        const [field, fieldWire] = reader.tag();
        if (field === 1) apiVersion = reader.string();
        else if (field === 2) kind = reader.string();
        else reader.skip(fieldWire);
      }
    } else if (number === 2) raw = reader.bytes();
    else reader.skip(wire);
  }
  return { apiVersion, kind, raw };
}

function messageOf(apiVersion: string, kind: string): string | undefined {
  const { group, version } = splitApiVersion(apiVersion);
  const full = `${group === "" ? "core" : group.split(".")[0]}.${version}.${kind}`;
  return [full, kind].find((name) => messages[name] !== undefined);
}

function fieldsOf(type: string): ReadonlyMap<number, Field> {
  let fields = compiled.get(type);
  if (fields === undefined) {
    let last = 0;
    const rows = (messages[type] ?? "").split(" ").filter((text) => text !== "");
    fields = new Map(
      rows.map((text) => {
        const [, number, mark, name = "", form = "", typeName = "string"] =
          /^(?:(\d+)=)?(~?)([^:]+)(?::(\[\]|\{\})?(.+))?$/.exec(text) ?? [];
        last = number === undefined ? last + 1 : Number(number);
        const forms: Readonly<Record<string, Field["form"]>> = { "[]": "repeated", "{}": "map" };
        return [last, { name, type: typeName, inline: mark === "~", form: forms[form] ?? "single" }] as const;
      }),
    );
    compiled.set(type, fields);
  }
  return fields;
}

function readMessage(reader: BinaryReader, end: number, type: string, depth: number): Draft {
  if (depth > maxDepth) throw badRequest("the object provided is nested too deeply");
  const fields = fieldsOf(type);
  const result: Draft = {};
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = fields.get(number);
    if (field === undefined) {
      reader.skip(wire);
      continue;
    }
    const { name, form } = field;
    if (form === "map") {
      const known = (result[name] ?? {}) as Draft;
      result[name] = known;
      readEntry(reader, field, known, depth);
      continue;
    }
    if (form === "repeated" && wire === WireType.LengthDelimited && packable.has(field.type)) {
      const packed = (result[name] ?? []) as unknown[];
      result[name] = packed;
      const packEnd = reader.uint32() + reader.pos;
      while (reader.pos < packEnd) packed.push(readValue(reader, field.type, depth));
      continue;
    }
    const value = readValue(reader, field.type, depth);
    if (field.inline) Object.assign(result, value);
    else if (form === "single") result[name] = value;
    else {
      const list = (result[name] ?? []) as unknown[];
      list.push(value);
      result[name] = list;
    }
  }
  return result;
}

const packable: ReadonlySet<string> = new Set(["int32", "int64", "bool", "double"]);

function readEntry(reader: BinaryReader, { type }: Field, into: Draft, depth: number): void {
  const end = reader.uint32() + reader.pos;
  let key = "";
  let value: unknown = type === "string" ? "" : undefined;
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    if (number === 1) key = reader.string();
    else if (number === 2) value = readValue(reader, type, depth);
    else reader.skip(wire);
  }
  Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true });
}

function readValue(reader: BinaryReader, type: string, depth: number): unknown {
  switch (type) {
    case "string":
      return reader.string();
    case "bool":
      return reader.bool();
    case "int32":
      return reader.int32();
    case "int64":
      return Number(reader.int64());
    case "double":
      return reader.double();
    case "bytes":
      return Buffer.from(reader.bytes()).toString("base64");
    default: {
      const end = reader.uint32() + reader.pos;
      const special = specials[type];
      if (special !== undefined) return special(scalarsOf(reader, end));
      const message = readMessage(reader, end, type, depth + 1);
      // a list that Go has a type for
      return type.endsWith("ExtraValue") ? (message["items"] ?? []) : message;
    }
  }
}

/** Messages that are no objects in JSON, from their fields by number. */
const specials: Readonly<Record<string, (fields: ReadonlyMap<number, unknown>) => unknown>> = {
  Time: (fields) => (fields.size === 0 ? null : toRfc3339(microsOf(fields))),
  MicroTime: (fields) => (fields.size === 0 ? null : toRfc3339Micro(microsOf(fields))),
  Duration: (fields) => `${Number(fields.get(1) ?? 0) / 1e9}s`,
  Quantity: (fields) => textOf(fields.get(1)),
  IntOrString: (fields) => (fields.get(1) === 1 ? textOf(fields.get(3)) : Number(fields.get(2) ?? 0)),
  FieldsV1: (fields) => JSON.parse(textOf(fields.get(1)) || "{}"),
  RawExtension: (fields) => JSON.parse(textOf(fields.get(1)) || "null"),
};

function microsOf(fields: ReadonlyMap<number, unknown>): number {
  return Number(fields.get(1) ?? 0) * microsPerSecond + Math.floor(Number(fields.get(2) ?? 0) / 1000);
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : "";
}

function scalarsOf(reader: BinaryReader, end: number): ReadonlyMap<number, unknown> {
  const fields = new Map<number, unknown>();
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    if (wire === WireType.Varint) fields.set(number, Number(reader.int64()));
    else if (wire === WireType.LengthDelimited) fields.set(number, reader.bytes());
    else reader.skip(wire);
  }
  return fields;
}
