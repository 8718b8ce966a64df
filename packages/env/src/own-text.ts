/**
 * Texts that are kept for long.
 * @module
 */

/** Engines copy no shorter parts. */
const leastSliced = 13;

/** The same text, which holds on to no longer one that it was cut from: engines keep the whole of what a part is sliced from. */
export function ownText(text: string): string {
  return text.length < leastSliced ? text : [text.slice(0, 1), text.slice(1)].join("");
}
