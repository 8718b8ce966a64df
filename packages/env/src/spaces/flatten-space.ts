/**
 * Values of spaces as rows of numbers, and back.
 *
 * | space | numbers |
 * |---|---|
 * | Box | its own |
 * | Discrete, MultiDiscrete, Text with choices | one-hot |
 * | MultiBinary, Boolean | 0 or 1 |
 * | Text with a charset and a greatest length | each character's index, then the charset's size where the text has ended |
 * | Dict, Tuple | one after another; before an optional value 1 (there) or 0 (absent, followed by zeros) |
 * | Sequence with a greatest length | how many, then the items, then zeros |
 * | OneOf | the index of the first space that contains the value, then it, then zeros |
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { contains, whyNot } from "./contains.ts";
import { boxSize, type DictSpace, type Space, type SpaceValue, type TextSpace } from "./space.ts";

/** Where flattened values go. `Float32Array` rounds what does not fit. */
export type FlatArray = Float64Array | Float32Array;

/** Whether all values of a space have one length of numbers: not so for tables, JSON, and what has no bound on its length. */
export function isFlattenable(space: Space): boolean {
  switch (space.type) {
    case "Text":
      return space.choices !== undefined || (space.charset !== null && space.maxLength !== null);
    case "Dict":
      return Object.values(space.spaces).every(isFlattenable);
    case "Tuple":
    case "OneOf":
      return space.spaces.every(isFlattenable);
    case "Sequence":
      return space.maxLength !== null && isFlattenable(space.space);
    case "Json":
    case "Table":
      return false;
    default:
      return true;
  }
}

/**
 * How many numbers a value becomes.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` for spaces that are not {@link isFlattenable}.
 */
export function flatDim(space: Space): number {
  switch (space.type) {
    case "Box":
      return boxSize(space);
    case "Discrete":
      return space.n;
    case "MultiDiscrete":
      return space.nvec.reduce((sum, n) => sum + n, 0);
    case "MultiBinary":
      return space.n;
    case "Boolean":
      return 1;
    case "Text":
      if (space.choices !== undefined) return space.choices.length;
      if (space.charset !== null && space.maxLength !== null) return space.maxLength;
      break;
    case "Dict":
      return Object.values(space.spaces).reduce((sum, one) => sum + flatDim(one), space.optional?.length ?? 0);
    case "Tuple":
      return space.spaces.reduce((sum, one) => sum + flatDim(one), 0);
    case "Sequence":
      if (space.maxLength !== null) return 1 + space.maxLength * flatDim(space.space);
      break;
    case "OneOf":
      return 1 + Math.max(...space.spaces.map(flatDim));
    case "Json":
    case "Table":
      break;
  }
  throw new GymError(
    "ERR_INVALID_DEFINITION",
    `A ${space.type} space without a bound on its length has no fixed number of numbers; give it one, or leave it out.`,
  );
}

/**
 * Writes a value as numbers.
 *
 * @param into - Where, of {@link flatDim} numbers; a new `Float64Array` by default.
 * @returns `into`.
 * @throws GymError `ERR_INVALID_DEFINITION` when the value is not of the space, or `into` has another length.
 */
export function flatten(space: Space, value: unknown): Float64Array;
export function flatten<A extends FlatArray>(space: Space, value: unknown, into: A): A;
export function flatten(space: Space, value: unknown, into?: FlatArray): FlatArray {
  const length = flatDim(space);
  const numbers = into ?? new Float64Array(length);
  if (numbers.length !== length)
    throw new GymError("ERR_INVALID_DEFINITION", `The array has ${numbers.length} numbers; expected ${length}.`);
  const wrong = whyNot(space, value);
  if (wrong !== null)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `The value is not of the space: ${wrong.path || "it"} ${wrong.message}.`,
    );
  numbers.fill(0);
  write(space, value, numbers, 0);
  return numbers;
}

/** Charset of a text that has one. */
function characters({ charset }: TextSpace): readonly string[] {
  return [...new Set(charset ?? "")];
}

/** Writes from `at` on, into zeros. */
function write(space: Space, value: unknown, into: FlatArray, at: number): void {
  switch (space.type) {
    case "Box":
      if (typeof value === "number") into[at] = value;
      else into.set(value as ArrayLike<number>, at);
      return;
    case "Discrete":
      into[at + (value as number) - space.start] = 1;
      return;
    case "MultiDiscrete": {
      let start = at;
      space.nvec.forEach((n, index) => {
        into[start + ((value as Int32Array)[index] ?? 0)] = 1;
        start += n;
      });
      return;
    }
    case "MultiBinary":
      into.set(value as Uint8Array, at);
      return;
    case "Boolean":
      into[at] = value === true ? 1 : 0;
      return;
    case "Text":
      writeText(space, value as string, into, at);
      return;
    case "Dict":
      writeDict(space, value as Readonly<Record<string, unknown>>, into, at);
      return;
    case "Tuple": {
      let start = at;
      space.spaces.forEach((one, index) => {
        write(one, (value as readonly unknown[])[index], into, start);
        start += flatDim(one);
      });
      return;
    }
    case "Sequence": {
      const items = value as readonly unknown[];
      const length = flatDim(space.space);
      into[at] = items.length;
      items.forEach((item, index) => {
        write(space.space, item, into, at + 1 + index * length);
      });
      return;
    }
    case "OneOf": {
      const index = space.spaces.findIndex((one) => contains(one, value));
      into[at] = index;
      write(space.spaces[index] as Space, value, into, at + 1);
      return;
    }
    case "Json":
    case "Table":
      return;
  }
}

