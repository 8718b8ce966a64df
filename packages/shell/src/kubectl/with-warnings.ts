/**
 * Writes whose unknown fields are warned of, as servers do by default.
 * @module
 */
import { StatusError, type WriteOptions } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";

const strict = "strict decoding error: ";

/** Writes; where only fields that the kind does not have stand in the way, says which they are and writes without them. */
export async function withWarnings<T>(
  call: Invocation,
  options: WriteOptions,
  write: (options: WriteOptions) => Promise<T>,
): Promise<T> {
  try {
    return await write({ ...options, fieldValidation: "Strict" });
  } catch (error) {
    const at = error instanceof StatusError ? error.message.indexOf(strict) : -1;
    if (!(error instanceof StatusError) || at < 0) throw error;
    const result = await write(options);
    for (const text of error.message.slice(at + strict.length).split(/, (?=unknown field|duplicate field)/))
      call.warn(`Warning: ${text}`);
    return result;
  }
}
