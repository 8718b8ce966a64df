/**
 * What a learner chooses among: numbered actions, described so that what is learned about one service holds for all others.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";

/** How features lie in their array: global ones first, then a row per service. */
export interface FeatureRows {
  readonly globals: number;
  readonly rows: number;
  readonly rowSize: number;
}

/** One numbered action as a learner sees it. */
export interface Choice {
  /** Choices of a group share their weights: `set_replicas 1`, `submit Yes`. */
  readonly group: string;
  /** The service it is about: the number of its row; -1 for none. */
  readonly row: number;
}

/** What a policy decides on: what it sees and what is valid. */
export interface Decision {
  readonly features: Float32Array;
  /** 1 where a choice is valid. */
  readonly mask: Uint8Array;
}

/**
 * Turns a choice in a situation into the inputs of a linear model: a constant, the global features, the greatest and the mean of each
 * row feature over all services, and the row of the service that the choice is about, as it is and against the mean of all.
 */
export class ChoiceInputs {
  readonly choices: readonly Choice[];
  readonly rows: FeatureRows;
  /** Names of the groups; a model has weights for each. */
  readonly groups: readonly string[];
  /** How many inputs there are. */
  readonly size: number;
  readonly #groupOf: readonly number[];
  readonly #shared: Float64Array;
  #of: Float32Array | undefined;

  /** @throws GymError `ERR_INVALID_DEFINITION` when a choice names a row that is not there. */
  constructor(choices: readonly Choice[], rows: FeatureRows) {
    for (const [index, { row, group }] of choices.entries()) {
      if (!Number.isInteger(row) || row < -1 || row >= rows.rows)
        throw new GymError(
          "ERR_INVALID_DEFINITION",
          `Choice ${index} (${group}) is about row ${row}; expected -1 or a row below ${rows.rows}.`,
        );
    }
    this.choices = choices;
    this.rows = rows;
    this.groups = [...new Set(choices.map(({ group }) => group))];
    this.#groupOf = choices.map(({ group }) => this.groups.indexOf(group));
    this.size = 1 + rows.globals + 4 * rows.rowSize;
    this.#shared = new Float64Array(1 + rows.globals + 2 * rows.rowSize);
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

  /**
   * Fills in the inputs of a choice.
   *
   * @param into - `size` numbers, all of which are written.
   * @throws GymError `ERR_INVALID_ACTION` when the features are not as many as the rows say.
   */
  fill(features: Float32Array, choice: number, into: Float64Array): void {
    if (features !== this.#of) this.#share(features);
    into.set(this.#shared);
    const { globals, rowSize } = this.rows;
    const own = this.#shared.length;
    const row = this.choices[choice]?.row ?? -1;
    if (row < 0) {
      into.fill(0, own);
      return;
    }
    const from = globals + row * rowSize;
    const means = 1 + globals + rowSize;
    for (let index = 0; index < rowSize; index++) {
      const value = features[from + index] ?? 0;
      into[own + index] = value;
      into[own + rowSize + index] = value - (this.#shared[means + index] ?? 0);
    }
  }

  /** What all choices see: computed once a situation. The array must not be changed between two calls about it. */
  #share(features: Float32Array): void {
    if (features.length !== this.featureCount)
      throw new GymError(
        "ERR_INVALID_ACTION",
        `There are ${features.length} features; expected ${this.featureCount}. Give the learner the layout of the view it is used with.`,
      );
    const { globals, rows, rowSize } = this.rows;
    const shared = this.#shared;
    shared[0] = 1;
    for (let index = 0; index < globals; index++) shared[1 + index] = features[index] ?? 0;
    for (let index = 0; index < rowSize; index++) {
      let most = Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const value = features[globals + row * rowSize + index] ?? 0;
        if (value > most) most = value;
        sum += value;
      }
      shared[1 + globals + index] = rows === 0 ? 0 : most;
      shared[1 + globals + rowSize + index] = rows === 0 ? 0 : sum / rows;
    }
    this.#of = features;
  }
}
