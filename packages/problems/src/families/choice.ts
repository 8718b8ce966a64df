/**
 * What a family chooses for each problem, as data.
 * @module
 */
import { createRandomStream, GymError, type RandomStream } from "@aiops-gym/cluster";
import { drawInt, drawSubset, drawUniform } from "./draw-stream.ts";

/** One value that was chosen. */
export type DrawnValue = string | number | boolean | readonly string[];

/** All values that were chosen for one problem, by the name of the choice. */
export type Draw = Readonly<Record<string, DrawnValue>>;

/** How one value is chosen. */
export type Choice =
  /** One of these, evenly. */
  | { readonly kind: "one-of"; readonly of: readonly (string | number)[] }
  /** `min`, `min + step`, ... up to `max`, evenly. */
  | { readonly kind: "range"; readonly min: number; readonly max: number; readonly step: number }
  /** True with this probability. */
  | { readonly kind: "flag"; readonly probability: number }
  /** From `atLeast` to `atMost` (evenly) of these, in their order here. */
  | { readonly kind: "subset"; readonly of: readonly string[]; readonly atLeast: number; readonly atMost: number }
  /** As another choice came out, which stands before this one. */
  | { readonly kind: "by"; readonly choice: string; readonly cases: Readonly<Record<string, Choice>> };

/** A family's choices, in the order in which those that depend on others need them. */
export type Choices = Readonly<Record<string, Choice>>;

/**
 * Draws all choices. Each has a stream of chance of its own, named by `key` and its name: another choice more or fewer leaves what
 * the rest draws as it is.
 *
 * @param key - What is drawn for; equal keys and names under equal seeds draw equal values.
 * @throws GymError `ERR_INVALID_DEFINITION` when a choice depends on a value for which it has no case.
 */
export function drawChoices(choices: Choices, key: string, seed: number): Draw {
  const draw: Record<string, DrawnValue> = {};
  for (const [name, choice] of Object.entries(choices)) {
    draw[name] = drawValue(createRandomStream(seed, `${key}/${name}`), resolveChoice(name, choice, draw));
  }
  return draw;
}

/** The choice itself, where it depends on one that was made. */
function resolveChoice(name: string, choice: Choice, draw: Draw): Exclude<Choice, { kind: "by" }> {
  if (choice.kind !== "by") return choice;
  const value = String(draw[choice.choice]);
  const chosen = Object.hasOwn(choice.cases, value) ? choice.cases[value] : undefined;
  if (chosen === undefined) {
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Choice "${name}" has no case for ${choice.choice} "${value}"; expected one of ${Object.keys(choice.cases).join(", ")}. Add the case, and put "${choice.choice}" before "${name}".`,
    );
  }
  return resolveChoice(name, chosen, draw);
}

function drawValue(stream: RandomStream, choice: Exclude<Choice, { kind: "by" }>): DrawnValue {
  switch (choice.kind) {
    case "one-of":
      return choice.of[drawInt(stream, choice.of.length)] ?? "";
    case "range":
      return choice.min + choice.step * drawInt(stream, Math.floor((choice.max - choice.min) / choice.step) + 1);
    case "flag":
      return drawUniform(stream) < choice.probability;
    case "subset": {
      const count = choice.atLeast + drawInt(stream, choice.atMost - choice.atLeast + 1);
      return drawSubset(stream, choice.of, count);
    }
  }
}

/**
 * All names that a choice may come out as, for choices of names; of those that depend on others, all cases' together.
 *
 * @returns Sorted, without repetition; numbers and flags give none.
 */
export function namesOf(choice: Choice | undefined): readonly string[] {
  if (choice === undefined) return [];
  const names = new Set<string>();
  const visit = (part: Choice): void => {
    if (part.kind === "by") for (const inner of Object.values(part.cases)) visit(inner);
    else if (part.kind === "one-of" || part.kind === "subset")
      for (const name of part.of) if (typeof name === "string") names.add(name);
  };
  visit(choice);
  return [...names].sort();
}

/**
 * A drawn text.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when the draw has no text of that name.
 */
export function textOf(draw: Draw, name: string): string {
  const value = draw[name];
  if (typeof value === "string") return value;
  throw wrongKind(name, "a text", value);
}

/**
 * A drawn number.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when the draw has no number of that name.
 */
export function numberOf(draw: Draw, name: string): number {
  const value = draw[name];
  if (typeof value === "number") return value;
  throw wrongKind(name, "a number", value);
}

/**
 * A drawn list of texts.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when the draw has no list of that name.
 */
export function listOf(draw: Draw, name: string): readonly string[] {
  const value = draw[name];
  if (typeof value === "object") return value;
  throw wrongKind(name, "a list", value);
}

function wrongKind(name: string, expected: string, value: DrawnValue | undefined): GymError {
  return new GymError(
    "ERR_INVALID_DEFINITION",
    `The draw has ${JSON.stringify(value)} for "${name}"; expected ${expected}. Add the choice to the family, or correct its kind.`,
  );
}
