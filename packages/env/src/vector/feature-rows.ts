/**
 * Features that all threads see: one row of numbers an environment, in shared memory.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { EpisodeInfo } from "../env.ts";
import type { Observation } from "../observation.ts";

/**
 * Turns observations into numbers of a fixed count.
 * @typeParam O - The observation.
 */
export interface FeatureCodec<O = Observation> {
  /** Numbers a row. */
  readonly length: number;
  /** Writes an observation into `row`, whose length is {@link FeatureCodec.length} and which holds zeros before. */
  write(observation: O, row: Float32Array, info: EpisodeInfo): void;
  /**
   * The observation that a row was written from. Where it is given, observations of worker threads travel by the row alone, which
   * is the fastest way; it must give back all that {@link FeatureCodec.write} was given. `row` is a copy that may be kept.
   */
  read?(row: Float32Array): O;
}

type Area = "current" | "final" | "staged" | "stagedFinal";
const areas: readonly Area[] = ["current", "final", "staged", "stagedFinal"];

/**
 * Rows of all environments. The thread of an environment stages rows; they become current when the answer they belong to is
 * received, so whoever reads a current row is not disturbed by an environment at work.
 */
export class FeatureRows {
  readonly length: number;
  /** Shape `[numEnvs, length]`, row by row: observations as last received. */
  readonly current: Float32Array;
  /** Shape `[numEnvs, length]`: the last observation of each environment's previous episode (same-step autoreset). */
  readonly final: Float32Array;
  /** What other threads get. */
  readonly buffer: SharedArrayBuffer;
  readonly #rows: Readonly<Record<Area, readonly Float32Array[]>>;

  /** @throws GymError `ERR_INVALID_DEFINITION` when the length is not a positive integer. */
  constructor(numEnvs: number, length: number, buffer?: SharedArrayBuffer) {
    if (!(Number.isInteger(length) && length > 0))
      throw new GymError("ERR_INVALID_DEFINITION", `features.length is ${length}; expected a positive integer.`);
    const size = numEnvs * length;
    this.length = length;
    this.buffer = buffer ?? new SharedArrayBuffer(areas.length * size * Float32Array.BYTES_PER_ELEMENT);
    const [current, final, staged, stagedFinal] = areas.map(
      (_, index) => new Float32Array(this.buffer, index * size * Float32Array.BYTES_PER_ELEMENT, size),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    this.current = current;
    this.final = final;
    const rows = (area: Float32Array): readonly Float32Array[] =>
      Array.from({ length: numEnvs }, (_, envId) => area.subarray(envId * length, (envId + 1) * length));
    this.#rows = {
      current: rows(current),
      final: rows(final),
      staged: rows(staged),
      stagedFinal: rows(stagedFinal),
    };
  }

  /** An environment's row; a view. */
  row(envId: number): Float32Array {
    return this.#at("current", envId);
  }

  /** An environment's row of the episode before; a view. */
  finalRow(envId: number): Float32Array {
    return this.#at("final", envId);
  }

  /** The row that an environment writes before it answers; a view. */
  stagedRow(envId: number): Float32Array {
    return this.#at("staged", envId);
  }

  /** The last row of an episode that has given way to the next, before it is received; a view. */
  stagedFinalRow(envId: number): Float32Array {
    return this.#at("stagedFinal", envId);
  }

  /** The staged row is an episode's last: it makes room for the next episode's first. */
  stageFinal(envId: number): void {
    this.#copy(envId, "staged", "stagedFinal");
  }

  /** Undoes {@link FeatureRows.stageFinal}: there is no next episode. */
  unstageFinal(envId: number): void {
    this.#copy(envId, "stagedFinal", "staged");
  }

  /** Drops what is staged, which may be half of a row. */
  restage(envId: number): void {
    this.#copy(envId, "current", "staged");
  }

  /** What an environment staged becomes current. */
  receive(envId: number, withFinal: boolean): void {
    this.#copy(envId, "staged", "current");
    if (withFinal) this.#copy(envId, "stagedFinal", "final");
  }

  #copy(envId: number, from: Area, to: Area): void {
    this.#at(to, envId).set(this.#at(from, envId));
  }

  #at(area: Area, envId: number): Float32Array {
    const row = this.#rows[area][envId];
    if (row === undefined) throw new GymError("ERR_LIMIT", `There are no features of environment ${envId}.`);
    return row;
  }
}
