/**
 * One form for each sequence of rows: a single batch, whose dictionaries hold what the rows use, in the order of first use.
 * So a table's bytes tell its rows, and nothing of how it was made or of rows that a filter left out.
 * @module
 */
import {
  type Data,
  type DataType,
  Dictionary,
  Field,
  FixedSizeBinary,
  Schema,
  type Table,
  Utf8,
  type Vector,
} from "apache-arrow";
import type { RawColumn, Values } from "./raw-column.ts";
import { batchOf, columnsData, tableOf } from "./table-builder.ts";
import { textVector } from "./text-dictionary.ts";

interface CanonicalColumn {
  readonly raw: RawColumn;
  readonly dictionary?: Vector<Utf8>;
}

/** Null bits of all parts of a column, in one bitmap. */
function nulls(parts: readonly Data[], length: number): Pick<RawColumn, "nullBitmap" | "nullCount"> {
  const nullCount = parts.reduce((count, part) => count + part.nullCount, 0);
  if (nullCount === 0) return { nullCount };
  const nullBitmap = new Uint8Array((length + 7) >> 3);
  let row = 0;
  for (const part of parts) {
    for (let index = 0; index < part.length; index++, row++) {
      if (part.getValid(index)) nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
    }
  }
  return { nullBitmap, nullCount };
}

function fixedColumn(parts: readonly Data[], type: DataType, length: number): CanonicalColumn {
  const stride = type instanceof FixedSizeBinary ? type.byteWidth : 1;
  const values: Values = new type.ArrayType(length * stride);
  let start = 0;
  for (const part of parts) {
    values.set(part.values.subarray(0, part.length * stride), start);
    if (part.nullCount > 0) {
      for (let index = 0; index < part.length; index++) {
        // The bytes below a null are nobody's business.
        if (!part.getValid(index))
          values.fill(
            (part.values instanceof BigInt64Array ? 0n : 0) as never,
            start + index * stride,
            start + (index + 1) * stride,
          );
      }
    }
    start += part.length * stride;
  }
  return { raw: { values, ...nulls(parts, length) } };
}

function utf8Column(parts: readonly Data<Utf8>[], length: number): CanonicalColumn {
  const valueOffsets = new Int32Array(length + 1);
  const pieces: Uint8Array[] = [];
  let row = 0;
  let offset = 0;
  for (const part of parts) {
    const { valueOffsets: offsets, values, nullCount } = part;
    const first = offsets[0] ?? 0;
    if (nullCount === 0) {
      for (let index = 1; index <= part.length; index++) valueOffsets[++row] = offset + (offsets[index] ?? 0) - first;
      pieces.push(values.subarray(first, offsets[part.length] ?? first));
      offset = valueOffsets[row] ?? 0;
      continue;
    }
    for (let index = 0; index < part.length; index++) {
      const begin = offsets[index] ?? 0;
      const end = part.getValid(index) ? (offsets[index + 1] ?? 0) : begin;
      if (end > begin) pieces.push(values.subarray(begin, end));
      offset += end - begin;
      valueOffsets[++row] = offset;
    }
  }
  const values = new Uint8Array(offset);
  let start = 0;
  for (const piece of pieces) {
    values.set(piece, start);
    start += piece.length;
  }
  return { raw: { values, valueOffsets, ...nulls(parts, length) } };
}

function dictionaryColumn(
  parts: readonly Data<Dictionary<Utf8>>[],
  type: Dictionary<Utf8>,
  length: number,
): CanonicalColumn {
  const values: Int8Array | Int16Array | Int32Array = new type.indices.ArrayType(length) as Int32Array;
  const codes = new Map<string, number>();
  // New codes by old ones; parts of one table mostly share their dictionary.
  const renamings = new Map<Vector<Utf8> | undefined, Int32Array>();
  let row = 0;
  for (const part of parts) {
    const { dictionary, values: olds, nullCount } = part;
    const renamed = renamings.get(dictionary) ?? new Int32Array(dictionary?.length ?? 0).fill(-1);
    renamings.set(dictionary, renamed);
    for (let index = 0; index < part.length; index++, row++) {
      if (nullCount > 0 && !part.getValid(index)) continue;
      const old = olds[index] ?? 0;
      let code = renamed[old] ?? -1;
      if (code < 0) {
        const text = dictionary?.get(old) ?? "";
        code = codes.get(text) ?? codes.size;
        codes.set(text, code);
        renamed[old] = code;
      }
      values[row] = code;
    }
  }
  return { raw: { values, ...nulls(parts, length) }, dictionary: textVector([...codes.keys()]) };
}

function canonicalColumn(parts: readonly Data[], type: DataType, length: number): CanonicalColumn {
  if (type instanceof Dictionary) {
    return dictionaryColumn(parts as Data<Dictionary<Utf8>>[], type as Dictionary<Utf8>, length);
  }
  if (type instanceof Utf8) return utf8Column(parts as Data<Utf8>[], length);
  return fixedColumn(parts, type, length);
}

function canonicalSchema(schema: Schema): Schema {
  const fields = schema.fields.map(({ name, type, nullable, metadata }, index) => {
    const own =
      type instanceof Dictionary ? new Dictionary(type.dictionary, type.indices, index, type.isOrdered) : type;
    return new Field(name, own, nullable, metadata);
  });
  return new Schema(fields, schema.metadata);
}

/** The same rows in the canonical form. Columns must be of the types that this package's schemas use. */
export function canonicalTable(table: Table): Table {
  const schema = canonicalSchema(table.schema);
  const length = table.numRows;
  const columns = schema.fields.map(({ type }, index) => {
    const parts = table.batches.map((batch) => batch.data.children[index]).filter((part) => part !== undefined);
    return canonicalColumn(parts, type, length);
  });
  const children = columnsData(
    schema,
    columns.map(({ raw }) => raw),
    length,
    columns.map(({ dictionary }) => dictionary),
  );
  return tableOf(schema, [batchOf(schema, children, length)]);
}
