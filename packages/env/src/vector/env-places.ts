/**
 * What a vector environment knows of each of its environments: whether it is at work, and which episode comes next.
 * @module
 */

import { GymError } from "@aiops-gym/cluster";
import { isOver } from "../wrappers/is-over.ts";
import type { EpisodeChoice, EpisodeSource } from "./episode-source.ts";
import type { SlotResult } from "./slot-result.ts";

/** One environment. */
export interface EnvPlace {
  readonly envId: number;
  /** `new`: no episode yet, or its reset failed. */
  phase: "new" | "playing" | "over";
  /** Told to do something; the answer was not received. */
  busy: boolean;
  seed: number;
  /** Episodes begun, or failed to begin, since the seed was given. */
  episodes: number;
  /** Drawn, not begun. */
  next: EpisodeChoice | undefined;
}

/** All environments of a vector. */
export class EnvPlaces {
  /** 0, 1, ... */
  readonly envIds: readonly number[];
  readonly #places: readonly EnvPlace[];
  readonly #source: EpisodeSource;
  #pending = 0;

  constructor(numEnvs: number, source: EpisodeSource) {
    this.#source = source;
    this.#places = Array.from({ length: numEnvs }, (_, envId) => ({
      envId,
      phase: "new",
      busy: false,
      seed: 0,
      episodes: 0,
      next: undefined,
    }));
    this.envIds = this.#places.map(({ envId }) => envId);
  }

  /** How many are busy. */
  get pending(): number {
    return this.#pending;
  }

  /** @throws GymError `ERR_LIMIT` when there is no such environment. */
  at(envId: number): EnvPlace {
    const place = this.#places[envId];
    if (place === undefined)
      throw new GymError(
        "ERR_LIMIT",
        `There is no environment ${envId}; expected an integer from 0 to ${this.#places.length - 1}.`,
      );
    return place;
  }

  /**
   * Environments that can be told to do something.
   *
   * @throws GymError `ERR_LIMIT` when one is busy, named twice, or does not exist.
   */
  idle(envIds: readonly number[]): readonly EnvPlace[] {
    if (new Set(envIds).size !== envIds.length)
      throw new GymError("ERR_LIMIT", `envIds names an environment twice: ${envIds.join(", ")}. Name each once.`);
    return envIds.map((envId) => {
      const place = this.at(envId);
      if (place.busy)
        throw new GymError(
          "ERR_LIMIT",
          `Environment ${envId} is at work; receive its answer by recv() before telling it to go on.`,
        );
      return place;
    });
  }

  /** Counts episodes anew. */
  seed(place: EnvPlace, seed: number): void {
    place.seed = seed;
    place.episodes = 0;
    place.next = undefined;
  }

  /** The episode to begin next; the same until it has begun. */
  draw(place: EnvPlace): EpisodeChoice {
    const { envId, episodes: episode, seed } = place;
    place.next ??= this.#source({ envId, episode, numEnvs: this.#places.length, seed });
    return place.next;
  }

  /** An environment was told to do something. */
  busy(place: EnvPlace): void {
    place.busy = true;
    this.#pending += 1;
  }

  /** Its answer was received. */
  received(place: EnvPlace): void {
    place.busy = false;
    this.#pending -= 1;
  }

  /** It has answered. */
  answered<O>(place: EnvPlace, result: SlotResult<O>): void {
    if (result.began) this.#begun(place, "playing");
    else if (isOver(result)) place.phase = "over";
  }

  /** It could not begin an episode, which is not tried again. */
  failed(place: EnvPlace): void {
    this.#begun(place, "new");
  }

  #begun(place: EnvPlace, phase: EnvPlace["phase"]): void {
    place.phase = phase;
    place.episodes += 1;
    place.next = undefined;
  }
}
