/**
 * Whether a family's choices can be drawn: a mistake in them would otherwise come out as an odd value in some of the seeds.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Choice, Choices } from "./choice.ts";

/**
 * Looks at all choices of a family.
 *
 * @param family - Its name, for the message.
 * @throws GymError `ERR_INVALID_DEFINITION` naming the first that cannot be drawn.
 */
export function checkChoices(family: string, choices: Choices): void {
  const before = new Map<string, Choice>();
  for (const [name, choice] of Object.entries(choices)) {
    const odd = oddityOf(choice, before);
    if (odd !== undefined)
      throw new GymError("ERR_INVALID_DEFINITION", `Family ${family}: choice "${name}" ${odd}. Correct it.`);
    before.set(name, choice);
  }
}

/** What is wrong with a choice, in words. */
function oddityOf(choice: Choice, before: ReadonlyMap<string, Choice>): string | undefined {
  switch (choice.kind) {
    case "one-of":
      return choice.of.length > 0 ? undefined : "has nothing to choose from; expected at least one value in `of`";
    case "range": {
      const { min, max, step } = choice;
      if (Number.isFinite(min) && Number.isFinite(max) && step > 0 && max >= min) return undefined;
      return `ranges from ${min} to ${max} by ${step}; expected finite numbers, \`max\` not below \`min\`, \`step\` positive`;
    }
    case "flag":
      if (choice.probability >= 0 && choice.probability <= 1) return undefined;
      return `has probability ${choice.probability}; expected a number in [0, 1]`;
    case "subset": {
      const { of, atLeast, atMost } = choice;
      const whole = Number.isInteger(atLeast) && Number.isInteger(atMost);
      if (whole && atLeast >= 0 && atLeast <= atMost && atMost <= of.length) return undefined;
      return `takes ${atLeast} to ${atMost} of ${of.length}; expected integers with 0 <= atLeast <= atMost <= ${of.length}`;
    }
    case "by":
      return oddityOfCases(choice, before);
    default:
      return `is of kind ${JSON.stringify((choice as { readonly kind?: unknown }).kind)}; expected one-of, range, flag, subset or by`;
  }
}

function oddityOfCases(
  { choice: name, cases }: Extract<Choice, { kind: "by" }>,
  before: ReadonlyMap<string, Choice>,
): string | undefined {
  const decisive = before.get(name);
  if (decisive === undefined) return `depends on "${name}", which does not stand before it`;
  const missing = valuesOf(decisive).find((value) => !Object.hasOwn(cases, value));
  if (missing !== undefined)
    return `has no case for ${name} "${missing}"; expected one for each value that it may come out as`;
  for (const [value, inner] of Object.entries(cases)) {
    const odd = oddityOf(inner, before);
    if (odd !== undefined) return `${odd}, in its case for ${name} "${value}"`;
  }
  return undefined;
}

/** All that a choice may come out as, where that is a short list. */
function valuesOf(choice: Choice): readonly string[] {
  switch (choice.kind) {
    case "one-of":
      return choice.of.map(String);
    case "flag":
      return ["true", "false"];
    case "by":
      return Object.values(choice.cases).flatMap(valuesOf);
    default:
      return [];
  }
}
