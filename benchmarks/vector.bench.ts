/**
 * Vectors of environments: one environment, several in this thread, several in one worker thread and in two, by whole steps and by
 * those that are ready first; beside them Gymnasium's CartPole, for scale, where Python has it. Ends with one line of JSON.
 *
 * `AIOPS_GYM_BENCH_SHARE=0.1` for a glance; `AIOPS_GYM_PYTHON` names a Python that has gymnasium.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { benchProblems, mixedAction, unseenSeeds } from "../packages/aiops-gym/src/cli/bench/workload.ts";
import {
  createCatalogue,
  type EpisodeDraw,
  hotelReservation,
  makeFeatureVectorEnv,
  makeVectorEnv,
  problemsInTurn,
  type VectorEnv,
} from "../packages/aiops-gym/src/index.ts";

const share = Number(process.env["AIOPS_GYM_BENCH_SHARE"] ?? "1");
const numEnvs = 8;
const problems = benchProblems();
/** Batches of a round, before an episode is begun anew. */
const batches = Math.max(4, Math.round(60 * share));
const rounds = Math.max(1, Math.round(7 * share));

/** What is measured: features in shared memory and actions by number, or all tables and actions of the whole grammar. */
const cases = {
  sync1: { numEnvs: 1, numWorkers: 0, tables: false },
  sync: { numEnvs, numWorkers: 0, tables: false },
  worker1: { numEnvs, numWorkers: 1, tables: false },
  worker2: { numEnvs, numWorkers: 2, tables: false },
  worker1Tables: { numEnvs, numWorkers: 1, tables: true },
  worker2Tables: { numEnvs, numWorkers: 2, tables: true },
} as const;
type Case = keyof typeof cases;
const names = Object.keys(cases) as Case[];

/** A vector, and the action of an environment's `step`-th step. */
interface Subject {
  readonly vector: Pick<
    VectorEnv<unknown, unknown>,
    "numEnvs" | "pending" | "reset" | "step" | "send" | "recv" | "close"
  >;
  readonly act: (envId: number, step: number) => unknown;
}

// Waits, looks, and now and then a change that keeps pods starting.
const mix = ["wait", "get_logs", "wait", "get_logs", "wait", "restart", "wait", "get_logs"] as const;
const { entries } = createCatalogue(hotelReservation, { kinds: [...mix] });
/** Entries of each kind; waits of ten seconds, as long as other steps. */
const numbers = mix.map((wanted) =>
  entries.flatMap(({ kind, id }, number) => (kind === wanted && (kind !== "wait" || id === "wait 10") ? [number] : [])),
);

function numberedAction(envId: number, step: number): number {
  const choices = numbers[(step + envId) % mix.length] ?? [];
  return choices[(step * 7 + envId) % choices.length] ?? 0;
}

function grammarAction(envId: number, step: number): unknown {
  const problem = problems[envId % problems.length];
  return problem === undefined ? undefined : mixedAction(problem, step + envId);
}

async function makeSubject({ tables, ...size }: (typeof cases)[Case]): Promise<Subject> {
  const options = {
    ...size,
    // Multiples of four: one warm start a thread, made in the first round.
    episodes: (draw: EpisodeDraw) => {
      const choice = inTurn(draw);
      return { ...choice, seed: choice.seed * 4 };
    },
    env: { maxSteps: 100_000 },
  };
  if (tables) return { vector: await makeVectorEnv(options), act: grammarAction };
  return { vector: await makeFeatureVectorEnv({ ...options, catalogue: { kinds: [...mix] } }), act: numberedAction };
}

/** Steps per second when every batch has all environments. */
async function wholeSteps({ vector, act }: Subject): Promise<number> {
  const envIds = Array.from({ length: vector.numEnvs }, (_, envId) => envId);
  const started = performance.now();
  for (let step = 0; step < batches; step++) await vector.step(envIds.map((envId) => act(envId, step)));
  return (vector.numEnvs * batches * 1000) / (performance.now() - started);
}

/** Steps per second when a batch has the quarter of the environments that is ready first. */
async function readyFirst({ vector, act }: Subject): Promise<number> {
  const batchSize = Math.max(1, vector.numEnvs / 4);
  const made = new Array<number>(vector.numEnvs).fill(0);
  const tell = (envIds: readonly number[]): void => {
    const going = envIds.filter((envId) => (made[envId] ?? 0) < batches);
    if (going.length === 0) return;
    vector.send(
      going.map((envId) => act(envId, made[envId] ?? 0)),
      going,
    );
    for (const envId of going) made[envId] = (made[envId] ?? 0) + 1;
  };
  const started = performance.now();
  tell(made.map((_, envId) => envId));
  while (vector.pending > 0) tell((await vector.recv(Math.min(batchSize, vector.pending))).envIds);
  return (vector.numEnvs * batches * 1000) / (performance.now() - started);
}

