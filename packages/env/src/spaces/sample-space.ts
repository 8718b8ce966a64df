/**
 * Samples of spaces, from a seeded stream: the same stream gives the same values on every machine.
 * @module
 */
import { GymError, nextStreamBits, type RandomStream } from "@aiops-gym/cluster";
import { nextInt, nextNormal, nextUniform } from "./random-stream.ts";
import {
  type BoxSpace,
  boundAt,
  boxSize,
  type DictSpace,
  dtypeLimits,
  type SequenceSpace,
  type Space,
  type SpaceValue,
  type TextSpace,
} from "./space.ts";
import { checkMask, type SpaceMask } from "./space-mask.ts";
import { sampleTable } from "./table-space.ts";

/** Items that a sampled list has at most, beyond its least; characters of a text without a bound. */
const sampledItems = 3;
const sampledCharacters = 24;
/** Texts that are drawn before a pattern is given up. */
const patternDraws = 200;
/** What they are made of: names, numbers, anything. */
const patternCharsets = ["abcdefghijklmnopqrstuvwxyz", "0123456789", undefined];
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");

/**
 * Draws a value. Numbers between two bounds are uniform; below or above one, and without any, they spread around it.
 *
 * @param mask - What may be drawn; all by default.
 * @throws GymError `ERR_INVALID_DEFINITION` when the mask allows nothing or is not of the space's shape, or no text was found for a pattern.
 */
export function sampleSpace<S extends Space>(space: S, stream: RandomStream, mask: SpaceMask = null): SpaceValue<S> {
  return sample(space, stream, mask) as SpaceValue<S>;
}

function sample(space: Space, stream: RandomStream, mask: SpaceMask): unknown {
  if (mask !== null) checkMask(space, mask);
  switch (space.type) {
    case "Box":
      return sampleBox(space, stream);
    case "Discrete":
      return space.start + draw(space.n, stream, mask);
    case "MultiDiscrete":
      return Int32Array.from(space.nvec, (n, index) => draw(n, stream, part(mask, index)));
    case "MultiBinary": {
      const fixed = bytes(mask, space.n);
      return Uint8Array.from({ length: space.n }, (_, index) => {
        const coin = nextStreamBits(stream) & 1;
        const wanted = fixed?.[index] ?? 2;
        return wanted < 2 ? wanted : coin;
      });
    }
    case "Boolean":
      return (nextStreamBits(stream) & 1) === 1;
    case "Text":
      return sampleText(space, stream, mask);
    case "Dict":
      return sampleDict(space, stream, mask);
    case "Tuple":
      return space.spaces.map((one, index) => sample(one, stream, part(mask, index)));
    case "Sequence":
      return sampleSequence(space, stream, mask);
    case "OneOf": {
      const index = draw(space.spaces.length, stream, part(mask, "spaces"));
      return sample(space.spaces[index] as Space, stream, part(part(mask, "values"), index));
    }
    case "Json":
      return sampleJson(stream, 2);
    case "Table":
      return sampleTable(space, nextInt(stream, sampledItems + 1), (bound) => nextInt(stream, bound));
  }
}

/** The bytes of n values; null where all may be drawn. */
function bytes(mask: SpaceMask, n: number): Uint8Array | null {
  if (mask !== null) checkMask({ type: "Discrete", n, start: 0 }, mask);
  return mask as Uint8Array | null;
}

function part(mask: SpaceMask, key: number | string): SpaceMask {
  return (mask as Readonly<Record<string | number, SpaceMask>> | null)?.[key] ?? null;
}

