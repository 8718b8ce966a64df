/**
 * Conditions on draws: what splits hold out, as data.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Draw } from "./choice.ts";

/** What a drawn value has to be. Lists hold when all (`oneOf`), at least one (`anyOf`) or none (`noneOf`) of their items are among the values. */
export type Condition =
  | { readonly choice: string; readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly choice: string; readonly anyOf: readonly string[] }
  | { readonly choice: string; readonly noneOf: readonly (string | number | boolean)[] }
  /** Both ends belong to it. */
  | { readonly choice: string; readonly atLeast: number; readonly atMost: number };

/**
 * Whether a draw meets a condition.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when the draw has no such choice: a condition that is misspelt would let everything pass.
 */
export function meets(draw: Draw, condition: Condition): boolean {
  const value = draw[condition.choice];
  if (value === undefined) {
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `A condition asks for "${condition.choice}", which is not drawn; expected one of ${Object.keys(draw).join(", ")}.`,
    );
  }
  const items = typeof value === "object" ? value : [value];
  if ("oneOf" in condition) return items.every((item) => condition.oneOf.includes(item));
  if ("anyOf" in condition) return items.some((item) => typeof item === "string" && condition.anyOf.includes(item));
  if ("noneOf" in condition) return !items.some((item) => condition.noneOf.includes(item));
  return items.every((item) => typeof item === "number" && item >= condition.atLeast && item <= condition.atMost);
}
