/**
 * The episode that an environment plays: one at a time, and with it one thing at a time.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Episode } from "./episode.ts";

/** An episode that was just begun, and what its beginning answers. */
interface Begun<T> {
  readonly episode: Episode;
  readonly result: T;
}

/** Where an environment keeps its episode. Calls that nobody awaited would otherwise play into each other. */
export class CurrentEpisode {
  #episode: Episode | undefined;
  /** What is done with the episode now. */
  #atWork: string | undefined;
  #beginning = false;
  #closed = false;

  /** The episode, if there is one. */
  get found(): Episode | undefined {
    return this.#episode;
  }

  /**
   * The episode, to be looked at.
   *
   * @param what - Which call needs it, for the message.
   * @throws GymError `ERR_RESET_NEEDED` when there is none, `ERR_LIMIT` while one is begun, `ERR_CLOSED`.
   */
  get(what: string): Episode {
    this.#expectOpen(what);
    if (this.#episode === undefined)
      throw new GymError("ERR_RESET_NEEDED", `\`${what}\` needs an episode; call reset(problemId) first.`);
    return this.#episode;
  }

  /**
   * Does something with the episode, alone.
   *
   * @throws GymError as {@link CurrentEpisode.get}, and `ERR_LIMIT` while something else is done with it.
   */
  async alone<T>(what: string, work: (episode: Episode) => Promise<T>): Promise<T> {
    const episode = this.get(what);
    if (this.#atWork !== undefined) throw busy(what, this.#atWork);
    this.#atWork = what;
    try {
      return await work(episode);
    } finally {
      // The next episode may be at work by now.
      if (this.#episode === episode) this.#atWork = undefined;
    }
  }

  /**
   * Begins another episode; the one so far is dropped as soon as that is made, whatever is done with it.
   *
   * @param make - Makes it. Nothing changes when it throws.
   * @throws GymError `ERR_LIMIT` while another is begun, `ERR_CLOSED` also when the environment is closed by then.
   */
  async begin<T>(what: string, make: () => Promise<Begun<T>>): Promise<T> {
    this.#expectOpen(what);
    this.#beginning = true;
    try {
      const { episode, result } = await make();
      await this.drop();
      if (this.#closed) {
        await episode.close();
        throw closed();
      }
      this.#episode = episode;
      return result;
    } finally {
      this.#beginning = false;
    }
  }

  /** Closes the episode, if there is one. */
  async drop(): Promise<void> {
    const episode = this.#episode;
    this.#episode = undefined;
    this.#atWork = undefined;
    await episode?.close();
  }

  /** Nothing is begun afterwards. */
  close(): Promise<void> {
    this.#closed = true;
    return this.drop();
  }

  /** @throws GymError `ERR_CLOSED`, or `ERR_LIMIT` while an episode is begun. */
  #expectOpen(what: string): void {
    if (this.#closed) throw closed();
    if (this.#beginning) throw busy(what, "reset");
  }
}

function closed(): GymError {
  return new GymError("ERR_CLOSED", "This environment was closed; make another.");
}

function busy(what: string, atWork: string): GymError {
  return new GymError(
    "ERR_LIMIT",
    `\`${what}\` was called while \`${atWork}\` of the same environment is at work; await that first. To play several episodes at once, make more environments, or forks.`,
  );
}
