/**
 * Steps: how many a second, how much they allocate.
 * @module
 */
import { createCatalogue, DiscreteActions, type Env, FeatureView, type Observation } from "@aiops-gym/env";
import type { Problem } from "@aiops-gym/problems";
import { AIOpsEnv } from "../../aiops-env.ts";
import { playBare } from "./bare-measurements.ts";
import { allocatedBytes, collectionMillis } from "./heap.ts";
import type { BenchSize, Measurement } from "./measurement.ts";
import { type Elapsed, startWatch } from "./stopwatch.ts";
import { benchProblems, mixedAction, readTables, unseenSeeds, waitingAction, withoutUsers } from "./workload.ts";

/** Steps of an episode that is measured. */
export const stepsPerEpisode = 24;
/** More than any measurement takes. */
export const unendingSteps = 1_000_000;

/** What is played, and how it is looked at. */
interface Play {
  /** Whether it is told how much it is of what a bare event loop does. */
  readonly besideBare?: true;
  /** Whether nobody uses the application. */
  readonly withoutUsers?: true;
  readonly action: (problem: Problem, step: number) => unknown;
  /** Wraps the environment. */
  readonly wrap?: (env: AIOpsEnv) => Env<unknown, unknown>;
  /** What is done with each observation. */
  readonly read?: (observation: unknown) => unknown;
}

interface Series {
  readonly seeds: () => number;
  /** Whose episodes are played in turn. */
  readonly problems: readonly Problem[];
  /** Of an episode. */
  readonly steps: number;
  /** Rounds over all problems: so many, and more until there are so many seconds of steps. */
  readonly rounds: number;
  readonly seconds: number;
}

interface Played extends Elapsed {
  readonly steps: number;
}

/** Time that steps take, resets not counted. */
async function timeOfSteps({ action, wrap, read, ...play }: Play, series: Series): Promise<Played> {
  const problems = play.withoutUsers ? series.problems.map(withoutUsers) : series.problems;
  await using base = await AIOpsEnv.create({ maxSteps: unendingSteps, ...(play.withoutUsers && { problems }) });
  const env: Env<unknown, unknown> = wrap?.(base) ?? base;
  const played = { seconds: 0, cpuSeconds: 0, threadSeconds: 0, steps: 0 };
  for (let round = 0; round < series.rounds || played.seconds < series.seconds; round++) {
    for (const problem of problems) {
      const { observation } = await env.reset(problem.id, { seed: series.seeds() });
      read?.(observation);
      const watch = startWatch();
      for (let step = 0; step < series.steps; step++) {
        const result = await env.step(action(problem, step));
        if (result.aborted !== null) throw new Error(`${problem.id} was aborted: ${result.aborted.cause}`);
        read?.(result.observation);
      }
      const { seconds, cpuSeconds, threadSeconds } = watch();
      played.seconds += seconds;
      played.cpuSeconds += cpuSeconds;
      played.threadSeconds += threadSeconds;
      played.steps += series.steps;
    }
  }
  return played;
}

/** The problems of a size. */
function problemsOf({ problems }: BenchSize): readonly Problem[] {
  return benchProblems().slice(0, problems);
}

const catalogue = createCatalogue(benchProblems()[0].application);
const choices = catalogue.entries.filter(({ kind }) => kind !== "submit" && kind !== "mark");

/** A choice of the catalogue: other kinds in turn, on services in turn. */
function numberedAction(step: number): number {
  return choices[(step * 37) % choices.length]?.index ?? 0;
}

const tables = { read: (observation: unknown) => readTables(observation as Observation) };
const unused = { wrap: (env: AIOpsEnv) => new FeatureView(env), withoutUsers: true } as const;
const features = { wrap: unused.wrap, besideBare: true } as const;
const numbered = { wrap: (env: AIOpsEnv) => new FeatureView(new DiscreteActions(env, catalogue)) };

