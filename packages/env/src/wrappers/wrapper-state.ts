/**
 * What a wrapper keeps of an episode, as bytes.
 * @module
 */
import { createHash } from "node:crypto";
import { GymError } from "@aiops-gym/cluster";
import { Packr } from "msgpackr";
import { z } from "zod";

const format = "aiops-gym/wrapper";
const version = 1;

const envelopeSchema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  wrapper: z.string(),
  sha256: z.string(),
  state: z.instanceof(Uint8Array),
  inner: z.instanceof(Uint8Array),
});

/** A wrapped environment that was written down. */
export interface WrappedSnapshot {
  readonly state: unknown;
  /** The snapshot of the environment inside. */
  readonly inner: Uint8Array;
}

/** Typed arrays stay typed arrays. */
const makePackr = (): Packr => new Packr({ useRecords: false, moreTypes: true });

/**
 * Writes a wrapper's state to bytes, equal ones for equal states.
 *
 * @param wrapper - Its name, for errors.
 * @throws GymError `ERR_NOT_CAPABLE` naming the first thing that is no plain data.
 */
export function packState(wrapper: string, state: unknown): Uint8Array {
  const path = findUnplain(state, "state");
  if (path !== undefined)
    throw new GymError(
      "ERR_NOT_CAPABLE",
      `What ${wrapper} keeps cannot be written down: ${path} is no plain data; expected JSON and typed arrays. Wrap the environment so that observations are plain before ${wrapper} sees them.`,
    );
  return makePackr().pack(state);
}

/** Writes a snapshot. */
export function encodeWrapped(wrapper: string, { state, inner }: WrappedSnapshot): Uint8Array {
  const packed = packState(wrapper, state);
  const sha256 = digest(packed, inner);
  return makePackr().pack({ format, version, wrapper, sha256, state: packed, inner });
}

/** @throws GymError `ERR_INVALID_SNAPSHOT` when the bytes are damaged, or of an environment wrapped otherwise. */
export function decodeWrapped(wrapper: string, bytes: Uint8Array): WrappedSnapshot {
  const refuse = (why: string, cause?: unknown): GymError =>
    new GymError(
      "ERR_INVALID_SNAPSHOT",
      `The snapshot is refused: ${why}. Expected the bytes of ${wrapper}.snapshot(), version ${version}; restore into an environment with the wrappers that it was taken of, in their order.`,
      { cause },
    );
  let value: unknown;
  try {
    value = makePackr().unpack(bytes);
  } catch (cause) {
    throw refuse("it is not MessagePack, or was cut off", cause);
  }
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) throw refuse(`it is of no wrapper (${z.prettifyError(parsed.error)})`);
  const { state, inner, sha256 } = parsed.data;
  if (digest(state, inner) !== sha256) throw refuse("its checksum does not fit its content");
  if (parsed.data.wrapper !== wrapper) throw refuse(`it is of ${parsed.data.wrapper}`);
  return { state: makePackr().unpack(state), inner };
}

function digest(state: Uint8Array, inner: Uint8Array): string {
  return createHash("sha256").update(state).update(inner).digest("hex");
}

/** Path of the first thing that is neither JSON nor a typed array. */
function findUnplain(value: unknown, path: string): string | undefined {
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return path;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return path;
  for (const [key, item] of Object.entries(value)) {
    const found = findUnplain(item, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
