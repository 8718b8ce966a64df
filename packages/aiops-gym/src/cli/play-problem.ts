/**
 * One episode from the command line: environment, policy, view, trajectory.
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type EpisodeSummary, type Policy, playEpisode } from "@aiops-gym/agents";
import type { TracesSampler } from "@aiops-gym/application";
import { type AIOpsEnv as BaseEnv, formatTrajectory } from "@aiops-gym/env";
import type { Problem, Profile } from "@aiops-gym/problems";
import { AIOpsEnv } from "../aiops-env.ts";
import { shippedCatalog } from "../shipped-problems.ts";
import type { Terminal } from "./terminal.ts";
import type { EpisodeView } from "./view/episode-view.ts";

/** What is played, and how. */
export interface PlayProblemOptions {
  readonly problem: Problem;
  readonly policy: Policy;
  readonly seed: number;
  readonly coldStart?: boolean;
  readonly compat?: Profile;
  readonly maxSteps?: number;
  readonly tracesSampler?: TracesSampler;
  /** Shown while the episode goes on; none plays silently. */
  readonly view?: EpisodeView;
  /** Where the trajectory is written. */
  readonly out?: string;
  readonly signal?: AbortSignal;
}

/** An episode that was played. */
export interface PlayedEpisode {
  readonly summary: EpisodeSummary;
  /** Last link of the trajectory's chain. */
  readonly hash: string;
}

/** @throws GymError `ERR_UNKNOWN_PROBLEM` naming the nearest ids. */
export function findProblem(id: string): Problem {
  return shippedCatalog().get(id);
}

/** Plays an episode from its reset to its end. */
export async function playProblem(options: PlayProblemOptions, terminal: Terminal): Promise<PlayedEpisode> {
  const { problem, policy, seed, coldStart = false, compat, maxSteps, tracesSampler, view, out, signal } = options;
  await using env: BaseEnv = await AIOpsEnv.create({
    ...(compat === undefined ? {} : { compat }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(tracesSampler === undefined ? {} : { tracesSampler }),
  });
  const stop = terminal.progress(`${problem.application.title} comes up (seed ${seed})`);
  let summary: EpisodeSummary;
  try {
    summary = await playEpisode(env, policy, problem.id, {
      seed,
      coldStart,
      ...(signal === undefined ? {} : { signal }),
      onReset: async (result) => {
        stop();
        view?.onReset(result);
        await breathe();
      },
      onStep: async (action, result) => {
        view?.onStep(action, result);
        await breathe();
      },
    });
  } finally {
    stop();
  }
  const { trajectory } = env;
  view?.onEnd(summary, problem.id);
  if (out !== undefined) {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, formatTrajectory(trajectory));
  }
  const { header, steps, end } = trajectory;
  return { summary, hash: end?.hash ?? steps.at(-1)?.hash ?? header.hash };
}

/** Lets a terminal draw and an interrupt through: a simulated step does not wait for anything. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
