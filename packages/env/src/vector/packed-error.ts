/**
 * Exceptions on their way between threads.
 * @module
 */
import { GymError, type GymErrorCode, gymErrorCodes } from "@aiops-gym/cluster";

/** An exception as plain data. */
export interface PackedError {
  readonly message: string;
  readonly name: string;
  readonly stack?: string | undefined;
  /** Only of a {@link GymError}. */
  readonly code?: GymErrorCode;
}

/** Makes plain data of whatever was thrown. */
export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { message, name, stack } = error;
  return { message, name, stack, ...(error instanceof GymError ? { code: error.code } : {}) };
}

/** An `Error`, or the {@link GymError} that it was, with the stack of its thread. */
export function unpackError({ message, name, stack, code }: PackedError): Error {
  const error = code !== undefined && code in gymErrorCodes ? new GymError(code, message) : new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
