/**
 * Steps: how many a second, how much they allocate.
 * @module
 */
import { createCatalogue, DiscreteActions, type Env, FeatureView, type Observation } from "@aiops-gym/env";
import type { Problem } from "@aiops-gym/problems";
import { AIOpsEnv } from "../../aiops-env.ts";
import { allocatedBytes, collectionMillis } from "./heap.ts";
import type { Measurement } from "./measurement.ts";
import { type Elapsed, startWatch } from "./stopwatch.ts";
import { benchProblems, mixedAction, readTables, unseenSeeds, waitingAction } from "./workload.ts";

/** Steps of an episode that is measured. */
export const stepsPerEpisode = 24;
/** More than any measurement takes. */
export const unendingSteps = 1_000_000;

/** What is played, and how it is looked at. */
interface Play {
  readonly action: (problem: Problem, step: number) => unknown;
  /** Wraps the environment. */
  readonly wrap?: (env: AIOpsEnv) => Env<unknown, unknown>;
  /** What is done with each observation. */
  readonly read?: (observation: unknown) => unknown;
}

interface Series {
  readonly seeds: () => number;
  readonly episodes: number;
  readonly steps: number;
}

/** Time that steps take, resets not counted. */
async function timeOfSteps({ action, wrap, read }: Play, { seeds, episodes, steps }: Series): Promise<Elapsed> {
  const problems = benchProblems();
  await using base = await AIOpsEnv.create({ maxSteps: unendingSteps });
  const env: Env<unknown, unknown> = wrap?.(base) ?? base;
  let seconds = 0;
  let cpuSeconds = 0;
  for (let episode = 0; episode < episodes; episode++) {
    const problem = problems[episode % problems.length] ?? problems[0];
    const { observation } = await env.reset(problem.id, { seed: seeds() });
    read?.(observation);
    const watch = startWatch();
    for (let step = 0; step < steps; step++) {
      const result = await env.step(action(problem, step));
      if (result.aborted !== null) throw new Error(`${problem.id} was aborted: ${result.aborted.cause}`);
      read?.(result.observation);
    }
    const elapsed = watch();
    seconds += elapsed.seconds;
    cpuSeconds += elapsed.cpuSeconds;
  }
  return { seconds, cpuSeconds };
}

const catalogue = createCatalogue(benchProblems()[0].application);
const choices = catalogue.entries.filter(({ kind }) => kind !== "submit" && kind !== "mark");

/** A choice of the catalogue: other kinds in turn, on services in turn. */
function numberedAction(step: number): number {
  return choices[(step * 37) % choices.length]?.index ?? 0;
}

const tables = { read: (observation: unknown) => readTables(observation as Observation) };
const features = { wrap: (env: AIOpsEnv) => new FeatureView(env) };
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
];

/** Steps per second on faulty episodes of unseen seeds, 10 virtual seconds a step, 10 requests per second. */
export const stepMeasurements: readonly Measurement[] = kinds.map(([name, what, play], index) => ({
  name: `steps.${name}`,
  figures: {
    [`steps.${name}`]: [`steps per second: ${what}`, "1/s"],
    [`cpu.${name}`]: [`processor time a step, all threads: ${what}`, "ms"],
    [`collection.${name}`]: [`time that garbage collection takes of the episodes: ${what}`, "%"],
  },
  async measure({ episodes }, run) {
    let elapsed: Elapsed = { seconds: 0, cpuSeconds: 0 };
    const steps = episodes * stepsPerEpisode;
    const series = { seeds: unseenSeeds(index, run), episodes, steps: stepsPerEpisode };
    const started = performance.now();
    const collecting = await collectionMillis(async () => {
      elapsed = await timeOfSteps(play, series);
    });
    const share = (100 * collecting) / (performance.now() - started);
    return {
      [`steps.${name}`]: steps / elapsed.seconds,
      [`cpu.${name}`]: (elapsed.cpuSeconds * 1000) / steps,
      [`collection.${name}`]: share,
    };
  },
}));

/** Bytes that steps allocate. */
export const allocationMeasurements: readonly Measurement[] = kinds.map(([name, what, play], index) => ({
  name: `allocation.${name}`,
  figures: { [`allocation.${name}`]: [`allocated a step: ${what}`, "KiB"] },
  once: true,
  async measure({ episodes }, run) {
    // other seeds each time: the page of one that comes a third time is kept, and its reset costs nothing
    const seeds = unseenSeeds(10 + index, run);
    const playAll = (steps: number) => timeOfSteps(play, { seeds, episodes, steps });
    await playAll(1);
    // as many resets without steps, to take them off
    const resets = await allocatedBytes(() => playAll(0));
    const all = await allocatedBytes(() => playAll(stepsPerEpisode));
    return { [`allocation.${name}`]: (all - resets) / (episodes * stepsPerEpisode) / 1024 };
  },
}));
