/**
 * Steps: how many a second, how much they allocate.
 * @module
 */
import type { Observation } from "@aiops-gym/env";
import type { Action, Problem } from "@aiops-gym/problems";
import { AIOpsEnv } from "../../aiops-env.ts";
import { allocatedBytes } from "./heap.ts";
import type { Measurement } from "./measurement.ts";
import { benchProblems, mixedAction, readTables, unseenSeeds, waitingAction } from "./workload.ts";

/** Steps of an episode that is measured. */
export const stepsPerEpisode = 24;
/** More than any measurement takes. */
export const unendingSteps = 1_000_000;

interface Play {
  readonly seeds: () => number;
  readonly problems: readonly Problem[];
  readonly episodes: number;
  readonly action: (problem: Problem, step: number) => Action;
  /** What is done with each observation. */
  readonly read?: (observation: Observation) => unknown;
}

/** Seconds that steps take, resets not counted. */
async function secondsOfSteps({ seeds, problems, episodes, action, read }: Play): Promise<number> {
  await using env = await AIOpsEnv.create({ maxSteps: unendingSteps });
  let seconds = 0;
  for (let episode = 0; episode < episodes; episode++) {
    const problem = problems[episode % problems.length] ?? benchProblems()[0];
    const { observation } = await env.reset(problem.id, { seed: seeds() });
    read?.(observation);
    const started = performance.now();
    for (let step = 0; step < stepsPerEpisode; step++) {
      const result = await env.step(action(problem, step));
      if (result.aborted !== null) throw new Error(`${problem.id} was aborted: ${result.aborted.cause}`);
      read?.(result.observation);
    }
    seconds += (performance.now() - started) / 1000;
  }
  return seconds;
}

const kinds: readonly (readonly [name: string, what: string, Pick<Play, "action" | "read">])[] = [
  ["waiting", "waiting only, no tables", { action: waitingAction }],
  ["mixed", "mixed actions, no tables", { action: mixedAction }],
  ["waiting.tables", "waiting only, all five tables read", { action: waitingAction, read: readTables }],
  ["mixed.tables", "mixed actions, all five tables read", { action: mixedAction, read: readTables }],
];

/** Steps per second on faulty episodes of unseen seeds, 10 virtual seconds a step, 10 requests per second. */
export const stepMeasurements: readonly Measurement[] = kinds.map(([name, what, play], index) => ({
  name: `steps.${name}`,
  figures: { [`steps.${name}`]: [`steps per second: ${what}`, "1/s"] },
  async measure({ episodes }, run) {
    const seeds = unseenSeeds(index, run);
    const seconds = await secondsOfSteps({ seeds, problems: benchProblems(), episodes, ...play });
    return { [`steps.${name}`]: (episodes * stepsPerEpisode) / seconds };
  },
}));

/** Bytes that steps allocate. */
export const allocationMeasurements: readonly Measurement[] = kinds.map(([name, what, play], index) => ({
  name: `allocation.${name}`,
  figures: { [`allocation.${name}`]: [`allocated a step: ${what}`, "KiB"] },
  once: true,
  async measure({ episodes }, run) {
    const seeds = unseenSeeds(10 + index, run);
    const all = { seeds, problems: benchProblems(), episodes, ...play };
    const bytes = await allocatedBytes(async () => {
      await secondsOfSteps(all);
    });
    // the same resets without steps, to take them off
    const resets = await allocatedBytes(async () => {
      await using env = await AIOpsEnv.create();
      for (let episode = 0; episode < episodes; episode++) {
        const { observation } = await env.reset(all.problems[episode % all.problems.length]?.id ?? "", {
          seed: seeds(),
        });
        play.read?.(observation);
      }
    });
    return { [`allocation.${name}`]: (bytes - resets) / (episodes * stepsPerEpisode) / 1024 };
  },
}));