/** An integer of [0, n) that the mask allows; one draw of chance, whatever the mask is. */
function draw(n: number, stream: RandomStream, masked: SpaceMask): number {
  const mask = bytes(masked, n);
  if (mask === null) return nextInt(stream, n);
  let allowed = 0;
  for (const one of mask) if (one !== 0) allowed++;
  if (allowed === 0)
    throw new GymError("ERR_INVALID_DEFINITION", "The mask allows nothing; expected a byte that is not 0.");
  let left = nextInt(stream, allowed);
  for (let index = 0; index < n; index++) {
    if (mask[index] === 0) continue;
    if (left === 0) return index;
    left--;
  }
  return n - 1;
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

function sampleBox(space: BoxSpace, stream: RandomStream): unknown {
  const { dtype, shape } = space;
  if (shape.length === 0 || dtype === "int64") return sampleNumber(space, 0, stream);
  const values = new arrays[dtype](boxSize(space));
  for (let index = 0; index < values.length; index++) values[index] = sampleNumber(space, index, stream);
  return values;
}

function sampleNumber({ dtype, low, high }: BoxSpace, index: number, stream: RandomStream): number {
  const [lowest, highest] = dtypeLimits[dtype];
  const whole = dtype !== "float32" && dtype !== "float64";
  const least = boundAt(low, index, Number.NEGATIVE_INFINITY);
  const most = boundAt(high, index, Number.POSITIVE_INFINITY);
  const from = Math.max(least, lowest);
  const to = Math.min(most, highest);
  const uniform = nextUniform(stream);
  let value: number;
  if (whole && least > Number.NEGATIVE_INFINITY && most < Number.POSITIVE_INFINITY)
    value = from + Math.floor(uniform * (to - from + 1));
  else if (least > Number.NEGATIVE_INFINITY && most < Number.POSITIVE_INFINITY)
    value = from * (1 - uniform) + to * uniform;
  else if (least > Number.NEGATIVE_INFINITY) value = least + uniform / (1 - uniform);
  else if (most < Number.POSITIVE_INFINITY) value = most - uniform / (1 - uniform);
  else value = nextNormal(stream) * (whole ? 100 : 1);
  const rounded = whole ? Math.floor(value) : dtype === "float32" ? Math.fround(value) : value;
  const round = dtype === "float32" ? Math.fround : (bound: number): number => bound;
  // adding 0 makes 0 of -0
  return Math.min(Math.max(rounded, round(from)), round(to)) + 0;
}

function sampleText(space: TextSpace, stream: RandomStream, mask: SpaceMask): string {
  const { choices, pattern } = space;
  if (choices !== undefined) return choices[draw(choices.length, stream, mask)] ?? "";
  if (pattern === undefined) return someText(space, stream);
  const expression = new RegExp(pattern, "u");
  for (let tries = 0; tries < patternDraws; tries++) {
    const charset = space.charset ?? patternCharsets[tries % patternCharsets.length] ?? printable;
    const text = someText({ ...space, charset }, stream);
    if (expression.test(text)) return text;
  }
  throw new GymError(
    "ERR_INVALID_DEFINITION",
    `None of ${patternDraws} texts matched ${pattern}; give the space \`choices\`, or a \`charset\` that fits.`,
  );
}

function someText({ minLength, maxLength, charset }: TextSpace, stream: RandomStream): string {
  const characters = [...(charset ?? printable)];
  const most = Math.min(maxLength ?? Number.POSITIVE_INFINITY, minLength + sampledCharacters);
  const length = minLength + nextInt(stream, most - minLength + 1);
  let text = "";
  for (let index = 0; index < length; index++) text += characters[nextInt(stream, characters.length)] ?? "";
  return text;
}

function sampleDict({ spaces, optional }: DictSpace, stream: RandomStream, mask: SpaceMask): unknown {
  const fields: Record<string, unknown> = {};
  for (const [key, space] of Object.entries(spaces)) {
    if (optional?.includes(key) && (nextStreamBits(stream) & 1) === 0) continue;
    fields[key] = sample(space, stream, part(mask, key));
  }
  return fields;
}

function sampleSequence(space: SequenceSpace, stream: RandomStream, mask: SpaceMask): unknown {
  const { minLength, maxLength } = space;
  const most = Math.min(maxLength ?? Number.POSITIVE_INFINITY, minLength + sampledItems);
  const length = minLength + nextInt(stream, most - minLength + 1);
  return Array.from({ length }, (_, index) => sample(space.space, stream, part(mask, index)));
}

function sampleJson(stream: RandomStream, depth: number): unknown {
  switch (nextInt(stream, depth > 0 ? 6 : 4)) {
    case 0:
      return null;
    case 1:
      return (nextStreamBits(stream) & 1) === 1;
    case 2:
      return nextInt(stream, 1000);
    case 3:
      return someText({ type: "Text", minLength: 0, maxLength: null, charset: null }, stream);
    case 4:
      return Array.from({ length: nextInt(stream, sampledItems) }, () => sampleJson(stream, depth - 1));
    default:
      return { key: sampleJson(stream, depth - 1) };
  }
}
