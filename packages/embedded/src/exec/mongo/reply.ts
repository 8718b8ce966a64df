/**
 * Answers of commands.
 * @module
 */
import type { CommandReply, Document } from "./session.ts";

/** A failure. */
export const fail: (code: number, codeName: string, message: string) => CommandReply = (
  code: number,
  codeName: string,
  message: string,
): CommandReply => ({
  ok: false,
  failure: { code, codeName, message },
});

/** A success: the fields, and `ok: 1`. */
export const succeed: (reply?: Document) => CommandReply = (reply: Document = {}): CommandReply => ({
  ok: true,
  reply: { ...reply, ok: 1 },
});
