/**
 * What the API server does to a new object of one kind beside what was asked for.
 * @module
 */
import type { Draft } from "../draft.ts";

/** One kind's row; its absent parts do nothing. */
export interface KindDefaults {
  /** Fills absent fields, in place, on creation and on every update. Idempotent. */
  readonly fill?: (object: Draft, spec: Draft) => void;
  /** The kind has no `spec`: `fill` gets an object of its own that is thrown away. */
  readonly withoutSpec?: true;
  /** The state a new object begins in, whatever status it came with. Absent: it keeps the one it came with. */
  readonly status?: Readonly<Draft>;
  /** The field of `status` that tells when the object got into that state. */
  readonly statusTime?: string;
  /** Whether changes of what is wanted count in `metadata.generation`. */
  readonly generation?: true;
}
