/**
 * Resets, forks, snapshots; many episodes at once, and one for long.
 * @module
 */
import type { Env } from "@aiops-gym/env";
import { AIOpsEnv } from "../../aiops-env.ts";
import { usedBytes } from "./heap.ts";
import { type Measurement, median } from "./measurement.ts";
import { unendingSteps } from "./step-measurements.ts";
import { benchProblems, mixedAction, unseenSeeds, waitingAction } from "./workload.ts";

/** Median milliseconds of some calls. */
async function medianMillis(count: number, call: (index: number) => Promise<unknown>): Promise<number> {
  const millis: number[] = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await call(index);
    millis.push(performance.now() - started);
  }
  return median(millis.sort((a, b) => a - b));
}

/** An environment some steps into a faulty episode. */
async function underWay(seed: number): Promise<AIOpsEnv> {
  const [problem] = benchProblems();
  const env = await AIOpsEnv.create({ maxSteps: unendingSteps });
  await env.reset(problem.id, { seed });
  for (let step = 0; step < 8; step++) await env.step(mixedAction(problem, step));
  return env;
}

const shared: Measurement = {
  name: "shared",
  figures: {
    "shared.loaded": ["memory once everything is loaded", "MiB"],
    "shared.warm": ["memory that the four warm starts of an application add, which all episodes share", "MiB"],
    "shared.first": ["first reset of a process, which makes a warm start", "ms"],
  },
  once: true,
  async measure(_size, run) {
    const [problem] = benchProblems();
    const before = usedBytes();
    const seed = unseenSeeds(35, run);
    const env = await AIOpsEnv.create();
    const first = await medianMillis(1, () => env.reset(problem.id, { seed: seed() }));
    for (let index = 1; index < 4; index++) await env.reset(problem.id, { seed: seed() });
    await env.close();
    return {
      "shared.loaded": before / 2 ** 20,
      "shared.warm": (usedBytes() - before) / 2 ** 20,
      "shared.first": first,
    };
  },
};

const resets: Measurement = {
  name: "reset",
  figures: { "reset.warm": ["reset whose warm start is there, unseen seed, to the first observation", "ms"] },
  warmsByTime: true,
  async measure({ copies }, run) {
    const seed = unseenSeeds(30, run);
    const problems = benchProblems();
    await using env = await AIOpsEnv.create();
    const millis = await medianMillis(copies, (index) =>
      env.reset(problems[index % problems.length]?.id ?? "", { seed: seed() }),
    );
    return { "reset.warm": millis };
  },
};

/** Pages of a problem that seeds share in {@link sharedResets}. */
const sharedPages = 4;

const sharedResets: Measurement = {
  name: "reset-shared",
  figures: {
    "reset.shared": ["reset, pages shared between seeds (`sharedPages`), unseen seed", "ms"],
    "reset.shared.step": ["the step after it, waiting, which copies the page's state", "ms"],
  },
  warmsByTime: true,
  async measure({ copies }, run) {
    const seed = unseenSeeds(37, run);
    const problems = benchProblems();
    await using env = await AIOpsEnv.create({ sharedPages, maxSteps: unendingSteps });
    // the pages are there, as after a process's first episodes
    for (const { id } of problems) for (let page = 0; page < sharedPages; page++) await env.reset(id, { seed: seed() });
    const steps: number[] = [];
    const resets: number[] = [];
    for (let index = 0; index < 4 * copies; index++) {
      const { id } = problems[index % problems.length] ?? problems[0];
      resets.push(await medianMillis(1, () => env.reset(id, { seed: seed() })));
      steps.push(await medianMillis(1, () => env.step(waitingAction())));
    }
    const middle = (millis: number[]): number => median(millis.sort((a, b) => a - b));
    return { "reset.shared": middle(resets), "reset.shared.step": middle(steps) };
  },
};

const divergentSteps = 30;

