/**
 * What `vector.bench.ts` measures: vectors of several sizes and kinds, and what is done in them.
 *
 * @module
 */
import { benchProblems, mixedAction } from "../packages/aiops-gym/src/cli/bench/workload.ts";
import {
  createCatalogue,
  type EpisodeDraw,
  hotelReservation,
  makeFeatureVectorEnv,
  makeVectorEnv,
  problemsInTurn,
  type VectorEnv,
} from "../packages/aiops-gym/src/index.ts";

/** Environments of a vector. */
export const numEnvs = 8;

/** What {@link makeSubject} makes, by name. Features in shared memory and actions by number, or all tables and actions of the whole grammar. */
const sizes = {
  half: { what: `${numEnvs / 2} environments, this thread`, numEnvs: numEnvs / 2, numWorkers: 0, tables: false },
  sync1: { what: "1 environment, this thread", numEnvs: 1, numWorkers: 0, tables: false },
  sync: { what: `${numEnvs} environments, this thread`, numEnvs, numWorkers: 0, tables: false },
  worker1: { what: `${numEnvs} environments, 1 worker`, numEnvs, numWorkers: 1, tables: false },
  worker2: { what: `${numEnvs} environments, 2 workers`, numEnvs, numWorkers: 2, tables: false },
  tables1: { what: `${numEnvs} environments, 1 worker, all five tables`, numEnvs, numWorkers: 1, tables: true },
  tables2: { what: `${numEnvs} environments, 2 workers, all five tables`, numEnvs, numWorkers: 2, tables: true },
} as const;

const { half: _, ...inTurn } = sizes;

/** What is measured in turn. */
export const cases = inTurn;
/** Which of {@link cases}. */
export type Case = keyof typeof cases;

/** A vector, and the action of an environment's `step`-th step. */
export interface Subject {
  readonly vector: Pick<
    VectorEnv<unknown, unknown>,
    "numEnvs" | "pending" | "reset" | "step" | "send" | "recv" | "close"
  >;
  readonly act: (envId: number, step: number) => unknown;
}

const problems = benchProblems();
const problemsOf = problemsInTurn(problems.map(({ id }) => id));
// Waits, looks, and now and then a change that keeps pods starting.
const mix = ["wait", "get_logs", "wait", "get_logs", "wait", "restart", "wait", "get_logs"] as const;
const { entries } = createCatalogue(hotelReservation, { kinds: [...mix] });
/** Entries of each kind; waits of ten seconds, as long as other steps. */
const numbers = mix.map((wanted) =>
  entries.flatMap(({ kind, id }, number) => (kind === wanted && (kind !== "wait" || id === "wait 10") ? [number] : [])),
);

/**
 * Two environments that follow one another play the same problem and kinds of actions, with other seeds: of two workers each has as
 * much to do as the other in every step. Else the benchmark would measure how unequal a list of actions is.
 */
function pairOf(envId: number): number {
  return envId >> 1;
}

/** Makes the vector of a case. */
export async function makeSubject(name: keyof typeof sizes): Promise<Subject> {
  const { tables, what: _, ...size } = sizes[name];
  const options = {
    ...size,
    // Multiples of four: one warm start a thread.
    episodes: (draw: EpisodeDraw) => {
      const choice = problemsOf({ ...draw, envId: pairOf(draw.envId) });
      return { ...choice, seed: (2 * choice.seed + (draw.envId % 2)) * 4 };
    },
    env: { maxSteps: 100_000 },
  };
  if (tables) return { vector: await makeVectorEnv(options), act: grammarAction };
  return { vector: await makeFeatureVectorEnv({ ...options, catalogue: { kinds: [...mix] } }), act: numberedAction };
}

function numberedAction(envId: number, step: number): number {
  const choices = numbers[(step + pairOf(envId)) % mix.length] ?? [];
  return choices[(step * 7 + envId) % choices.length] ?? 0;
}

function grammarAction(envId: number, step: number): unknown {
  const problem = problems[pairOf(envId) % problems.length];
  return problem === undefined ? undefined : mixedAction(problem, step + pairOf(envId));
}
