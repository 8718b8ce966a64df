/**
 * Columns of tables as plain arrays, for code that goes through rows.
 * @module
 */
import { type Data, type Table, Vector } from "apache-arrow";

function parts(table: Table, name: string): readonly Data[] {
  const index = table.schema.fields.findIndex((field) => field.name === name);
  if (index < 0) {
    throw new RangeError(`no column ${name}; the table has ${table.schema.names.join(", ")}`);
  }
  return table.batches.map((batch) => batch.data.children[index]).filter((part) => part !== undefined);
}

/**
 * A column of texts, one each row; null where absent.
 *
 * @throws RangeError when there is no such column.
 */
export function textValues(table: Table, name: string): (string | null)[] {
  const texts: (string | null)[] = [];
  // Each text of a dictionary is decoded once, however many rows and batches have it.
  const decoded = new Map<Vector, (string | null)[]>();
  for (const part of parts(table, name)) {
    const dictionary = part.dictionary && (decoded.get(part.dictionary) ?? part.dictionary.toJSON());
    if (part.dictionary && dictionary) decoded.set(part.dictionary, dictionary);
    const vector = dictionary ? undefined : new Vector([part]);
    for (let index = 0; index < part.length; index++) {
      if (!part.getValid(index)) texts.push(null);
      else texts.push(dictionary ? (dictionary[part.values[index]] ?? null) : (vector?.get(index) ?? null));
    }
  }
  return texts;
}

/**
 * A column of numbers, one each row; `NaN` where absent.
 *
 * @throws RangeError when there is no such column.
 */
export function numberValues(table: Table, name: string): Float64Array {
  const values = new Float64Array(table.numRows);
  let row = 0;
  for (const part of parts(table, name)) {
    for (let index = 0; index < part.length; index++) {
      values[row++] = part.getValid(index) ? Number(part.values[index]) : Number.NaN;
    }
  }
  return values;
}

/**
 * A column of nanoseconds (times or durations) in whole microseconds, exact.
 *
 * @throws RangeError when there is no such column.
 */
export function microsValues(table: Table, name: string): Float64Array {
  const values = new Float64Array(table.numRows);
  let row = 0;
  for (const part of parts(table, name)) {
    const nanos: BigInt64Array = part.values;
    for (let index = 0; index < part.length; index++) values[row++] = Number((nanos[index] ?? 0n) / 1000n);
  }
  return values;
}

/**
 * A column of identifiers in hexadecimal; null where absent.
 *
 * @throws RangeError when there is no such column.
 */
export function hexValues(table: Table, name: string): (string | null)[] {
  const values: (string | null)[] = [];
  for (const part of parts(table, name)) {
    const { stride } = part;
    const bytes = Buffer.from(part.values.buffer, part.values.byteOffset, part.length * stride);
    for (let index = 0; index < part.length; index++) {
      values.push(part.getValid(index) ? bytes.toString("hex", index * stride, (index + 1) * stride) : null);
    }
  }
  return values;
}
