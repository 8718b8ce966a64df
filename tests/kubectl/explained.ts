/**
 * Differences with a reason that somebody who works with Kubernetes would accept. An entry that nothing needs any more is an error.
 * @module
 */

/** Why the answers to some lines differ. */
export interface Explanation {
  readonly state: string;
  /** The lines that begin so; all of the state's when absent. */
  readonly line?: string;
  readonly reason: string;
}

export const explanations: readonly Explanation[] = [];
