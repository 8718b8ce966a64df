/**
 * Membership: whether a value is of a space, and what is wrong with it where it is not.
 * @module
 */
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
import { tableProblem } from "./table-space.ts";

/** Why a value is not of a space. */
export interface SpaceProblem {
  /** Where in the value: `arguments.replicas`, `[2]`; empty for the value itself. */
  readonly path: string;
  /** What was found there, and what was expected. */
  readonly message: string;
}

/** Whether a value is of a space. */
export function contains<S extends Space>(space: S, value: unknown): value is SpaceValue<S> {
  return whyNot(space, value) === null;
}

/** The first thing that is wrong with a value; null when it is of the space. */
export function whyNot(space: Space, value: unknown): SpaceProblem | null {
  return check(space, value, "");
}

function problem(path: string, value: unknown, expected: string): SpaceProblem {
  return { path, message: `is ${show(value)}; expected ${expected}` };
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${(value as Uint8Array).length}`;
  return typeof value === "object"
    ? `an object with the keys ${Object.keys(value).join(", ") || "none"}`
    : typeof value;
}

const isInteger = (value: unknown, low: number, end: number): value is number =>
  Number.isInteger(value) && (value as number) >= low && (value as number) < end;

function check(space: Space, value: unknown, path: string): SpaceProblem | null {
  switch (space.type) {
    case "Box":
      return checkBox(space, value, path);
    case "Discrete":
      return isInteger(value, space.start, space.start + space.n)
        ? null
        : problem(path, value, `an integer of [${space.start}, ${space.start + space.n})`);
    case "MultiDiscrete":
      if (!(value instanceof Int32Array && value.length === space.nvec.length))
        return problem(path, value, `an Int32Array of ${space.nvec.length}`);
      return checkEach(value, path, (one, index) => isInteger(one, 0, space.nvec[index] ?? 0), "less than its `nvec`");
    case "MultiBinary":
      if (!(value instanceof Uint8Array && value.length === space.n))
        return problem(path, value, `a Uint8Array of ${space.n}`);
      return checkEach(value, path, (one) => one < 2, "0 or 1");
    case "Boolean":
      return typeof value === "boolean" ? null : problem(path, value, "true or false");
    case "Text":
      return checkText(space, value, path);
    case "Dict":
      return checkDict(space, value, path);
    case "Tuple":
      if (!(Array.isArray(value) && value.length === space.spaces.length))
        return problem(path, value, `a list of ${space.spaces.length}`);
      return firstOf(space.spaces, (one, index) => check(one, value[index], `${path}[${index}]`));
    case "Sequence":
      return checkSequence(space, value, path);
    case "OneOf":
      return checkOneOf(space.spaces, value, path);
    case "Json":
      return isJson(value) ? null : problem(path, value, "what JSON can write");
    case "Table": {
      const wrong = tableProblem(space, value);
      return wrong === null ? null : { path, message: wrong };
    }
  }
}

function firstOf<T>(items: readonly T[], look: (item: T, index: number) => SpaceProblem | null): SpaceProblem | null {
  for (let index = 0; index < items.length; index++) {
    const found = look(items[index] as T, index);
    if (found !== null) return found;
  }
  return null;
}

function checkEach(
  values: ArrayLike<number>,
  path: string,
  fits: (value: number, index: number) => boolean,
  expected: string,
): SpaceProblem | null {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (!fits(value, index)) return problem(`${path}[${index}]`, value, expected);
  }
  return null;
}

const boxArrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

function checkBox(space: BoxSpace, value: unknown, path: string): SpaceProblem | null {
  const { dtype, shape, low, high } = space;
  const [lowest, highest] = dtypeLimits[dtype];
  const round = dtype === "float32" ? Math.fround : (bound: number): number => bound;
  const whole = dtype !== "float32" && dtype !== "float64";
  const at = (index: number): readonly [number, number] => [
    round(boundAt(low, index, lowest)),
    round(boundAt(high, index, highest)),
  ];
  const fits = (one: number, index: number): boolean => {
    const [least, most] = at(index);
    return one >= least && one <= most && (!whole || Number.isInteger(one));
  };
  const expected = (index: number): string =>
    `${whole ? "an integer" : "a number"} of [${at(index)[0]}, ${at(index)[1]}]`;
  if (shape.length === 0) return typeof value === "number" && fits(value, 0) ? null : problem(path, value, expected(0));
  const size = boxSize(space);
  const array = boxArrays[dtype === "int64" ? "int32" : dtype];
  if (!(value instanceof array && value.length === size)) return problem(path, value, `a ${array.name} of ${size}`);
  for (let index = 0; index < size; index++) {
    const one = value[index] ?? 0;
    if (!fits(one, index)) return problem(`${path}[${index}]`, one, expected(index));
  }
  return null;
}

function checkText(space: TextSpace, value: unknown, path: string): SpaceProblem | null {
  if (typeof value !== "string") return problem(path, value, "a text");
  const { minLength, maxLength, charset, choices, pattern } = space;
  if (choices !== undefined && !choices.includes(value))
    return problem(path, value, `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`);
  if (minLength > 0 || maxLength !== null || charset !== null) {
    const characters = [...value];
    if (characters.length < minLength || (maxLength !== null && characters.length > maxLength))
      return problem(path, value, `a length of ${minLength} to ${maxLength ?? "any"}; it has ${characters.length}`);
    const known = charset === null ? undefined : new Set(charset);
    const strange = known && characters.find((character) => !known.has(character));
    if (strange !== undefined)
      return problem(path, value, `characters of its charset only; ${JSON.stringify(strange)} is none of them`);
  }
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value))
    return problem(path, value, `a text that matches ${pattern}`);
  return null;
}

function checkDict({ spaces, optional }: DictSpace, value: unknown, path: string): SpaceProblem | null {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return problem(path, value, "an object");
  const fields = value as Readonly<Record<string, unknown>>;
  const below = (key: string): string => (path === "" ? key : `${path}.${key}`);
  for (const key of Object.keys(fields)) {
    // a key whose value is undefined is as good as absent
    if (!Object.hasOwn(spaces, key) && fields[key] !== undefined)
      return { path: below(key), message: `is not expected; expected the keys ${Object.keys(spaces).join(", ")}` };
  }
  return firstOf(Object.entries(spaces), ([key, space]) => {
    const field = fields[key];
    if (field === undefined && !(key in fields && space.type === "Json"))
      return optional?.includes(key) ? null : { path: below(key), message: "is missing" };
    return check(space, field, below(key));
  });
}

function checkSequence(
  { space, minLength, maxLength }: SequenceSpace,
  value: unknown,
  path: string,
): SpaceProblem | null {
  if (!Array.isArray(value)) return problem(path, value, "a list");
  if (value.length < minLength || (maxLength !== null && value.length > maxLength))
    return problem(path, value, `${minLength} to ${maxLength ?? "any number of"} items`);
  return firstOf(value, (item, index) => check(space, item, `${path}[${index}]`));
}

/** The deepest complaint is the most telling: it comes from the alternative that fitted longest. Those that fitted as long are named too. */
function checkOneOf(spaces: readonly Space[], value: unknown, path: string): SpaceProblem | null {
  let deepest: SpaceProblem[] = [];
  for (const space of spaces) {
    const found = check(space, value, path);
    if (found === null) return null;
    const depth = deepest[0]?.path.length ?? 0;
    if (found.path.length > depth) deepest = [found];
    else if (found.path.length === depth) deepest.push(found);
  }
  const [first] = deepest;
  if (first === undefined || first.path === path)
    return problem(path, value, `a value of one of ${spaces.length} spaces`);
  const messages = [...new Set(deepest.flatMap(({ path, message }) => (path === first.path ? [message] : [])))];
  return {
    path: first.path,
    message: messages.map((one, index) => (index === 0 ? one : expectedOf(one))).join(", or "),
  };
}

/** What a complaint expected, without what it found. */
function expectedOf(message: string): string {
  return message.replace(/^.*?; expected /, "");
}

/** What is within itself, or deeper than this, JSON cannot write. */
const deepestJson = 1000;

function isJson(value: unknown, around: Set<unknown> = new Set()): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || around.has(value) || around.size >= deepestJson) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  around.add(value);
  // JSON leaves fields out that are undefined
  const isFit = Array.isArray(value)
    ? value.every((item) => isJson(item, around))
    : Object.values(value).every((field) => field === undefined || isJson(field, around));
  around.delete(value);
  return isFit;
}
