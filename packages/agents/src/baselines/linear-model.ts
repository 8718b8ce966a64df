/**
 * A linear model over {@link ChoiceInputs} with weights per group of choices, and Adam to train it.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import { type ChoiceInputs, scalesSchema } from "./choices.ts";

/** A model as it is written down: weights by group, and the scales of the inputs. */
export const modelSchema: z.ZodType<{
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly scales: z.infer<typeof scalesSchema>;
}> = z.object({ weights: z.record(z.string(), z.array(z.number())), scales: scalesSchema });

/** What {@link LinearModel.save} gives. */
export type SavedModel = z.infer<typeof modelSchema>;

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

  /**
   * Goes a step uphill along what was accumulated, and forgets it.
   *
   * @param learningRate - How far a score moves about, at most, while all inputs are 1: the step of a weight times the number of inputs.
   */
  update(learningRate: number): void {
    this.#updates += 1;
    const meanScale = 1 - meanDecay ** this.#updates;
    const squareScale = 1 - squareDecay ** this.#updates;
    const weightRate = learningRate / this.inputs.size;
    for (let index = 0; index < this.#weights.length; index++) {
      const slope = this.#gradient[index] ?? 0;
      const mean = meanDecay * (this.#means[index] ?? 0) + (1 - meanDecay) * slope;
      const square = squareDecay * (this.#squares[index] ?? 0) + (1 - squareDecay) * slope * slope;
      this.#means[index] = mean;
      this.#squares[index] = square;
      const step = (weightRate * (mean / meanScale)) / (Math.sqrt(square / squareScale) + epsilon);
      this.#weights[index] = (this.#weights[index] ?? 0) + step;
    }
    this.#gradient.fill(0);
  }

  /** Everything learned, as plain data. */
  save(): SavedModel {
    const { groups, size } = this.inputs;
    const weights = Object.fromEntries(
      groups.map((group, index) => [group, [...this.#weights.subarray(index * size, (index + 1) * size)]]),
    );
    return { weights, scales: this.inputs.save() };
  }

  /**
   * Takes over what was learned; groups that are not named keep their weights.
   *
   * @throws GymError `ERR_INVALID_DEFINITION` when it was learned with another view; nothing has changed then.
   */
  load({ weights, scales }: SavedModel): void {
    const { groups, size } = this.inputs;
    for (const [group, own] of Object.entries(weights)) {
      if (own.length !== size)
        throw new GymError(
          "ERR_INVALID_DEFINITION",
          `Group "${group}" has ${own.length} weights; expected ${size}. They were learned with another view.`,
        );
    }
    this.inputs.load(scales);
    for (const [group, own] of Object.entries(weights)) {
      const index = groups.indexOf(group);
      if (index >= 0) this.#weights.set(own, index * size);
    }
  }
}