function writeText(space: TextSpace, text: string, into: FlatArray, at: number): void {
  if (space.choices !== undefined) {
    into[at + space.choices.indexOf(text)] = 1;
    return;
  }
  const known = characters(space);
  const written = [...text];
  for (let index = 0; index < (space.maxLength ?? 0); index++) {
    const character = written[index];
    into[at + index] = character === undefined ? known.length : known.indexOf(character);
  }
}

function writeDict(
  { spaces, optional }: DictSpace,
  fields: Readonly<Record<string, unknown>>,
  into: FlatArray,
  at: number,
): void {
  let start = at;
  for (const [key, space] of Object.entries(spaces)) {
    const present = fields[key] !== undefined;
    if (optional?.includes(key)) into[start++] = present ? 1 : 0;
    if (present) write(space, fields[key], into, start);
    start += flatDim(space);
  }
}

/**
 * Reads a value back from its numbers. Of numbers that no {@link flatten} wrote, as networks give them, the greatest of a one-hot
 * counts, and of lengths and indices the nearest that there is; a Box's own are taken as they are.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when there are not {@link flatDim} of them.
 */
export function unflatten<S extends Space>(space: S, numbers: FlatArray): SpaceValue<S> {
  const length = flatDim(space);
  if (numbers.length !== length)
    throw new GymError("ERR_INVALID_DEFINITION", `There are ${numbers.length} numbers; expected ${length}.`);
  return read(space, numbers, 0) as SpaceValue<S>;
}

/** Where the one of a one-hot is: the greatest number, the first of equals. */
function hottest(numbers: FlatArray, at: number, n: number): number {
  let best = 0;
  for (let index = 1; index < n; index++) if ((numbers[at + index] ?? 0) > (numbers[at + best] ?? 0)) best = index;
  return best;
}

/** The nearest integer of [low, high]; low for NaN. */
function nearest(value: number | undefined, low: number, high: number): number {
  const rounded = Math.round(value ?? low);
  return rounded > low ? Math.min(rounded, high) : low;
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

function read(space: Space, numbers: FlatArray, at: number): unknown {
  switch (space.type) {
    case "Box":
      if (space.shape.length === 0 || space.dtype === "int64") return numbers[at] ?? 0;
      return arrays[space.dtype].from(numbers.subarray(at, at + boxSize(space)));
    case "Discrete":
      return space.start + hottest(numbers, at, space.n);
    case "MultiDiscrete": {
      let start = at;
      return Int32Array.from(space.nvec, (n) => {
        const value = hottest(numbers, start, n);
        start += n;
        return value;
      });
    }
    case "MultiBinary":
      return Uint8Array.from(numbers.subarray(at, at + space.n), (number) => (number >= 0.5 ? 1 : 0));
    case "Boolean":
      return (numbers[at] ?? 0) >= 0.5;
    case "Text": {
      if (space.choices !== undefined) return space.choices[hottest(numbers, at, space.choices.length)] ?? "";
      const known = characters(space);
      return Array.from(
        numbers.subarray(at, at + (space.maxLength ?? 0)),
        (index) => known[nearest(index, 0, known.length)] ?? "",
      ).join("");
    }
    case "Dict":
      return readDict(space, numbers, at);
    case "Tuple": {
      let start = at;
      return space.spaces.map((one) => {
        const value = read(one, numbers, start);
        start += flatDim(one);
        return value;
      });
    }
    case "Sequence": {
      const length = flatDim(space.space);
      const items = nearest(numbers[at], space.minLength, space.maxLength ?? 0);
      return Array.from({ length: items }, (_, index) => read(space.space, numbers, at + 1 + index * length));
    }
    case "OneOf": {
      const one = space.spaces[nearest(numbers[at], 0, space.spaces.length - 1)];
      return one === undefined ? undefined : read(one, numbers, at + 1);
    }
    case "Json":
    case "Table":
      return undefined;
  }
}

function readDict({ spaces, optional }: DictSpace, numbers: FlatArray, at: number): unknown {
  const fields: Record<string, unknown> = {};
  let start = at;
  for (const [key, space] of Object.entries(spaces)) {
    const present = optional?.includes(key) ? (numbers[start++] ?? 0) >= 0.5 : true;
    if (present) fields[key] = read(space, numbers, start);
    start += flatDim(space);
  }
  return fields;
}