/** Processor time so far, of this thread and of all; NaN where Node cannot tell the thread's. */
function cpuMillis(): { readonly thread: number; readonly process: number } {
  const millis = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
  const thread = "threadCpuUsage" in process ? millis(process.threadCpuUsage()) : Number.NaN;
  return { thread, process: millis(process.cpuUsage()) };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const round = (value: number): number => Number(value.toPrecision(4));

const inTurn = problemsInTurn(problems.map(({ id }) => id));
const seed = unseenSeeds(7);
const steps = new Map<Case, number[]>(names.map((name) => [name, []]));
const ready = new Map<Case, number[]>(names.map((name) => [name, []]));
const mainThread = new Map<Case, number[]>(names.map((name) => [name, []]));
const cpuPerStep = new Map<Case, number[]>(names.map((name) => [name, []]));
const subjects = new Map<Case, Subject>();
try {
  for (const name of names) subjects.set(name, await makeSubject(cases[name]));
  // Cases in turn, round by round, so that what else the machine does disturbs all alike. The first round warms up.
  for (let index = -1; index < rounds; index++) {
    const roundSeed = seed();
    for (const [name, subject] of subjects) {
      const { vector } = subject;
      await vector.reset({ seed: roundSeed });
      const cpuBefore = cpuMillis();
      const whole = await wholeSteps(subject);
      const first = await readyFirst(subject);
      const cpuAfter = cpuMillis();
      if (index < 0) continue;
      const used = cpuAfter.process - cpuBefore.process;
      mainThread.get(name)?.push((cpuAfter.thread - cpuBefore.thread) / used);
      cpuPerStep.get(name)?.push(used / (2 * vector.numEnvs * batches));
      steps.get(name)?.push(whole);
      ready.get(name)?.push(first);
    }
  }
} finally {
  for (const { vector } of subjects.values()) await vector.close();
}

const figures = (all: ReadonlyMap<Case, readonly number[]>): Record<string, number> =>
  Object.fromEntries([...all].map(([name, values]) => [name, round(median(values))]));
/** The median of the ratios of rounds, which lie close together in time. */
const scaling = (all: ReadonlyMap<Case, readonly number[]>, two: Case, one: Case): number =>
  round(median((all.get(two) ?? []).map((value, index) => value / (all.get(one)?.[index] ?? Number.NaN))));

interface CartPole {
  readonly gymnasium: string;
  readonly sync1: number;
  readonly sync: number;
  readonly async2: number;
  readonly async: number;
}

/** CartPole's figures, or why there are none. */
function cartPole(): CartPole | { readonly skipped: string } {
  const python = process.env["AIOPS_GYM_PYTHON"] ?? "python3";
  const script = join(import.meta.dirname, "gymnasium_cartpole.py");
  const count = String(Math.round(20_000 * share));
  const { error, status, stdout, stderr } = spawnSync(python, [script, String(numEnvs), count], { encoding: "utf8" });
  if (error !== undefined) return { skipped: `${python} does not run: ${error.message}; set AIOPS_GYM_PYTHON` };
  if (status !== 0)
    return {
      skipped: `${python}: ${stderr.trim().split("\n").at(-1)}; \`pip install gymnasium\`, or set AIOPS_GYM_PYTHON`,
    };
  return JSON.parse(stdout);
}

const report = {
  benchmark: "vector",
  numEnvs,
  machine: `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} cores`,
  node: process.version,
  load: round(loadavg()[0] ?? 0),
  stepsPerSecond: figures(steps),
  readyFirstStepsPerSecond: figures(ready),
  /** What the thread that has the vector uses of all processor time: it bounds how many threads pay. */
  mainThreadShareOfCpu: figures(mainThread),
  /** Milliseconds of all threads' processor time, collecting garbage included: what a busy machine cannot blur. */
  cpuMillisPerStep: figures(cpuPerStep),
  twoWorkersOverOne: {
    steps: scaling(steps, "worker2", "worker1"),
    readyFirst: scaling(ready, "worker2", "worker1"),
    stepsWithTables: scaling(steps, "worker2Tables", "worker1Tables"),
    readyFirstWithTables: scaling(ready, "worker2Tables", "worker1Tables"),
  },
  cartPole: cartPole(),
};
for (const name of names)
  console.log(
    `${name.padEnd(14)} ${report.stepsPerSecond[name]} steps/s, ${report.readyFirstStepsPerSecond[name]} ready first`,
  );
console.log(
  `two workers over one: ${report.twoWorkersOverOne.steps}, ready first ${report.twoWorkersOverOne.readyFirst} (the aim is 1.8); ` +
    `the main thread takes ${report.mainThreadShareOfCpu["worker2"]} of the processor time`,
);
console.log(
  "skipped" in report.cartPole ? `skipped: ${report.cartPole.skipped}` : `CartPole: ${JSON.stringify(report.cartPole)}`,
);
console.log(JSON.stringify(report));
