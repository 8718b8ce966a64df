/**
 * The measurements: steps, resets, forks.
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { AIOpsEnv as BaseEnv, Observation } from "@aiops-gym/env";
import { AIOpsEnv } from "../../aiops-env.ts";
import { benchProblems, mixedAction, unseenSeeds } from "./workload.ts";

/** Reads all five tables, as a learner that wants all of them does. */
function readTables({ logs, metrics, traces, events, services }: Observation): number {
  return logs.numRows + metrics.numRows + traces.numRows + events.numRows + services.numRows;
}

const stepsPerEpisode = 24;
/** More than any measurement takes. */
const maxSteps = 10_000;

/** Steps per second of wall-clock time, resets not counted. */
export async function measureSteps(episodes: number, withTables: boolean): Promise<number> {
  const seed = unseenSeeds(withTables ? 1 : 0);
  const problems = benchProblems();
  await using env = await AIOpsEnv.create({ maxSteps });
  let seconds = 0;
  let steps = 0;
  // The first episode warms the compiler up and is not counted.
  for (let episode = -1; episode < episodes; episode++) {
    const problem = problems[(episode + problems.length) % problems.length];
    if (problem === undefined) throw new Error("There is no problem to measure.");
    const { observation } = await env.reset(problem.id, { seed: seed() });
    if (withTables) readTables(observation);
    const started = performance.now();
    for (let step = 0; step < stepsPerEpisode; step++) {
      const result = await env.step(mixedAction(problem, step));
      if (result.aborted !== null) throw new Error(`${problem.id} was aborted: ${result.aborted.cause}`);
      if (withTables) readTables(result.observation);
    }
    if (episode < 0) continue;
    seconds += (performance.now() - started) / 1000;
    steps += stepsPerEpisode;
  }
  return steps / seconds;
}

/** Median milliseconds of a reset whose warm start is there. */
export async function measureResets(resets: number): Promise<number> {
  const seed = unseenSeeds(2);
  const problems = benchProblems();
  await using env = await AIOpsEnv.create();
  // Warm starts are made once a process: eight seeds in a row reach all of them.
  const warmups = 8;
  const millis: number[] = [];
  for (let index = 0; index < warmups + resets; index++) {
    const problem = problems[index % problems.length];
    const started = performance.now();
    await env.reset(problem?.id ?? "", { seed: seed() });
    if (index >= warmups) millis.push(performance.now() - started);
  }
  return median(millis);
}

/** Median milliseconds of a fork, and bytes by which a fork grows memory after steps of its own. */
export async function measureForks(forks: number): Promise<{ forkMs: number; bytesPerFork: number }> {
  const divergentSteps = 30;
  const [problem] = benchProblems();
  if (problem === undefined) throw new Error("There is no problem to measure.");
  await using env = await AIOpsEnv.create({ maxSteps });
  await env.reset(problem.id, { seed: unseenSeeds(3)() });
  for (let step = 0; step < 8; step++) await env.step(mixedAction(problem, step));
  const kept: BaseEnv[] = [];
  const millis: number[] = [];
  // One to warm up: what it makes once is not a fork's.
  await diverge(await env.fork(), -1);
  const before = usedBytes();
  for (let index = 0; index < forks; index++) {
    const started = performance.now();
    const fork = await env.fork();
    millis.push(performance.now() - started);
    kept.push(fork);
    await diverge(fork, index);
  }
  const bytesPerFork = (usedBytes() - before) / forks;
  for (const fork of kept) await fork.close();
  return { forkMs: median(millis), bytesPerFork };

  async function diverge(fork: BaseEnv, offset: number): Promise<void> {
    if (problem === undefined) return;
    for (let step = 0; step < divergentSteps; step++) await fork.step(mixedAction(problem, step * 3 + offset + 1));
  }
}

/** Bytes in use after a full collection. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
