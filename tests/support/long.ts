/**
 * Long suites: all of them with `AIOPS_GYM_LONG=1` (`npm run test:long`), a sample otherwise.
 *
 * @module
 */

/** Whether all is asked for. */
export const long: boolean = process.env["AIOPS_GYM_LONG"] === "1";

/** Of a list of problems, every so manyth is played. */
export const sampleEvery: number = long ? 1 : 6;

/**
 * The problems to play: all, or a sample that spans the list.
 *
 * @param from - Index of the sample's first, below {@link sampleEvery}: suites of the same rules play different problems.
 */
export function sample<T>(items: readonly T[], from = 0): readonly T[] {
  return items.filter((_, index) => index % sampleEvery === from % sampleEvery);
}
