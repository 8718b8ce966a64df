/**
 * An episode to bytes and back.
 * @module
 */
import { createHash } from "node:crypto";
import { GymError } from "@aiops-gym/cluster";
import { Packr } from "msgpackr";
import { z } from "zod";
import type { EpisodeState } from "./episode-state.ts";

const format = "aiops-gym/episode";
const version = 1;

const envelopeSchema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  sha256: z.string(),
  state: z.string(),
  cluster: z.instanceof(Uint8Array),
  twin: z.instanceof(Uint8Array).optional(),
});

/** An episode that was written down. */
export interface EncodedEpisode {
  readonly state: EpisodeState;
  /** The cluster's snapshot. */
  readonly cluster: Uint8Array;
  /** The snapshot of the do-nothing twin, where rewards need one. */
  readonly twin?: Uint8Array | undefined;
}

function digest(state: string, ...clusters: readonly (Uint8Array | undefined)[]): string {
  const hash = createHash("sha256").update(state);
  for (const cluster of clusters) if (cluster !== undefined) hash.update(cluster);
  return hash.digest("hex");
}

/** Writes an episode's state and its clusters' snapshots. */
export function encodeEpisode({ state, cluster, twin }: EncodedEpisode): Uint8Array {
  const text = JSON.stringify(state);
  return new Packr({ useRecords: false }).pack({
    format,
    version,
    sha256: digest(text, cluster, twin),
    state: text,
    cluster,
    ...(twin === undefined ? {} : { twin }),
  });
}

/** @throws GymError `ERR_INVALID_SNAPSHOT` when the bytes are not whole or of another version. */
export function decodeEpisode(bytes: Uint8Array): EncodedEpisode {
  const refuse = (why: string, cause?: unknown): GymError =>
    new GymError(
      "ERR_INVALID_SNAPSHOT",
      `The snapshot is refused: ${why}. Expected the bytes of AIOpsEnv.snapshot(), version ${version}.`,
      { cause },
    );
  let value: unknown;
  try {
    value = new Packr({ useRecords: false }).unpack(bytes);
  } catch (cause) {
    throw refuse("it is not MessagePack, or was cut off", cause);
  }
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error));
  const { state, cluster, twin, sha256 } = parsed.data;
  if (digest(state, cluster, twin) !== sha256) throw refuse("its checksum does not fit its content");
  return { state: JSON.parse(state) as EpisodeState, cluster, twin };
}
