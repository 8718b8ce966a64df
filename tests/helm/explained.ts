/**
 * Differences with a reason that somebody who works with Helm would accept. An entry that nothing needs any more is an error.
 * @module
 */

/** Why the answer to a line differs. */
export interface Explanation {
  readonly session: string;
  readonly line: string;
  readonly reason: string;
}

export const explanations: readonly Explanation[] = [];
