/**
 * `key=value` and `key-`, as commands take them.
 * @module
 */
import { KubectlError } from "./kubectl-error.ts";

/** `a=1,b=2` as labels of a new object. */
export function parseLabels(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const pair of text.split(",")) {
    const parts = pair.split("=");
    if (parts.length !== 2) throw new KubectlError(`unexpected label spec: ${pair}`);
    const [key = "", value = ""] = parts;
    if (key === "") throw new KubectlError("unexpected empty label key");
    labels.set(key, value);
  }
  return labels;
}

/** What shall be set, and what removed. */
export interface PairChanges {
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

/** Reads changes; `noun` is said of those that are none: `invalid label format: x`. */
export function parsePairs(texts: readonly string[], noun: string, removal: boolean): PairChanges {
  const set = new Map<string, string>();
  const removed: string[] = [];
  const invalid: string[] = [];
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (equals > 0) set.set(text.slice(0, equals), text.slice(equals + 1));
    else if (removal && text.endsWith("-") && text !== "-") removed.push(text.slice(0, -1));
    else invalid.push(text);
  }
  if (invalid.length > 0) throw new KubectlError(`invalid ${noun} format: ${invalid.join(", ")}`);
  return { set, removed };
}

/** Takes `deploy/web a=1 b-` apart into what is named and what is changed. */
export function splitPairs(args: readonly string[], noun: string): [readonly string[], readonly string[]] {
  const isPair = (text: string): boolean => text.indexOf("=") > 0 || (text.endsWith("-") && text !== "-");
  const at = args.findIndex(isPair);
  if (at < 0) return [args, []];
  const late = args.slice(at).find((text) => !isPair(text));
  if (late !== undefined) throw new KubectlError(`all resources must be specified before ${noun} changes: ${late}`);
  return [args.slice(0, at), args.slice(at)];
}
