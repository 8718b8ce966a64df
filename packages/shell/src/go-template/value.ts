/**
 * Values of templates. What JSON holds stands for what Go's `encoding/json` makes of it: numbers are `float64`.
 * @module
 */

/** An integer of one of Go's types. */
export class GoInt {
  readonly type: string;
  readonly value: bigint;

  constructor(value: bigint, type = "int") {
    this.value = value;
    this.type = type;
  }

  get number(): number {
    return Number(this.value);
  }

  toJSON(): number {
    return Number(this.value);
  }
}

/** An `int`. */
export function goInt(value: number | bigint): GoInt {
  return new GoInt(BigInt(value));
}

/** An `int64`. */
export function goInt64(value: number | bigint): GoInt {
  return new GoInt(BigInt.asIntN(64, BigInt(value)), "int64");
}

/** A struct, with methods. */
export class GoStruct {
  /** As `%T` prints it. */
  readonly type: string;
  readonly fields: GoMap;
  readonly methods: ReadonlyMap<string, GoFunction>;
  /** What it prints as; its fields' values in braces when absent. */
  readonly text: string | undefined;
  /** Whether it is a map with methods: `range` and `index` see its entries. */
  readonly isMap: boolean;

  constructor(
    type: string,
    fields: GoMap,
    methods: ReadonlyMap<string, GoFunction> = new Map(),
    text?: string,
    isMap = false,
  ) {
    this.isMap = isMap;
    this.type = type;
    this.fields = fields;
    this.methods = methods;
    this.text = text;
  }
}

/** `map[string]interface {}`; changed only by functions that Go's would be changed by. */
export type GoMap = { [key: string]: GoValue };

/** `null` is a nil interface. */
export type GoValue = null | boolean | number | string | GoInt | GoStruct | GoMap | GoValue[];

/** `undefined` is no value at all, as a missing key of a map is. */
export type Maybe = GoValue | undefined;

/** Go's name of a parameter's type, and what functions are handed for it. */
export interface ParameterTypes {
  any: GoValue;
  bool: boolean;
  /** A JavaScript number; Go's `float64`. */
  float64: number;
  int: number;
  int64: bigint;
  list: GoValue[];
  map: GoMap;
  string: string;
  /** `reflect.Value`: anything, even no value. */
  value: Maybe;
}

export type ParameterType = keyof ParameterTypes;

/** What a function that templates call may use. */
export interface CallScope {
  /** Counts work done; fails when it is too much. */
  spend(steps: number): void;
}

/** A function that templates call. */
export interface GoFunction {
  readonly parameters: readonly ParameterType[];
  /** Type of any number of further parameters. */
  readonly rest: ParameterType | undefined;
  /** How much more than others it costs for the same arguments; 1 when absent. */
  readonly weight?: number;
  readonly run: (args: readonly unknown[], scope: CallScope) => Maybe;
}

type Arguments<P extends readonly ParameterType[]> = { [K in keyof P]: ParameterTypes[P[K]] };

/** A function of a fixed number of parameters. */
export function fixed<const P extends readonly ParameterType[]>(
  parameters: P,
  run: (...args: Arguments<P>) => Maybe,
): GoFunction {
  return { parameters, rest: undefined, run: (args) => run(...(args as unknown as Arguments<P>)) };
}

/** A function of some parameters and any number of others of one type. */
export function variadic<const P extends readonly ParameterType[], R extends ParameterType>(
  parameters: P,
  rest: R,
  run: (...args: [...Arguments<P>, ...ParameterTypes[R][]]) => Maybe,
): GoFunction {
  return { parameters, rest, run: (args) => run(...(args as unknown as [...Arguments<P>, ...ParameterTypes[R][]])) };
}

/** A map without anything in it, not even what JavaScript's objects have. */
export function emptyMap(): GoMap {
  return Object.create(null) as GoMap;
}

export function isMap(value: unknown): value is GoMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof GoInt) &&
    !(value instanceof GoStruct)
  );
}

/** A map's own entry. */
export function entryOf(map: Readonly<GoMap>, key: string): Maybe {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** A map's keys in Go's order. */
export function sortedKeys(map: Readonly<GoMap>): string[] {
  return Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort();
}

/** Go's name of a value's type. */
export function typeName(value: Maybe): string {
  if (value === null || value === undefined) return "interface {}";
  if (value instanceof GoInt || value instanceof GoStruct) return value.type;
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float64";
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

/** Whether `if` takes a value for true. */
export function isTrue(value: Maybe): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoStruct) return true;
  return Array.isArray(value) ? value.length > 0 : sortedKeys(value).length > 0;
}

/** Bytes of a text. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** A part of a text, counted in bytes. */
export function byteSlice(text: string, from: number, to?: number): string {
  return Buffer.from(text).subarray(from, to).toString("utf8");
}
