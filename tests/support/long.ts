/**
 * Long suites: all of them with `AIOPS_GYM_LONG=1` (`npm run test:long`), a sample otherwise.
 *
 * @module
 */

/** Whether all is asked for. */
export const long: boolean = process.env["AIOPS_GYM_LONG"] === "1";

/** Of a list of problems, every so manyth is played. */
export const sampleEvery: number = long ? 1 : 6;

/** The problems to play: all, or a sample that spans the list. */
export function sample<T>(items: readonly T[]): readonly T[] {
  return items.filter((_, index) => index % sampleEvery === 0);
}
