/**
 * Options of reward components, checked.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";

/** What every component of the library takes. */
export interface ComponentOptions {
  /** Its value is multiplied by it; costs have a negative one. */
  readonly weight?: number | undefined;
  /** Bounds of its weighted change in one step; none by default. */
  readonly clip?: readonly [least: number, most: number] | undefined;
}

/** A number above 0. */
export const positive: z.ZodType<number> = z.number().positive();
/** A discount: in (0, 1]. */
export const discount: z.ZodType<number> = z.number().gt(0).max(1);
/** A share: in [0, 1). */
export const share: z.ZodType<number> = z.number().min(0).lt(1);

/**
 * Fills in defaults and checks the options that are the component's own.
 *
 * @param schemas - By option.
 * @throws GymError `ERR_INVALID_DEFINITION` naming the component and the option, one that it does not have too.
 */
export function readParameters<K extends string>(
  name: string,
  schemas: Readonly<Record<K, z.ZodType<number>>>,
  defaults: Readonly<Record<NoInfer<K>, number>>,
  options: { readonly [key in NoInfer<K>]?: number | undefined },
): Readonly<Record<K, number>> {
  const known = [...Object.keys(schemas), "weight", "clip"];
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Reward component "${name}" has no option ${unknown.join(", ")}; it has ${known.join(", ")}.`,
    );
  const parameters: Record<K, number> = { ...defaults };
  for (const key of Object.keys(schemas) as K[]) {
    const parsed = schemas[key].safeParse(options[key] ?? defaults[key]);
    if (!parsed.success)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `Option ${key} of reward component "${name}" is refused: ${z.prettifyError(parsed.error)}`,
      );
    parameters[key] = parsed.data;
  }
  return Object.freeze(parameters);
}

/** The part of a component that is the same in all: weight and bounds. */
export function weighted(
  options: ComponentOptions,
  weight: number,
): { readonly weight: number; readonly clip?: readonly [number, number] } {
  return { weight: options.weight ?? weight, ...(options.clip === undefined ? {} : { clip: options.clip }) };
}
