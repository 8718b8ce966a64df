/**
 * `--subresource`.
 * @module
 */
import { noSuchResource, type Subresource } from "@aiops-gym/cluster";
import type { Invocation } from "./invocation.ts";

const known: ReadonlySet<string> = new Set(["status", "scale", "resize"] satisfies Subresource[]);

/** The subresource that the call asks for. @throws StatusError `NotFound` for one that no kind has. */
export function subresourceOf(call: Invocation): Subresource | undefined {
  const name = call.flags.text("subresource");
  if (name === "") return undefined;
  if (!known.has(name)) throw noSuchResource();
  return name as Subresource;
}
