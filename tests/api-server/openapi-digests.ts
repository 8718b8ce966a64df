/**
 * What is compared of OpenAPI definitions: all but what no client asks about.
 * @module
 */
import { createHash } from "node:crypto";

const left: ReadonlySet<string> = new Set(["x-kubernetes-unions"]);

/** A digest of each definition, by its name. */
export function digestsOf(definitions: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => {
      const text = JSON.stringify(reduced(definition));
      return [name, createHash("sha256").update(text).digest("hex").slice(0, 16)];
    }),
  );
}

/** The schema without what is left out, its fields in order; properties may be called as what is left out. */
function reduced(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((one) => reduced(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || !left.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, reduced(one, !names && key === "properties")]),
  );
}