const kinds: readonly (readonly [name: string, what: string, Play])[] = [
  ["waiting", "waiting only, no tables", { action: waitingAction }],
  ["mixed", "mixed actions, no tables", { action: mixedAction }],
  ["features.waiting", "waiting only, feature view", { action: waitingAction, ...features }],
  ["features.mixed", "mixed actions, feature view", { action: mixedAction, ...features }],
  [
    "features.numbered",
    "actions of the catalogue, feature view and mask",
    { action: (_problem, step) => numberedAction(step), ...numbered },
  ],
  ["waiting.tables", "waiting only, all five tables read", { action: waitingAction, ...tables }],
  ["mixed.tables", "mixed actions, all five tables read", { action: mixedAction, ...tables }],
  ["unused.waiting", "waiting only, feature view, nobody uses the application", { action: waitingAction, ...unused }],
  ["unused.mixed", "mixed actions, feature view, nobody uses the application", { action: mixedAction, ...unused }],
];

/** What a process does before anything is compiled; to be taken before other steps. */
export const coldMeasurement: Measurement = {
  name: "cold",
  figures: { "cold.steps": ["steps per second in the first 2 seconds of a process: waiting only, no tables", "1/s"] },
  once: true,
  async measure(size, run) {
    const series = { seeds: unseenSeeds(36, run), problems: problemsOf(size), steps: stepsPerEpisode };
    const { steps, seconds } = await timeOfSteps(
      { action: waitingAction },
      { ...series, rounds: 1, seconds: size.firstSeconds },
    );
    return { "cold.steps": steps / seconds };
  },
};

/** Seconds of a bare event loop for each second of steps. */
const bareShare = 0.3;

/** Steps per second on faulty episodes of unseen seeds, 10 virtual seconds a step, 10 requests per second; and what they allocate. */
export const stepMeasurements: readonly Measurement[] = kinds.map(([name, what, play], index) => ({
  name: `steps.${name}`,
  figures: {
    [`steps.${name}`]: [`steps per second: ${what}`, "1/s"],
    [`cpu.${name}`]: [`processor time a step, all threads: ${what}`, "ms"],
    [`collection.${name}`]: [`time that garbage collection takes of the episodes: ${what}`, "%"],
    [`share.${name}`]: [
      `of a bare event loop's steps (30 events a request, as objects) in the thread's time: ${what}`,
      "%",
    ],
    [`allocation.${name}`]: [`allocated a step: ${what}`, "KiB"],
  },
  warmsByTime: true,
  async measure(size, run) {
    let played: Played = { seconds: 0, cpuSeconds: 0, threadSeconds: 0, steps: 0 };
    const series = { seeds: unseenSeeds(index, run), problems: problemsOf(size), steps: stepsPerEpisode };
    const started = performance.now();
    const collecting = await collectionMillis(async () => {
      played = await timeOfSteps(play, { ...series, rounds: 1, seconds: size.runSeconds });
    });
    const share = (100 * collecting) / (performance.now() - started);
    const bare = play.besideBare && playBare(bareShare * size.runSeconds);
    return {
      [`steps.${name}`]: played.steps / played.seconds,
      [`cpu.${name}`]: (played.cpuSeconds * 1000) / played.steps,
      [`collection.${name}`]: share,
      ...(bare && {
        [`share.${name}`]: (100 * played.steps * bare.threadSeconds) / (played.threadSeconds * bare.steps),
      }),
    };
  },
  async after(size, run) {
    return { [`allocation.${name}`]: (await allocatedByStep(play, unseenSeeds(10 + index, run), size)) / 1024 };
  },
}));

/** Rounds over all problems of which allocation is told. */
const allocationRounds = 2;

/** @param seeds - Others each time: the page of one that comes a third time is kept, and its reset costs nothing. */
async function allocatedByStep(play: Play, seeds: () => number, size: BenchSize): Promise<number> {
  const problems = problemsOf(size);
  const playAll = (steps: number) =>
    timeOfSteps(play, { seeds, problems, steps, rounds: allocationRounds, seconds: 0 });
  await playAll(1);
  // as many resets without steps, to take them off
  const resets = await allocatedBytes(() => playAll(0));
  const all = await allocatedBytes(() => playAll(stepsPerEpisode));
  return (all - resets) / (allocationRounds * problems.length * stepsPerEpisode);
}
