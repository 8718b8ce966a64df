/**
 * The latest steps of an episode, whose records nobody has read yet.
 * @module
 */
import type { RunningApplication } from "@aiops-gym/application";
import type { EpisodeState } from "./episode-state.ts";
import { type StepContent, UnwrittenStep } from "./unwritten-step.ts";

/** Steps that an episode's state does not hold yet. */
export class UnwrittenSteps {
  #steps: UnwrittenStep[] = [];

  /** Adds a step that ends with the application as it is now. */
  add(content: StepContent, running: RunningApplication): void {
    const later = running.fingerprintLater?.() ?? fixed(running.fingerprint());
    this.#steps.push(new UnwrittenStep(content, later));
  }

  /** Moves the steps into the state, each with its link of the chain. */
  writeTo(state: EpisodeState): void {
    if (this.#steps.length === 0) return;
    const steps = [...state.steps];
    for (const step of this.#steps) {
      const record = step.record(state.hash);
      steps.push(record);
      state.hash = record.hash;
    }
    state.steps = steps;
    this.#steps = [];
  }

  /** The same steps, which none of the two changes. */
  copy(): UnwrittenSteps {
    const copy = new UnwrittenSteps();
    copy.#steps = [...this.#steps];
    return copy;
  }
}

const fixed =
  (value: string): (() => string) =>
  () =>
    value;
