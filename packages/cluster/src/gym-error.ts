/**
 * The base of every error that is a mistake in the program or its input (failures of Kubernetes are {@link StatusError}s).
 * @module
 */

/** Codes of all errors of the project, with what each means. */
export const gymErrorCodes = {
  ERR_UNKNOWN_PROBLEM: "no registered problem has this id",
  ERR_UNKNOWN_APPLICATION: "no registered application has this name",
  ERR_RESET_NEEDED: "step was called before reset or after the episode ended",
  ERR_CLOSED: "the environment or cluster was closed",
  ERR_INVALID_DEFINITION: "a define... call got a definition that cannot work",
  ERR_INVALID_ACTION: "an action does not fit its schema",
  ERR_INVALID_SNAPSHOT: "bytes are not a snapshot of this version, or are damaged",
  ERR_INVALID_TRAJECTORY: "a trajectory is damaged, or was edited",
  ERR_REPLAY_DIVERGED: "replaying a trajectory gave other bytes than were recorded",
  ERR_CHECK_FAILED: "an environment breaks rules of its interface",
  ERR_NOT_CAPABLE: "this cluster cannot do that",
  ERR_PROTOCOL: "a peer sent a message that does not fit the protocol",
  ERR_WORKER_ENDED: "a worker thread ended before it answered",
  ERR_LIMIT: "a bound on size, time or count was reached",
} as const;

/** One of {@link gymErrorCodes}. */
export type GymErrorCode = keyof typeof gymErrorCodes;

/** Base class: `name` is the class, `code` one of {@link gymErrorCodes}; the message says what was found, expected, and what to do. */
export class GymError extends Error {
  readonly code: GymErrorCode;

  constructor(code: GymErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = `${new.target.name} [${code}]`;
  }
}
