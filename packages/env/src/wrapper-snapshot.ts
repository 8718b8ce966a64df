/**
 * Snapshots of wrappers: what the wrapper keeps, around the snapshot of what it wraps.
 * @module
 */
import { createHash } from "node:crypto";
import { GymError } from "@aiops-gym/cluster";
import { Packr } from "msgpackr";
import { z } from "zod";

const version = 1;

function envelopeOf(wrapper: string) {
  return z.object({
    format: z.literal(`aiops-gym/${wrapper}`),
    version: z.literal(version),
    sha256: z.string(),
    state: z.string(),
    inner: z.instanceof(Uint8Array),
  });
}

function digest(state: string, inner: Uint8Array): string {
  return createHash("sha256").update(state).update(inner).digest("hex");
}

/**
 * Writes a wrapper's state around the snapshot of the environment inside.
 *
 * @param wrapper - Its name in kebab-case; {@link decodeWrapper} refuses the bytes of another.
 * @param state - Plain data.
 */
export function encodeWrapper(wrapper: string, state: unknown, inner: Uint8Array): Uint8Array {
  const text = JSON.stringify(state);
  return new Packr({ useRecords: false }).pack({
    format: `aiops-gym/${wrapper}`,
    version,
    sha256: digest(text, inner),
    state: text,
    inner,
  });
}

/**
 * Reads what {@link encodeWrapper} wrote.
 *
 * @param schema - Of the state.
 * @throws GymError `ERR_INVALID_SNAPSHOT` when the bytes are damaged, or another wrapper's.
 */
export function decodeWrapper<T>(
  wrapper: string,
  schema: z.ZodType<T>,
  bytes: Uint8Array,
): { readonly state: T; readonly inner: Uint8Array } {
  const refuse = (why: string, cause?: unknown): GymError =>
    new GymError(
      "ERR_INVALID_SNAPSHOT",
      `The snapshot is refused: ${why}. Expected the bytes of a snapshot of ${wrapper}, version ${version}; wrap the environment as it was.`,
      { cause },
    );
  let value: unknown;
  try {
    value = new Packr({ useRecords: false }).unpack(bytes);
  } catch (cause) {
    throw refuse("it is not MessagePack, or was cut off", cause);
  }
  const parsed = envelopeOf(wrapper).safeParse(value);
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error));
  const { state, inner, sha256 } = parsed.data;
  if (digest(state, inner) !== sha256) throw refuse("its checksum does not fit its content");
  const checked = schema.safeParse(JSON.parse(state));
  if (!checked.success) throw refuse(z.prettifyError(checked.error));
  return { state: checked.data, inner };
}
