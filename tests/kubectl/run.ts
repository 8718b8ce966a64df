/**
 * What was seen when the lines of a state were tried once.
 * @module
 */

/** What a command line came to. */
export interface Answer {
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** An object that was there: what drawn names are known by. */
export interface KnownObject {
  readonly kind: string;
  readonly name: string;
  readonly created: string;
  readonly generateName?: string;
  /** `Kind name` of the controlling owner. */
  readonly owner?: string;
  /** The label that a controller gives: `pod-template-hash`, `controller-revision-hash`. */
  readonly hash?: string;
}

/** All lines of a state, tried once. */
export interface Run {
  readonly objects: readonly KnownObject[];
  readonly answers: readonly Answer[];
}
