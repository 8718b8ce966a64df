/**
 * Tables over recorders: batches that share the arrays of full chunks, and dictionaries that share the recorder's strings.
 * @module
 */
import { GymError, type TelemetryWindow } from "@aiops-gym/cluster";
import {
  BufferType,
  Data,
  Dictionary,
  RecordBatch,
  type Schema,
  Struct,
  Table,
  type Utf8,
  type Vector,
} from "apache-arrow";
import { LatestMap } from "./latest-map.ts";
import type { RawColumn, RowSet } from "./raw-column.ts";
import { type ChunkRange, chunkCapacity, chunkRanges, type Recorder, type TimedChunk } from "./recorder.ts";

/** How a recorder's chunks become batches of a schema. */
export interface TablePlan<C extends TimedChunk> {
  readonly schema: Schema;
  /** The columns' dictionaries, in the order of the schema; undefined for columns that have none. */
  readonly dictionaries: readonly (Vector<Utf8> | undefined)[];
  /** The columns of some rows. The same chunk and rows must give the same columns, at any later time and in any fork. */
  columns(chunk: C, set: RowSet): readonly RawColumn[];
  /** By the codes of {@link TablePlan.codes}: 1 to keep a row, 0 to leave it out; all are kept when undefined. */
  readonly keep: Int32Array | undefined;
  codes(chunk: C): Int32Array;
}

/** Of each column of a schema how many distinct values it can hold. */
const mostValues = new WeakMap<Schema, readonly number[]>();

function mostValuesOf(schema: Schema): readonly number[] {
  let most = mostValues.get(schema);
  if (most === undefined) {
    most = schema.fields.map(({ type }) =>
      type instanceof Dictionary ? 2 ** (type.indices.bitWidth - 1) : Number.POSITIVE_INFINITY,
    );
    mostValues.set(schema, most);
  }
  return most;
}

/**
 * Columns over raw buffers, as many as the schema has.
 *
 * @param dictionaries - Of those columns that have one.
 */
export function columnsData(
  schema: Schema,
  columns: readonly RawColumn[],
  length: number,
  dictionaries: readonly (Vector<Utf8> | undefined)[],
): Data[] {
  const most = mostValuesOf(schema);
  const children: Data[] = [];
  for (let index = 0; index < columns.length; index++) {
    const raw = columns[index];
    const field = schema.fields[index];
    if (raw === undefined || field === undefined) throw new RangeError(`column ${index} of ${schema.fields.length}`);
    const dictionary = dictionaries[index];
    if (dictionary !== undefined && dictionary.length > (most[index] ?? 0)) {
      throw new GymError(
        "ERR_LIMIT",
        `${field.name} has ${dictionary.length} distinct values, more than ${field.type} can hold.`,
      );
    }
    children.push(new Data(field.type, 0, length, raw.nullCount, buffersOf(raw), noChildren, dictionary));
  }
  return children;
}

/** What columns of texts and numbers consist of. */
const noChildren: Data[] = [];

type ColumnBuffers = ConstructorParameters<typeof Data>[4];

/** A list by the numbers of {@link BufferType}, which is cheaper than an object with those that there are. */
function buffersOf({ values, valueOffsets, nullBitmap }: RawColumn): ColumnBuffers {
  const buffers: unknown[] = [];
  buffers[BufferType.OFFSET] = valueOffsets;
  buffers[BufferType.DATA] = values;
  buffers[BufferType.VALIDITY] = nullBitmap;
  return buffers as ColumnBuffers;
}

const rowTypes = new WeakMap<Schema, Struct>();

function rowTypeOf(schema: Schema): Struct {
  let type = rowTypes.get(schema);
  if (type === undefined) {
    type = new Struct(schema.fields);
    rowTypes.set(schema, type);
  }
  return type;
}

/**
 * A batch of columns of equal length. What the constructor does besides is to give columns of unequal lengths the same one, in copies
 * of schema and data that take as long as the columns themselves.
 */
