/**
 * Why a look at a stateful set ended early; it is looked at again a little later.
 * @module
 */

/** A failure in the controller's own words, or the API server's. */
export class SyncFailure extends Error {
  /** Several failures at once, as Go prints an aggregate: the same text only once. */
  static of(problems: readonly string[]): SyncFailure {
    const distinct = [...new Set(problems)];
    return new SyncFailure(distinct.length === 1 ? distinct[0] : `[${distinct.join(", ")}]`);
  }
}
