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
   * @param content - What others hold of it is copied: they may change theirs.
   * @param fingerprint - Answers the digest of the cluster's state as it is now, whenever it is called.
   */
  constructor(content: StepContent, fingerprint: () => string) {
    const { action, rewardComponents } = content;
    this.#content = { ...content, action: copyOf(action), rewardComponents: { ...rewardComponents } };
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

/** JSON data is copied; what else an action may hold is kept as it is. */
function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) copy[key] = copyOf(copy[key]);
  return copy;
}
