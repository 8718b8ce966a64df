/**
 * When a vector environment resets an environment whose episode is over: Gymnasium's three ways.
 * @module
 */

/** Gymnasium's `AutoresetMode`. An aborted episode is over too. */
export const AutoresetMode = {
  /** The step after the last one ignores its action and begins the next episode; its reward is 0. */
  NEXT_STEP: "NextStep",
  /** The last step itself begins the next episode: its observation is the next episode's first, the last one is in `finalObservations`. */
  SAME_STEP: "SameStep",
  /** Never: the caller resets by `reset({ envIds })`. */
  DISABLED: "Disabled",
} as const;

/** One of {@link AutoresetMode}. */
export type AutoresetMode = (typeof AutoresetMode)[keyof typeof AutoresetMode];
