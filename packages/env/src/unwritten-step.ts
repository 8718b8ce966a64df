/**
 * A step of a trajectory whose record is made when somebody reads it: digests and canonical JSON cost more than the rest of a step.
 * @module
 */
import { chainHash, type TrajectoryStep } from "./trajectory.ts";

/** What is recorded of a step; the digest of the cluster's state may be made later. */
export type StepContent = Omit<TrajectoryStep, "fingerprint" | "hash">;

/** A step that nobody has read yet. Nothing of it changes, so forks share it. */
export class UnwrittenStep {
  readonly #content: StepContent;
  readonly #fingerprint: () => string;
  #record: TrajectoryStep | undefined;

  /**
   * @param content - Its action belongs to nobody else; of the rest, what others may change is copied.
   * @param fingerprint - Answers the digest of the cluster's state as it is now, whenever it is called.
   */
  constructor(content: StepContent, fingerprint: () => string) {
    this.#content = { ...content, rewardComponents: { ...content.rewardComponents } };
    this.#fingerprint = fingerprint;
  }

  /** The record, with its link of the chain; always after the same one. */
  record(previousHash: string): TrajectoryStep {
    if (this.#record === undefined) {
      const content = { ...this.#content, fingerprint: this.#fingerprint() };
      this.#record = { ...content, hash: chainHash(previousHash, content) };
    }
    return this.#record;
  }
}
