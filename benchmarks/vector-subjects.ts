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

/** Features in shared memory and actions by number, or all tables and actions of the whole grammar. */
export const cases = {
  sync1: { what: "1 environment, this thread", numEnvs: 1, numWorkers: 0, tables: false },
  sync: { what: `${numEnvs} environments, this thread`, numEnvs, numWorkers: 0, tables: false },
  worker1: { what: `${numEnvs} environments, 1 worker`, numEnvs, numWorkers: 1, tables: false },
  worker2: { what: `${numEnvs} environments, 2 workers`, numEnvs, numWorkers: 2, tables: false },
  tables1: { what: `${numEnvs} environments, 1 worker, all five tables`, numEnvs, numWorkers: 1, tables: true },
  tables2: { what: `${numEnvs} environments, 2 workers, all five tables`, numEnvs, numWorkers: 2, tables: true },
} as const;

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
const inTurn = problemsInTurn(problems.map(({ id }) => id));
// Waits, looks, and now and then a change that keeps pods starting.
const mix = ["wait", "get_logs", "wait", "get_logs", "wait", "restart", "wait", "get_logs"] as const;
const { entries } = createCatalogue(hotelReservation, { kinds: [...mix] });
/** Entries of each kind; waits of ten seconds, as long as other steps. */
const numbers = mix.map((wanted) =>
  entries.flatMap(({ kind, id }, number) => (kind === wanted && (kind !== "wait" || id === "wait 10") ? [number] : [])),
);

/** Makes the vector of a case. */
export async function makeSubject(name: Case): Promise<Subject> {
  const { tables, what: _, ...size } = cases[name];
  const options = {
    ...size,
    // Multiples of four: one warm start a thread.
    episodes: (draw: EpisodeDraw) => {
      const choice = inTurn(draw);
      return { ...choice, seed: choice.seed * 4 };
    },
    env: { maxSteps: 100_000 },
  };
  if (tables) return { vector: await makeVectorEnv(options), act: grammarAction };
  return { vector: await makeFeatureVectorEnv({ ...options, catalogue: { kinds: [...mix] } }), act: numberedAction };
}

function numberedAction(envId: number, step: number): number {
  const choices = numbers[(step + envId) % mix.length] ?? [];
  return choices[(step * 7 + envId) % choices.length] ?? 0;
}

function grammarAction(envId: number, step: number): unknown {
  const problem = problems[envId % problems.length];
  return problem === undefined ? undefined : mixedAction(problem, step + envId);
}