const forks: Measurement = {
  name: "fork",
  figures: {
    "fork.time": ["fork", "ms"],
    "fork.bytes": [`memory of a fork after ${divergentSteps} steps of its own`, "KiB"],
    "fork.bytes.waiting": [`memory of a fork after ${divergentSteps} steps of waiting`, "KiB"],
  },
  // What forks share grows at first: what came of requests is kept for all.
  warmsByTime: true,
  async measure({ copies }, run) {
    const [problem] = benchProblems();
    await using env = await underWay(unseenSeeds(31, run)());
    const grown = async (action: (step: number, fork: number) => unknown): Promise<readonly [number, number]> => {
      const kept: Env[] = [];
      const before = usedBytes();
      const millis = await medianMillis(copies, async () => kept.push(await env.fork()));
      for (const [index, fork] of kept.entries())
        for (let step = 0; step < divergentSteps; step++) await fork.step(action(step, index));
      const bytes = (usedBytes() - before) / copies;
      for (const fork of kept) await fork.close();
      return [millis, bytes / 1024];
    };
    const [millis, bytes] = await grown((step, fork) => mixedAction(problem, step * 3 + fork + 1));
    const [, waiting] = await grown(waitingAction);
    return { "fork.time": millis, "fork.bytes": bytes, "fork.bytes.waiting": waiting };
  },
};

const snapshots: Measurement = {
  name: "snapshot",
  figures: {
    "snapshot.write": ["snapshot", "ms"],
    "snapshot.read": ["restore", "ms"],
    "snapshot.bytes": ["size of a snapshot", "KiB"],
  },
  async measure({ copies }, run) {
    await using env = await underWay(unseenSeeds(32, run)());
    const bytes = await env.snapshot();
    const write = await medianMillis(copies, () => env.snapshot());
    const read = await medianMillis(copies, () => env.restore(bytes));
    return { "snapshot.write": write, "snapshot.read": read, "snapshot.bytes": bytes.length / 1024 };
  },
};

const parked: Measurement = {
  name: "parked",
  figures: {
    "parked.episodes": ["episodes kept at once in one process, of all seeds and problems, 3 steps in", ""],
    "parked.memory": ["memory of all of them", "MiB"],
  },
  once: true,
  async measure({ parked: count }, run) {
    const seed = unseenSeeds(33, run);
    const problems = benchProblems();
    const kept: Env[] = [];
    // warm starts are there before, as in a process that trains
    for (let index = 0; index < 4; index++) await (await begin(index)).close();
    const before = usedBytes();
    for (let index = 0; index < count; index++) kept.push(await begin(index));
    const bytes = usedBytes() - before;
    for (const env of kept) await env.close();
    return { "parked.episodes": count, "parked.memory": bytes / 2 ** 20 };

    async function begin(index: number): Promise<Env> {
      const problem = problems[index % problems.length] ?? problems[0];
      const env = await AIOpsEnv.create({ maxSteps: unendingSteps });
      await env.reset(problem.id, { seed: seed() });
      for (let step = 0; step < 3; step++) await env.step(mixedAction(problem, step + index));
      return env;
    }
  },
};

const day: Measurement = {
  name: "day",
  figures: {
    "day.hours": ["virtual hours of one faulty episode, waiting", "h"],
    "day.seconds": ["the time that they take", "s"],
    "day.memory.begin": ["memory after the first hour", "MiB"],
    "day.memory.middle": ["memory after half of the hours", "MiB"],
    "day.memory.end": ["memory at the end", "MiB"],
  },
  once: true,
  async measure({ hours }, run) {
    const [problem] = benchProblems();
    await using env = await AIOpsEnv.create({ maxSteps: unendingSteps });
    await env.reset(problem.id, { seed: unseenSeeds(34, run)() });
    const bytes: number[] = [];
    const started = performance.now();
    for (let hour = 0; hour < hours; hour++) {
      for (let minute = 0; minute < 60; minute += waitMinutes)
        await env.step({ name: "wait", arguments: { seconds: waitMinutes * 60 } });
      if (hour === 0 || hour === Math.floor((hours - 1) / 2) || hour === hours - 1) bytes.push(usedBytes());
    }
    const seconds = (performance.now() - started) / 1000;
    const memory = (index: number): number => (bytes.at(index) ?? Number.NaN) / 2 ** 20;
    return {
      "day.hours": hours,
      "day.seconds": seconds,
      "day.memory.begin": memory(0),
      "day.memory.middle": memory(bytes.length >> 1),
      "day.memory.end": memory(-1),
    };
  },
};

/** A step of the long episode; the longest wait there is. */
const waitMinutes = 10;

/** What has to be taken before anything else ran in the process. */
export const firstMeasurements: readonly Measurement[] = [shared];

/** In the order in which they are taken: what leaves most behind comes last. */
export const copyMeasurements: readonly Measurement[] = [resets, sharedResets, forks, snapshots, day, parked];
