/**
 * Which problem is played next: lists, weights, shares of workers.
 * @module
 */
import { createRandomStream, GymError } from "@aiops-gym/cluster";
import { nextUniform } from "../spaces/random-stream.ts";

/** One episode to begin; plain data. */
export interface ProblemDraw {
  readonly problemId: string;
  /** Integer in [0, 2^53). */
  readonly seed: number;
}

/**
 * Gives draw number `index`, from 0. With the same answer for the same number, whoever asks, episodes are reproducible: forks and
 * restored environments go on with the number they are at.
 */
export type ProblemSource = (index: number) => ProblemDraw;

/**
 * A list from its start, again and again; an iterable is read as far as it is asked for, and kept.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` when it is empty.
 */
export function drawsInTurn(draws: Iterable<ProblemDraw>): ProblemSource {
  const read: ProblemDraw[] = [];
  let rest: Iterator<ProblemDraw> | undefined = draws[Symbol.iterator]();
  return (index) => {
    while (rest !== undefined && read.length <= index) {
      const { done, value } = rest.next();
      if (done) rest = undefined;
      else read.push(value);
    }
    const draw = read[index % read.length];
    if (draw !== undefined) return draw;
    throw new GymError("ERR_INVALID_DEFINITION", "The list of problems to draw from is empty; name at least one.");
  };
}

/** Seeds from `first` to `first + count - 1`; both integers, within [0, 2^53). */
export interface SeedRange {
  readonly first: number;
  readonly count: number;
}

/** Options of {@link weightedDraws}. */
export interface WeightedDrawsOptions {
  /** How likely each problem or family is, by id: numbers that are not negative, not all 0. */
  readonly weights: Readonly<Record<string, number>>;
  /** Seeds of episodes, drawn evenly; the first 2^31 by default. Keep those of tests out. */
  readonly seeds?: SeedRange;
  /** Where the weights are of families: seeds of their problems, drawn evenly, so that `<family>#<seed>` is played. */
  readonly problemSeeds?: SeedRange;
  /** Of the drawing itself; 0 by default. */
  readonly seed?: number;
}

/**
 * Draws problems by weight and seeds evenly, each draw by itself: number `index` is the same however many came before.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` for weights of which none can be drawn.
 */
export function weightedDraws({ weights, seeds, problemSeeds, seed = 0 }: WeightedDrawsOptions): ProblemSource {
  const entries = Object.entries(weights);
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  if (!(entries.every(([, weight]) => weight >= 0) && total > 0 && Number.isFinite(total)))
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `The weights of problems are ${JSON.stringify(weights)}; expected numbers of which none is negative and some are positive.`,
    );
  const likely = entries.filter(([, weight]) => weight > 0);
  const drawSeed = seedsOf(seeds ?? { first: 0, count: 2 ** 31 });
  const drawProblem = problemSeeds === undefined ? undefined : seedsOf(problemSeeds);
  return (index) => {
    const stream = createRandomStream(seed, `draw ${index}`);
    const id = chooseByWeight(likely, nextUniform(stream) * total);
    const episode = drawSeed(nextUniform(stream));
    const problemId = drawProblem === undefined ? id : `${id}#${drawProblem(nextUniform(stream))}`;
    return { problemId, seed: episode };
  };
}

/** Every `of`-th draw beginning with number `worker`: what one of several environments plays, so that none plays another's. */
export function shareOfDraws(
  source: ProblemSource,
  share: { readonly worker: number; readonly of: number },
): ProblemSource {
  const { worker, of } = share;
  if (!(Number.isInteger(worker) && Number.isInteger(of) && worker >= 0 && worker < of))
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Worker ${worker} of ${of} was asked for; expected an integer in [0, ${of}).`,
    );
  return (index) => source(index * of + worker);
}

/** The entry in which `at` falls when weights are laid one after the other. */
function chooseByWeight(entries: readonly (readonly [id: string, weight: number])[], at: number): string {
  let end = 0;
  for (const [id, weight] of entries) {
    end += weight;
    if (at < end) return id;
  }
  return entries.at(-1)?.[0] ?? "";
}

/** Makes a seed of a number in [0, 1). */
function seedsOf({ first, count }: SeedRange): (at: number) => number {
  if (!(Number.isSafeInteger(first) && first >= 0 && count > 0 && Number.isSafeInteger(first + count)))
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `Seeds are to be drawn from ${count} beginning with ${first}; expected integers, the count positive.`,
    );
  return (at) => first + Math.floor(at * count);
}
