/**
 * Vectors of environments: one environment, several in this thread, several in one worker thread and in two, by whole steps and by
 * those that are ready first; beside them Gymnasium's CartPole, for scale, where Python has it. Ends with one line of JSON.
 *
 * `AIOPS_GYM_BENCH_SHARE=0.1` for a glance; `AIOPS_GYM_PYTHON` names a Python that has gymnasium.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Figure, median } from "../packages/aiops-gym/src/cli/bench/measurement.ts";
import { unseenSeeds } from "../packages/aiops-gym/src/cli/bench/workload.ts";
import { VectorProcess } from "./vector-process.ts";
import { type Case, cases, makeSubject, numEnvs, type Subject } from "./vector-subjects.ts";
import { wholeSteps } from "./whole-steps.ts";

const share = Number(process.env["AIOPS_GYM_BENCH_SHARE"] ?? "1");
/** Steps of each environment, by whole steps and again by those that are ready first, before an episode is begun anew. */
const batches = Math.max(4, Math.round(60 * share));
const runs = Math.max(1, Math.round(5 * share));
/** Runs before those that count: the compiler, which works in threads of its own, is busy with the first. */
const warmUps = Math.max(1, Math.round(3 * share));
const names = Object.keys(cases) as Case[];

/** Steps per second when a batch has the quarter of the environments that is ready first. */
async function readyFirst({ vector, act }: Subject): Promise<number> {
  const batchSize = Math.max(1, vector.numEnvs / 4);
  const made = new Array<number>(vector.numEnvs).fill(0);
  const tell = (envIds: readonly number[]): void => {
    const going = envIds.filter((envId) => (made[envId] ?? 0) < batches);
    if (going.length === 0) return;
    const actions = going.map((envId) => act(envId, made[envId] ?? 0));
    vector.send(actions, going);
    for (const envId of going) made[envId] = (made[envId] ?? 0) + 1;
  };
  const started = performance.now();
  tell(made.map((_, envId) => envId));
  while (vector.pending > 0) tell((await vector.recv(Math.min(batchSize, vector.pending))).envIds);
  return (vector.numEnvs * batches * 1000) / (performance.now() - started);
}

/** Processor time so far, of this thread and of all; NaN where Node cannot tell the thread's. */
function cpuMillis(): { readonly thread: number; readonly all: number } {
  const millis = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
  const thread = "threadCpuUsage" in process ? millis(process.threadCpuUsage()) : Number.NaN;
  return { thread, all: millis(process.cpuUsage()) };
}

/** What one run of a case gives. */
interface Sample {
  readonly whole: number;
  readonly first: number;
  /** Milliseconds a step, of all threads, collecting garbage included. */
  readonly cpu: number;
  /** The part of it that is the thread's which has the vector. */
  readonly mainShare: number;
}

async function sample(subject: Subject, seed: number): Promise<Sample> {
  const { vector } = subject;
  await vector.reset({ seed });
  const before = cpuMillis();
  const whole = await wholeSteps(subject, batches);
  const first = await readyFirst(subject);
  const after = cpuMillis();
  const used = after.all - before.all;
  return {
    whole,
    first,
    cpu: used / (2 * vector.numEnvs * batches),
    mainShare: (after.thread - before.thread) / used,
  };
}

interface Samples {
  readonly of: ReadonlyMap<Case, readonly Sample[]>;
  /** Steps per second of two processes over those of one. */
  readonly processes: readonly number[];
}

/** Cases in turn, run by run, so that what else the machine does disturbs all alike. */
async function takeSamples(): Promise<Samples> {
  const seed = unseenSeeds(7);
  const samples = new Map<Case, Sample[]>(names.map((name) => [name, []]));
  const processes: number[] = [];
  const subjects = new Map<Case, Subject>();
  const pair = [new VectorProcess(), new VectorProcess()] as const;
  try {
    for (const name of names) subjects.set(name, await makeSubject(name));
    for (let run = -warmUps; run < runs; run++) {
      const order = { seed: seed(), batches };
      for (const [name, subject] of subjects) {
        const one = await sample(subject, order.seed);
        if (run >= 0) samples.get(name)?.push(one);
      }
      const alone = await pair[0].run(order);
      const [first, second] = await Promise.all(pair.map((one) => one.run(order)));
      if (run >= 0) processes.push(((first ?? Number.NaN) + (second ?? Number.NaN)) / alone);
    }
  } finally {
    for (const { vector } of subjects.values()) await vector.close();
    for (const one of pair) one.close();
  }
  return { of: samples, processes };
}

