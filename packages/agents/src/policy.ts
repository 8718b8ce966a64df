/**
 * A policy: reads observations, chooses actions.
 * @module
 */
import type { EpisodeInfo, Observation } from "@aiops-gym/env";

/** Plays one episode at a time; make another for another episode. */
export interface Policy {
  readonly name: string;
  /**
   * Chooses the next action.
   *
   * @param observation - What reset or the last step gave.
   * @returns `{ name, arguments }`, or text in AIOpsLab's syntax.
   */
  act(observation: Observation, info: EpisodeInfo): unknown | Promise<unknown>;
}
