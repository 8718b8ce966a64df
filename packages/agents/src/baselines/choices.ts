/**
 * What a learner chooses among: numbered actions, described so that what is learned about one service holds for all others.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import { RunningScale, scaleSchema } from "./running-scale.ts";

/** What {@link ChoiceInputs} has seen, as it is written down. */
export const scalesSchema: z.ZodType<{
  readonly summary: z.infer<typeof scaleSchema>;
  readonly row: z.infer<typeof scaleSchema>;
}> = z.object({ summary: scaleSchema, row: scaleSchema });

/** How features lie in their array, as a `FeatureLayout` has them: those of the whole episode, then a row per service. */
export interface RowLayout {
  readonly rows: number;
  readonly rowSize: number;
  readonly globals: number;
}

/** One numbered action as a learner sees it. */
export interface NumberedChoice {
  /** Choices of a group share their weights: `set_replicas 1`, `submit Yes`. */
  readonly group: string;
  /** The service it is about: the number of its row; -1 for none. */
  readonly row: number;
  /** Rows of the services that call that one; none when absent. */
  readonly callers?: readonly number[];
}

/** What a policy decides on: what it sees and what is valid. */
export interface Decision {
  readonly features: Float32Array;
  /** 1 where a choice is valid. */
  readonly mask: Uint8Array;
}

/**
 * Turns a choice in a situation into the inputs of a linear model: a constant, the global features, the greatest and the mean of each
 * row feature over all services, the row of the service that the choice is about, as it is and against the mean of all, and the greatest
 * of each row feature over those that call it. All but the constant are centred and scaled by what {@link ChoiceInputs.observe} has seen, and 0 before it has.
 */
export class ChoiceInputs {
  readonly choices: readonly NumberedChoice[];
  readonly rows: RowLayout;
  /** Names of the groups; a model has weights for each. */
  readonly groups: readonly string[];
  /** How many inputs there are. */
  readonly size: number;
  readonly #groupOf: readonly number[];
  readonly #shared: Float64Array;
  readonly #raw: Float64Array;
  readonly #summaryScale: RunningScale;
  readonly #rowScale: RunningScale;
  #of: Float32Array | undefined;

  /** @throws GymError `ERR_INVALID_DEFINITION` when a choice names a row that is not there. */
  constructor(choices: readonly NumberedChoice[], rows: RowLayout) {
    for (const [index, { row, group, callers = [] }] of choices.entries()) {
      for (const one of [row, ...callers]) {
        if (Number.isInteger(one) && one >= (one === row ? -1 : 0) && one < rows.rows) continue;
        throw new GymError(
          "ERR_INVALID_DEFINITION",
          `Choice ${index} (${group}) is about row ${one}; expected ${one === row ? "-1 or " : ""}a row below ${rows.rows}.`,
        );
      }
    }
    this.choices = choices;
    this.rows = rows;
    this.groups = [...new Set(choices.map(({ group }) => group))];
    this.#groupOf = choices.map(({ group }) => this.groups.indexOf(group));
    this.size = 1 + rows.globals + 5 * rows.rowSize;
    this.#shared = new Float64Array(1 + rows.globals + 2 * rows.rowSize);
    this.#raw = new Float64Array(rows.globals + 2 * rows.rowSize);
    this.#summaryScale = new RunningScale(rows.globals + 2 * rows.rowSize);
    this.#rowScale = new RunningScale(rows.rowSize);
  }

  /** How many features there are. */
  get featureCount(): number {
    const { globals, rows, rowSize } = this.rows;
    return globals + rows * rowSize;
  }

  /** Number of a choice's group. */
  groupOf(choice: number): number {
    return this.#groupOf[choice] ?? 0;
  }

  /** Takes a situation into account for the scale of the inputs. */
  observe(features: Float32Array): void {
    this.#summaryScale.observe(this.#summary(features));
    const { globals, rows, rowSize } = this.rows;
    for (let row = 0; row < rows; row++) this.#rowScale.observe(features, globals + row * rowSize);
    this.#of = undefined;
  }

  /**
   * Fills in the inputs of a choice. The features must not be changed between two calls about them.
   *
   * @param into - `size` numbers, all of which are written.
   * @throws GymError `ERR_INVALID_ACTION` when the features are not as many as the rows say.
   */
  fill(features: Float32Array, choice: number, into: Float64Array): void {
    if (features !== this.#of) this.#share(features);
    into.set(this.#shared);
    const { globals, rowSize } = this.rows;
    const own = this.#shared.length;
    const { row = -1, callers = [] } = this.choices[choice] ?? {};
    into.fill(0, own);
    if (row < 0) return;
    const means = globals + rowSize;
    for (let index = 0; index < rowSize; index++) {
      const value = this.#rowScale.scaled(index, features[globals + row * rowSize + index] ?? 0);
      into[own + index] = value;
      into[own + rowSize + index] = value - this.#rowScale.scaled(index, this.#raw[means + index] ?? 0);
      if (callers.length === 0) continue;
      let most = Number.NEGATIVE_INFINITY;
      for (const caller of callers) most = Math.max(most, features[globals + caller * rowSize + index] ?? 0);
      into[own + 2 * rowSize + index] = this.#rowScale.scaled(index, most);
    }
  }

  /** The scales, as plain data. */
  save(): z.infer<typeof scalesSchema> {
    return { summary: this.#summaryScale.save(), row: this.#rowScale.save() };
  }

  /**
   * Takes scales over.
   *
   * @throws GymError `ERR_INVALID_DEFINITION` when they are of another view.
   */
  load({ summary, row }: z.infer<typeof scalesSchema>): void {
    if (summary.means.length !== this.#raw.length || row.means.length !== this.rows.rowSize)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `The scales are of ${summary.means.length} and ${row.means.length} inputs; expected ${this.#raw.length} and ${this.rows.rowSize}. They were learned with another view.`,
      );
    this.#summaryScale.load(summary);
    this.#rowScale.load(row);
    this.#of = undefined;
  }

  /** What all choices see: computed once a situation. */
  #share(features: Float32Array): void {
    const summary = this.#summary(features);
    this.#shared[0] = 1;
    for (const [index, value] of summary.entries()) this.#shared[1 + index] = this.#summaryScale.scaled(index, value);
    this.#of = features;
  }

  /** The global features, and the greatest and the mean of each row feature, unscaled; overwritten by the next call. */
  #summary(features: Float32Array): Float64Array {
    if (features.length !== this.featureCount)
      throw new GymError(
        "ERR_INVALID_ACTION",
        `There are ${features.length} features; expected ${this.featureCount}. Give the learner the layout of the view it is used with.`,
      );
    const { globals, rows, rowSize } = this.rows;
    const summary = this.#raw;
    for (let index = 0; index < globals; index++) summary[index] = features[index] ?? 0;
    for (let index = 0; index < rowSize; index++) {
      let most = Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const value = features[globals + row * rowSize + index] ?? 0;
        if (value > most) most = value;
        sum += value;
      }
      summary[globals + index] = rows === 0 ? 0 : most;
      summary[globals + rowSize + index] = rows === 0 ? 0 : sum / rows;
    }
    return summary;
  }
}