const round = (value: number): number => Number(value.toPrecision(4));

function figure(name: string, what: string, unit: string, values: readonly number[]): Figure {
  const sorted = values.map(round).sort((a, b) => a - b);
  const [low = Number.NaN] = sorted;
  return {
    name: `vector.${name}`,
    what,
    unit,
    median: median(sorted),
    low,
    high: sorted.at(-1) ?? Number.NaN,
    runs: values.length,
  };
}

/** CartPole's figures; none, and why, where it cannot run. */
function cartPole(): readonly Figure[] {
  const python = process.env["AIOPS_GYM_PYTHON"] ?? "python3";
  const script = join(import.meta.dirname, "gymnasium_cartpole.py");
  const steps = String(Math.round(20_000 * share));
  const { error, status, stdout, stderr } = spawnSync(python, [script, String(numEnvs), steps], { encoding: "utf8" });
  if (error !== undefined || status !== 0) {
    const why = error?.message ?? stderr.trim().split("\n").at(-1);
    console.log(`skipped: CartPole (${why}); \`pip install gymnasium\`, and name its Python by AIOPS_GYM_PYTHON`);
    return [];
  }
  const rates: Readonly<Record<string, number | string>> = JSON.parse(stdout);
  const described: Readonly<Record<string, string>> = {
    sync1: "SyncVectorEnv, 1 environment",
    sync: `SyncVectorEnv, ${numEnvs} environments`,
    async2: "AsyncVectorEnv, 2 environments in 2 processes",
    async: `AsyncVectorEnv, ${numEnvs} environments in ${numEnvs} processes`,
  };
  return Object.entries(described).map(([name, what]) =>
    figure(`cartpole.${name}`, `Gymnasium ${rates["gymnasium"]}, CartPole-v1, ${what}`, "steps/s", [
      Number(rates[name]),
    ]),
  );
}

const samples = await takeSamples();
const valuesOf = (name: Case, pick: (one: Sample) => number): readonly number[] =>
  (samples.of.get(name) ?? []).map(pick);
/** Run by run, since runs lie close together in time. */
const ratios = (two: Case, one: Case, pick: (sample: Sample) => number): readonly number[] => {
  const ones = valuesOf(one, pick);
  return valuesOf(two, pick).map((value, index) => value / (ones[index] ?? Number.NaN));
};
const figures: readonly Figure[] = [
  ...names.flatMap((name) => [
    figure(
      `${name}.steps`,
      `${cases[name].what}: whole steps`,
      "steps/s",
      valuesOf(name, ({ whole }) => whole),
    ),
    figure(
      `${name}.ready`,
      `${cases[name].what}: a quarter, ready first`,
      "steps/s",
      valuesOf(name, ({ first }) => first),
    ),
    figure(
      `${name}.cpu`,
      `${cases[name].what}: processor time of a step`,
      "ms",
      valuesOf(name, ({ cpu }) => cpu),
    ),
  ]),
  figure(
    "scaling.steps",
    "two workers over one, whole steps",
    "",
    ratios("worker2", "worker1", ({ whole }) => whole),
  ),
  figure(
    "scaling.ready",
    "two workers over one, ready first",
    "",
    ratios("worker2", "worker1", ({ first }) => first),
  ),
  figure(
    "scaling.tables",
    "two workers over one, all five tables, ready first",
    "",
    ratios("tables2", "tables1", ({ first }) => first),
  ),
  figure("scaling.processes", "two processes over one, whole steps: what this machine allows", "", samples.processes),
  figure(
    "main",
    "share of the processor time that the vector's own thread takes, 2 workers",
    "",
    valuesOf("worker2", ({ mainShare }) => mainShare),
  ),
  ...cartPole(),
];
for (const { what, median: value, unit } of figures) console.log(`${what.padEnd(88)} ${value} ${unit}`);
console.log(JSON.stringify({ benchmark: "vector", figures }));
