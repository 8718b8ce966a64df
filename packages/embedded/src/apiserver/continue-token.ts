/**
 * Tokens with which lists go on: where the page ended, and which version of the store the list shows.
 * @module
 */
import { badRequest, StatusError } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { isDraft } from "./draft.ts";

/** Where a page goes on. */
export interface PageStart {
  /** `namespace/name` of the last object before, or its name alone in a list of one namespace. */
  readonly after: string;
  /** The version that the list shows; absent when the token accepts an inconsistent rest. */
  readonly resourceVersion?: string;
}

const form = "meta.k8s.io/v1";
const end = "\u0000";

/** The token of a page that ended with a key. */
export function continueToken(key: string, resourceVersion: string): string {
  const token = JSON.stringify({ v: form, rv: Number(resourceVersion), start: `${key}${end}` });
  return Buffer.from(token.replaceAll(end, "\\u0000")).toString("base64url");
}

/**
 * Reads a token.
 *
 * @throws StatusError `BadRequest` for a text that is none, `Expired` when its version is compacted away.
 */
export function readContinueToken(sim: Simulation, token: string): PageStart {
  const { rv, start } = decode(token);
  const { compactedVersion } = sim.state.store;
  if (rv > 0 && rv < compactedVersion) throw expired(start);
  const after = start.endsWith(end) ? start.slice(0, -end.length) : start;
  return { after, ...(rv > 0 ? { resourceVersion: String(rv) } : {}) };
}

function decode(token: string): { readonly rv: number; readonly start: string } {
  const text = Buffer.from(token, "base64url").toString("latin1");
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    throw invalidToken(`invalid character '${quoted(text.charCodeAt(0))}' looking for beginning of value`);
  }
  const { v, rv, start } = isDraft(value) ? value : { v: "", rv: 0, start: "" };
  if (v !== form) throw invalidToken(`server does not recognize this encoded version ${JSON.stringify(String(v))}`);
  return { rv: Number(rv), start: String(start) };
}

function invalidToken(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

function expired(start: string): StatusError {
  const text = JSON.stringify({ v: form, rv: -1, start }).replaceAll(end, "\\u0000");
  const error = StatusError.of(
    "Expired",
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the " +
      "continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing " +
      "with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the " +
      "time the first chunk was returned and now may show up in the list.",
  );
  return new StatusError({ ...error.status, metadata: { continue: Buffer.from(text).toString("base64url") } });
}

/** A byte as Go's messages quote it. */
function quoted(code: number): string {
  if (code < 32 || code === 127) return `\\x${code.toString(16).padStart(2, "0")}`;
  const printable = code < 127 || (code > 160 && code !== 173);
  return printable ? String.fromCharCode(code) : `\\u${code.toString(16).padStart(4, "0")}`;
}