export function batchOf(schema: Schema, children: Data[], length: number): RecordBatch {
  const data = new Data(rowTypeOf(schema), 0, length, 0, undefined, children);
  const batch = Object.create(RecordBatch.prototype) as RecordBatch;
  return Object.assign(batch, { schema, data, _metadata: new Map<string, string>() });
}

// Full chunks never change, so what was made of one serves all tables and forks. It is larger than the chunk itself, and mostly
// asked for by the tables of neighbouring windows, so only the latest is kept.
const sealedColumns = new LatestMap<TimedChunk, readonly RawColumn[]>(64);

/** Reused: rows are looked at before others are chosen. */
const chosen = new Int32Array(chunkCapacity);

function chosenRows<C extends TimedChunk>(plan: TablePlan<C>, { chunk, from, to }: ChunkRange<C>): RowSet {
  const { keep } = plan;
  if (!keep) return { from, count: to - from };
  const codes = plan.codes(chunk);
  let row = from;
  while (row < to && keep[codes[row] ?? 0] === 1) row++;
  if (row === to) return { from, count: to - from };
  const rows = chosen;
  let count = 0;
  for (; count < row - from; count++) rows[count] = from + count;
  for (; row < to; row++) if (keep[codes[row] ?? 0] === 1) rows[count++] = row;
  return { from, count, rows: rows.subarray(0, count) };
}

function batchOfRange<C extends TimedChunk>(plan: TablePlan<C>, range: ChunkRange<C>, set: RowSet): RecordBatch {
  const { schema, dictionaries } = plan;
  const isWhole = set.count === chunkCapacity;
  const isShared = range.sealed && set.rows === undefined;
  const known = isShared ? sealedColumns.get(range.chunk) : undefined;
  if (known !== undefined) {
    const children = columnsData(schema, known, chunkCapacity, dictionaries);
    return batchOf(schema, isWhole ? children : children.map((data) => data.slice(set.from, set.count)), set.count);
  }
  const columns = plan.columns(range.chunk, set);
  // Part of a chunk is the edge of a window, which the next window does not share.
  if (isShared && isWhole) sealedColumns.set(range.chunk, columns);
  return batchOf(schema, columnsData(schema, columns, set.count, dictionaries), set.count);
}

/**
 * A table of batches of one schema. As with {@link batchOf}, what the constructor does besides is to look whether they are batches, and of
 * one schema.
 */
export function tableOf(schema: Schema, batches: readonly RecordBatch[]): Table {
  const offsets = new Uint32Array(batches.length + 1);
  batches.forEach((batch, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + batch.numRows;
  });
  const table = Object.create(Table.prototype) as Table;
  return Object.assign(table, { schema, batches, _offsets: offsets });
}

/** How many rows of a window have each code. */
export function countCodes<C extends TimedChunk>(
  recorder: Recorder<C>,
  window: TelemetryWindow,
  codesOf: (chunk: C) => Int32Array,
  codes: number,
): Int32Array {
  const counts = new Int32Array(codes);
  for (const { chunk, from, to } of chunkRanges(recorder, window)) {
    const found = codesOf(chunk);
    for (let row = from; row < to; row++) {
      const code = found[row] ?? 0;
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
  return counts;
}

/** The rows of a window, as a table that never changes; a batch for each chunk, at least one. */
export function buildTable<C extends TimedChunk>(
  recorder: Recorder<C>,
  window: TelemetryWindow,
  plan: TablePlan<C>,
): Table {
  const batches: RecordBatch[] = [];
  for (const range of chunkRanges(recorder, window)) {
    const set = chosenRows(plan, range);
    if (set.count > 0) batches.push(batchOfRange(plan, range, set));
  }
  if (batches.length === 0) {
    const none = { chunk: recorder.open, from: 0, to: 0, sealed: false };
    batches.push(batchOfRange(plan, none, { from: 0, count: 0 }));
  }
  return tableOf(plan.schema, batches);
}
