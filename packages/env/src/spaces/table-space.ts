/**
 * Table spaces: Arrow schemas as plain data, and tables of them.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import {
  Data,
  type DataType,
  Dictionary,
  Field,
  FixedSizeBinary,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampNanosecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import type { TableColumn, TableSpace } from "./space.ts";

/** The space of tables with this schema. */
export function tableSpace(schema: Schema): TableSpace {
  const columns = schema.fields.map(({ name, type, nullable, metadata }): TableColumn => {
    const entries = Object.fromEntries(metadata);
    return { name, arrow: String(type), nullable, ...(metadata.size === 0 ? {} : { metadata: entries }) };
  });
  return { type: "Table", columns };
}

/** What is wrong with a table; null when it is of the space. Columns are compared by name, type and nulls. */
export function tableProblem({ columns }: TableSpace, value: unknown): string | null {
  if (!isTable(value)) return "is not an Arrow table";
  const { fields } = value.schema;
  if (fields.length !== columns.length) return `has ${fields.length} columns; expected ${columns.length}`;
  for (let index = 0; index < columns.length; index++) {
    const field = fields[index];
    const column = columns[index];
    if (field === undefined || column === undefined) continue;
    if (field.name !== column.name) return `has ${field.name} as column ${index}; expected ${column.name}`;
    if (String(field.type) !== column.arrow)
      return `has a column ${column.name} of ${String(field.type)}; expected ${column.arrow}`;
    const nulls = value.getChildAt(index)?.nullCount ?? 0;
    if (!column.nullable && nulls > 0) return `has ${nulls} nulls in ${column.name}; expected none`;
  }
  return null;
}

/** Tables of another copy of apache-arrow count as well. */
function isTable(value: unknown): value is Table {
  const table = value as Partial<Table> | null;
  return typeof value === "object" && typeof table?.numRows === "number" && Array.isArray(table.schema?.fields);
}

/** How many it takes of chance: integers of [0, bound). */
type DrawInteger = (bound: number) => number;

interface ColumnKind {
  readonly make: (dictionaryId: number) => DataType;
  readonly value: (draw: DrawInteger) => unknown;
}

const word = (draw: DrawInteger): string => ["alpha", "beta", "gamma", "delta"][draw(4)] ?? "";
const small = (draw: DrawInteger): number => draw(100);

/** Types that our schemas have, by Arrow's name for them. */
const columnKinds: Readonly<Record<string, ColumnKind>> = {
  "Timestamp<NANOSECOND, UTC>": {
    make: () => new TimestampNanosecond("UTC"),
    // builders take milliseconds
    value: (draw) => 1_767_603_600_000 + draw(1_000_000),
  },
  Int8: { make: () => new Int8(), value: small },
  Int16: { make: () => new Int16(), value: small },
  Int32: { make: () => new Int32(), value: small },
  Int64: { make: () => new Int64(), value: (draw) => BigInt(draw(1_000_000)) },
  Float64: { make: () => new Float64(), value: (draw) => draw(1_000_000) / 1000 },
  Utf8: { make: () => new Utf8(), value: word },
  "Dictionary<Int8, Utf8>": { make: (id) => new Dictionary(new Utf8(), new Int8(), id), value: word },
  "Dictionary<Int16, Utf8>": { make: (id) => new Dictionary(new Utf8(), new Int16(), id), value: word },
  "Dictionary<Int32, Utf8>": { make: (id) => new Dictionary(new Utf8(), new Int32(), id), value: word },
  "FixedSizeBinary[8]": { make: () => new FixedSizeBinary(8), value: (draw) => new Uint8Array(8).fill(draw(256)) },
  "FixedSizeBinary[16]": { make: () => new FixedSizeBinary(16), value: (draw) => new Uint8Array(16).fill(draw(256)) },
};

/**
 * A table of some rows with arbitrary values.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` for a column of a type that our schemas do not have.
 */
export function sampleTable({ columns }: TableSpace, rows: number, draw: DrawInteger): Table {
  const fields: Field[] = [];
  const children: Data[] = [];
  columns.forEach(({ name, arrow, nullable, metadata = {} }, index) => {
    const kind = columnKinds[arrow];
    if (kind === undefined)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `Column ${name} is of ${arrow}; samples are made of ${Object.keys(columnKinds).join(", ")}.`,
      );
    const type = kind.make(index);
    // a column is never built empty, since it would have no dictionary; it is cut to its length below
    const values = Array.from({ length: Math.max(rows, 1) }, () =>
      nullable && draw(4) === 0 ? null : kind.value(draw),
    );
    fields.push(new Field(name, type, nullable, new Map(Object.entries(metadata))));
    const [data] = vectorFromArray(values, type).data;
    if (data !== undefined) children.push(data.slice(0, rows));
  });
  const schema = new Schema(fields);
  return new Table(schema, [new RecordBatch(schema, new Data(new Struct(fields), 0, rows, 0, undefined, children))]);
}
