/**
 * The space of a wrapper that changes it.
 * @module
 */
import type { Space } from "../spaces/space.ts";

/** A space, or how it is made of that of the environment inside. */
export type SpaceChange = Space | ((inner: Space) => Space);

/** The space that it comes to. */
export function readSpace(change: SpaceChange, inner: Space): Space {
  return typeof change === "function" ? change(inner) : change;
}
