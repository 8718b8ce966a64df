/**
 * Masks: what of a space may be drawn.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Space } from "./space.ts";

/**
 * What may be drawn, in the shape of the space; null or absent: all of it. Spaces of other types take no mask.
 * - Discrete, and Text with choices: a byte for each value, 0 where it must not be drawn.
 * - MultiBinary: a byte for each number: 0 and 1 are those, 2 is either.
 * - MultiDiscrete, Tuple: a list with a mask for each. Sequence: a list, of its first items. Dict: an object with masks under its keys.
 * - OneOf: `{ spaces: a byte for each space, values: a mask for each space }`.
 */
export type SpaceMask = Uint8Array | null | readonly SpaceMask[] | { readonly [key: string]: SpaceMask };

/** What a mask has to be, in words, and whether one is. */
type MaskShape = readonly [expected: string, fits: (mask: NonNullable<SpaceMask>) => boolean];

const bytesOf = (n: number): MaskShape => [
  `a Uint8Array of ${n}`,
  (mask) => mask instanceof Uint8Array && mask.length === n,
];
const listOf = (n: number): MaskShape => [
  `a list of ${n}, a mask or null for each`,
  (mask) => Array.isArray(mask) && mask.length === n,
];
const keysOf = (keys: readonly string[]): MaskShape => [
  `an object with masks under ${keys.join(", ")}`,
  (mask) => !Array.isArray(mask) && !ArrayBuffer.isView(mask) && Object.keys(mask).every((key) => keys.includes(key)),
];
const anyList: MaskShape = ["a list, a mask or null for each item", Array.isArray];
const none: MaskShape = ["none", () => false];

function shapeOf(space: Space): MaskShape {
  switch (space.type) {
    case "Discrete":
    case "MultiBinary":
      return bytesOf(space.n);
    case "Text":
      return space.choices === undefined ? none : bytesOf(space.choices.length);
    case "MultiDiscrete":
      return listOf(space.nvec.length);
    case "Tuple":
      return listOf(space.spaces.length);
    case "Sequence":
      return anyList;
    case "Dict":
      return keysOf(Object.keys(space.spaces));
    case "OneOf":
      return keysOf(["spaces", "values"]);
    default:
      return none;
  }
}

function show(mask: NonNullable<SpaceMask>): string {
  if (Array.isArray(mask)) return `a list of ${mask.length}`;
  if (ArrayBuffer.isView(mask)) return `a ${mask.constructor.name} of ${mask.byteLength} bytes`;
  return `an object with the keys ${Object.keys(mask).join(", ") || "none"}`;
}

/**
 * Checks that a mask is of a space's shape, not of the spaces within: were it passed over, what it forbids would be drawn.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` that says what was found and expected.
 */
export function checkMask(space: Space, mask: NonNullable<SpaceMask>): void {
  const [expected, fits] = shapeOf(space);
  if (!fits(mask))
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `The mask of a ${space.type} is ${show(mask)}; expected ${expected}, or null for all.`,
    );
}
