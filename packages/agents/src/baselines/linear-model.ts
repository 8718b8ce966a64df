/**
 * A linear model over {@link ChoiceInputs} with weights per group of choices, and Adam to train it.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import type { ChoiceInputs } from "./choices.ts";

/** Weights as they are written down: by group. */
export const modelSchema: z.ZodType<Readonly<Record<string, readonly number[]>>> = z.record(
  z.string(),
  z.array(z.number()),
);

/** Adam's decay rates and the term that keeps it from dividing by zero, as its paper proposes (Kingma & Ba, 2015). */
const meanDecay = 0.9;
const squareDecay = 0.999;
const epsilon = 1e-8;

/** Scores choices: the product of their inputs with their group's weights. */
export class LinearModel {
  readonly inputs: ChoiceInputs;
  readonly #weights: Float64Array;
  readonly #gradient: Float64Array;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  readonly #buffer: Float64Array;
  #updates = 0;

  constructor(inputs: ChoiceInputs) {
    this.inputs = inputs;
    const length = inputs.groups.length * inputs.size;
    this.#weights = new Float64Array(length);
    this.#gradient = new Float64Array(length);
    this.#means = new Float64Array(length);
    this.#squares = new Float64Array(length);
    this.#buffer = new Float64Array(inputs.size);
  }

  /** The score of a choice. */
  score(features: Float32Array, choice: number): number {
    const { inputs } = this;
    inputs.fill(features, choice, this.#buffer);
    const at = inputs.groupOf(choice) * inputs.size;
    let sum = 0;
    for (let index = 0; index < inputs.size; index++)
      sum += (this.#weights[at + index] ?? 0) * (this.#buffer[index] ?? 0);
    return sum;
  }

  /** Adds a multiple of a score's gradient to what the next {@link LinearModel.update} goes along. */
  accumulate(features: Float32Array, choice: number, factor: number): void {
    const { inputs } = this;
    inputs.fill(features, choice, this.#buffer);
    const at = inputs.groupOf(choice) * inputs.size;
    for (let index = 0; index < inputs.size; index++) {
      this.#gradient[at + index] = (this.#gradient[at + index] ?? 0) + factor * (this.#buffer[index] ?? 0);
    }
  }

  /** Goes a step uphill along what was accumulated, and forgets it. */
  update(learningRate: number): void {
    this.#updates += 1;
    const meanScale = 1 - meanDecay ** this.#updates;
    const squareScale = 1 - squareDecay ** this.#updates;
    for (let index = 0; index < this.#weights.length; index++) {
      const slope = this.#gradient[index] ?? 0;
      const mean = meanDecay * (this.#means[index] ?? 0) + (1 - meanDecay) * slope;
      const square = squareDecay * (this.#squares[index] ?? 0) + (1 - squareDecay) * slope * slope;
      this.#means[index] = mean;
      this.#squares[index] = square;
      const step = (learningRate * (mean / meanScale)) / (Math.sqrt(square / squareScale) + epsilon);
      this.#weights[index] = (this.#weights[index] ?? 0) + step;
    }
    this.#gradient.fill(0);
  }

  /** The weights by group, as plain data. */
  save(): Readonly<Record<string, readonly number[]>> {
    const { groups, size } = this.inputs;
    return Object.fromEntries(
      groups.map((group, index) => [group, [...this.#weights.subarray(index * size, (index + 1) * size)]]),
    );
  }

  /**
   * Takes weights over; groups that are not named keep theirs.
   *
   * @throws GymError `ERR_INVALID_DEFINITION` when a group has another number of weights.
   */
  load(saved: Readonly<Record<string, readonly number[]>>): void {
    const { groups, size } = this.inputs;
    for (const [group, weights] of Object.entries(saved)) {
      const index = groups.indexOf(group);
      if (index < 0) continue;
      if (weights.length !== size)
        throw new GymError(
          "ERR_INVALID_DEFINITION",
          `Group "${group}" has ${weights.length} weights; expected ${size}. They were learned with another view.`,
        );
      this.#weights.set(weights, index * size);
    }
  }
}
