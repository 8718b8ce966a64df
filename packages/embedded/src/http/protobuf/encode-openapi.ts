/**
 * OpenAPI v2 in protobuf, as kubectl asks for it when it checks lists of objects. Paths are left out: their parameters are told by v3.
 * @module
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

type Schema = Readonly<Record<string, unknown>>;

/** What clients ask for, and what they are answered that it is. */
export const openApiProtobuf = {
  accept: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
  type: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
} as const;

/** Encodes a document of OpenAPI v2: its head and its definitions. */
export function encodeOpenApi(document: Schema): Buffer {
  const writer = new BinaryWriter();
  const { title, version } = document["info"] as Schema;
  text(writer, 1, document["swagger"]);
  message(writer, 2, (info) => {
    text(info, 1, title);
    text(info, 2, version);
  });
  message(writer, 8, () => undefined);
  message(writer, 9, (definitions) => named(definitions, 1, document["definitions"] as Schema, writeSchema));
  return Buffer.from(writer.finish());
}

/** Fields of schemas that are texts, with their numbers. */
const texts: readonly (readonly [number, string])[] = [
  [1, "$ref"],
  [2, "format"],
  [4, "description"],
];

function writeSchema(writer: BinaryWriter, schema: Schema): void {
  for (const [number, field] of texts) text(writer, number, schema[field]);
  for (const field of (schema["required"] ?? []) as readonly string[]) text(writer, 19, field);
  for (const value of (schema["enum"] ?? []) as readonly unknown[])
    message(writer, 20, (any) => text(any, 2, JSON.stringify(value)));
  const { additionalProperties, type, items, allOf, properties } = schema;
  if (typeof additionalProperties === "boolean") {
    message(writer, 21, (item) => item.tag(2, WireType.Varint).bool(additionalProperties));
  } else if (additionalProperties !== undefined) {
    message(writer, 21, (item) => message(item, 1, (inner) => writeSchema(inner, additionalProperties as Schema)));
  }
  if (type !== undefined) message(writer, 22, (item) => text(item, 1, type));
  if (items !== undefined)
    message(writer, 23, (item) => message(item, 1, (inner) => writeSchema(inner, items as Schema)));
  for (const one of (allOf ?? []) as readonly Schema[]) message(writer, 24, (inner) => writeSchema(inner, one));
  if (properties !== undefined) message(writer, 25, (item) => named(item, 1, properties as Schema, writeSchema));
  for (const [name, value] of Object.entries(schema)) {
    if (!name.startsWith("x-")) continue;
    message(writer, 31, (extension) => {
      text(extension, 1, name);
      // JSON is YAML
      message(extension, 2, (any) => text(any, 2, JSON.stringify(value)));
    });
  }
}

function named(
  writer: BinaryWriter,
  number: number,
  values: Schema,
  write: (writer: BinaryWriter, value: Schema) => void,
): void {
  for (const [name, value] of Object.entries(values)) {
    message(writer, number, (entry) => {
      text(entry, 1, name);
      message(entry, 2, (inner) => write(inner, value as Schema));
    });
  }
}

function message(writer: BinaryWriter, number: number, write: (writer: BinaryWriter) => unknown): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, number: number, value: unknown): void {
  if (typeof value === "string") writer.tag(number, WireType.LengthDelimited).string(value);
}
