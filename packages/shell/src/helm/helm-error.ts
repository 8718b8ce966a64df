/**
 * Failures, in Helm's words.
 * @module
 */

/** Ends a command; the message goes to stderr after `Error: `. */
export class HelmError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HelmError";
  }
}

/** The same failure, with what was being done before it. */
export function during(doing: string, error: unknown): unknown {
  return error instanceof HelmError ? new HelmError(`${doing}: ${error.message}`) : error;
}
