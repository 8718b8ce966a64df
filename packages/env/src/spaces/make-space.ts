/**
 * Spaces by short calls: `boxSpace(0, 1, [19])`, `discreteSpace(4)`.
 * @module
 */
import type {
  BooleanSpace,
  Bound,
  BoxDtype,
  BoxSpace,
  DictSpace,
  DiscreteSpace,
  JsonSpace,
  MultiBinarySpace,
  MultiDiscreteSpace,
  OneOfSpace,
  SequenceSpace,
  Space,
  TextSpace,
  TupleSpace,
} from "./space.ts";
import { checkSpace } from "./space-schema.ts";

/**
 * Numbers between bounds that are included.
 *
 * @param low - One bound for all, or one each; null, or infinity: none.
 * @param shape - `[]` (default) for a number by itself.
 * @throws GymError `ERR_INVALID_DEFINITION` (as all of these) for a space that cannot be.
 */
export function boxSpace(
  low: Bound,
  high: Bound,
  shape: readonly number[] = [],
  dtype: BoxDtype = "float32",
): BoxSpace {
  const rounded = (bound: number | null): number | null =>
    bound !== null && dtype === "float32" ? Math.fround(bound) : bound;
  const bound = (value: Bound, none: number): Bound => {
    const one = (each: number | null): number | null => (each === none ? null : rounded(each));
    return value === null || typeof value === "number" ? one(value) : value.map(one);
  };
  const [lowest, highest] = [bound(low, Number.NEGATIVE_INFINITY), bound(high, Number.POSITIVE_INFINITY)];
  return checkSpace({ type: "Box", dtype, shape, low: lowest, high: highest });
}

/** Integers of `[start, start + n)`. */
export function discreteSpace(n: number, start = 0): DiscreteSpace {
  return checkSpace({ type: "Discrete", n, start });
}

/** Integers, the i-th of `[0, nvec[i])`. */
export function multiDiscreteSpace(nvec: readonly number[]): MultiDiscreteSpace {
  return checkSpace({ type: "MultiDiscrete", nvec });
}

/** `n` zeros and ones. */
export function multiBinarySpace(n: number): MultiBinarySpace {
  return checkSpace({ type: "MultiBinary", n });
}

/** `true` or `false`. */
export const booleanSpace: BooleanSpace = Object.freeze({ type: "Boolean" });

/** Anything that JSON can write. */
export const jsonSpace: JsonSpace = Object.freeze({ type: "Json" });

/** Texts; of any length and characters by default. */
export function textSpace(options: Partial<Omit<TextSpace, "type">> = {}): TextSpace {
  return checkSpace({ type: "Text", minLength: 0, maxLength: null, charset: null, ...options });
}

/** One of these texts. */
export function choiceSpace(choices: readonly string[]): TextSpace {
  const lengths = choices.length === 0 ? [0] : choices.map((choice) => [...choice].length);
  return textSpace({ choices, minLength: Math.min(...lengths), maxLength: Math.max(...lengths) });
}

/** Objects with these keys. */
export function dictSpace(spaces: Readonly<Record<string, Space>>, optional: readonly string[] = []): DictSpace {
  return checkSpace({ type: "Dict", spaces, ...(optional.length === 0 ? {} : { optional }) });
}

/** Lists with a value of each. */
export function tupleSpace(spaces: readonly Space[]): TupleSpace {
  return checkSpace({ type: "Tuple", spaces });
}

/** Lists of values of one space. */
export function sequenceSpace(space: Space, minLength = 0, maxLength: number | null = null): SequenceSpace {
  return checkSpace({ type: "Sequence", space, minLength, maxLength });
}

/** Values of any of these. */
export function oneOfSpace(spaces: readonly Space[]): OneOfSpace {
  return checkSpace({ type: "OneOf", spaces });
}
