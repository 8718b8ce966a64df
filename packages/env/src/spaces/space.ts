/**
 * Spaces: what observations and actions can be, as plain data. The words are Gymnasium's; `Boolean`, `Json` and `Table` are ours,
 * and `OneOf` and `Text` say more than Gymnasium's do. A space holds nothing but JSON, so it travels as it is.
 * @module
 */
import type { Table } from "apache-arrow";

/** Numbers of a Box and what holds them; `int64` is for single numbers only, within JavaScript's safe integers. */
export type BoxDtype = "float32" | "float64" | "int32" | "int64" | "uint8";

/** One bound for all numbers of a Box, or one each, row by row; null where there is none. */
export type Bound = number | null | readonly (number | null)[];

/** Numbers of a fixed shape. Its values are typed arrays, row by row; a shape `[]` is a number by itself. */
export interface BoxSpace {
  readonly type: "Box";
  readonly dtype: BoxDtype;
  readonly shape: readonly number[];
  /** Lowest values, included. */
  readonly low: Bound;
  /** Highest values, included. */
  readonly high: Bound;
}

/** An integer of `[start, start + n)`. */
export interface DiscreteSpace {
  readonly type: "Discrete";
  readonly n: number;
  readonly start: number;
}

/** Integers, the i-th of `[0, nvec[i])`, as an `Int32Array`. */
export interface MultiDiscreteSpace {
  readonly type: "MultiDiscrete";
  readonly nvec: readonly number[];
}

/** Zeros and ones, as a `Uint8Array` of `n`. */
export interface MultiBinarySpace {
  readonly type: "MultiBinary";
  readonly n: number;
}

/** `true` or `false`; Gymnasium has `Discrete(2)` for it. */
export interface BooleanSpace {
  readonly type: "Boolean";
}

/** A text. Lengths are counted in code points. */
export interface TextSpace {
  readonly type: "Text";
  readonly minLength: number;
  /** Null: any length. */
  readonly maxLength: number | null;
  /** The characters that may occur; null: all. */
  readonly charset: string | null;
  /** The only texts there are, where they are known. */
  readonly choices?: readonly string[];
  /** A regular expression that the text matches (with the flag `u`). */
  readonly pattern?: string;
}

/** An object with these keys, and no others. */
export interface DictSpace {
  readonly type: "Dict";
  readonly spaces: Readonly<Record<string, Space>>;
  /** Keys that may be absent; none by default. */
  readonly optional?: readonly string[];
}

/** A list with a value of each space, in this order. */
export interface TupleSpace {
  readonly type: "Tuple";
  readonly spaces: readonly Space[];
}

/** A list of values of one space. */
export interface SequenceSpace {
  readonly type: "Sequence";
  readonly space: Space;
  readonly minLength: number;
  /** Null: any length. */
  readonly maxLength: number | null;
}

/** A value of any of these spaces. Unlike Gymnasium's, it is not tagged with the space's index; the first that contains it counts. */
export interface OneOfSpace {
  readonly type: "OneOf";
  readonly spaces: readonly Space[];
}

/** Anything that JSON can write. */
export interface JsonSpace {
  readonly type: "Json";
}

/** A column of a Table. */
export interface TableColumn {
  readonly name: string;
  /** The Arrow type as Arrow prints it: `Float64`, `Dictionary<Int16, Utf8>`, `Timestamp<NANOSECOND, UTC>`. */
  readonly arrow: string;
  readonly nullable: boolean;
  /** The field's metadata: the OpenTelemetry name under `otel.name`, the unit under `unit`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An Arrow table with these columns, in this order, of any number of rows. */
export interface TableSpace {
  readonly type: "Table";
  readonly columns: readonly TableColumn[];
}

/** Any space. */
export type Space =
  | BoxSpace
  | DiscreteSpace
  | MultiDiscreteSpace
  | MultiBinarySpace
  | BooleanSpace
  | TextSpace
  | DictSpace
  | TupleSpace
  | SequenceSpace
  | OneOfSpace
  | JsonSpace
  | TableSpace;

/** What holds the numbers of a Box that has a shape. */
export type BoxArray = Float32Array | Float64Array | Int32Array | Uint8Array;

interface SpaceValues {
  readonly Box: number | BoxArray;
  readonly Discrete: number;
  readonly MultiDiscrete: Int32Array;
  readonly MultiBinary: Uint8Array;
  readonly Boolean: boolean;
  readonly Text: string;
  readonly Dict: Readonly<Record<string, unknown>>;
  readonly Tuple: readonly unknown[];
  readonly Sequence: readonly unknown[];
  readonly OneOf: unknown;
  readonly Json: unknown;
  readonly Table: Table;
}

/** Type of a space's values, as far as its kind tells. */
export type SpaceValue<S extends Space> = SpaceValues[S["type"]];

/** Numbers in a Box: the product of its shape. */
export function boxSize({ shape }: Pick<BoxSpace, "shape">): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** A bound of the i-th number of a Box; `fallback` where there is none. */
export function boundAt(bound: Bound, index: number, fallback: number): number {
  const one = bound === null || typeof bound === "number" ? bound : (bound[index] ?? null);
  return one ?? fallback;
}

const float32Highest = 3.4028234663852886e38;

/** Lowest and highest value of each dtype: what counts where a Box has no bound. */
export const dtypeLimits: Readonly<Record<BoxDtype, readonly [lowest: number, highest: number]>> = {
  float32: [-float32Highest, float32Highest],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
  int32: [-0x8000_0000, 0x7fff_ffff],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint8: [0, 255],
};
