/**
 * The beginning of an episode: its page, its first observation, its trajectory's header.
 * @module
 */
import { createHash } from "node:crypto";
import { toolDefinitions } from "@aiops-gym/actions";
import type { ApplicationBackend } from "@aiops-gym/application";
import type { Problem } from "@aiops-gym/problems";
import { composeBriefing } from "./briefing.ts";
import type { ResetOptions, ResetResult } from "./env.ts";
import { Episode, type EpisodeOptions } from "./episode.ts";
import type { EpisodeState } from "./episode-state.ts";
import { createObservation, type Observation } from "./observation.ts";
import type { PageStart } from "./page-start.ts";
import { RewardAccount } from "./reward-account.ts";
import { describeRewards } from "./reward-spec.ts";
import { startShared } from "./shared-starts.ts";
import { chainHash, trajectoryVersion } from "./trajectory.ts";

/** Which episode is begun, and how. */
type EpisodeReset = ResetOptions & { readonly seed: number };

/** Starts the application, injects the faults, waits for the page. */
export async function beginEpisode(
  backend: ApplicationBackend,
  problem: Problem,
  options: EpisodeOptions,
  reset: EpisodeReset,
): Promise<{ episode: Episode; result: ResetResult }> {
  const { seed, coldStart = false, signal } = reset;
  const { profile, sharedPages, tracesSampler, rewards } = options;
  const sampled = tracesSampler === undefined ? {} : { tracesSampler };
  const start = await startShared(
    backend,
    problem,
    { profile, seed, coldStart, ...sampled, ...(signal === undefined ? {} : { signal }) },
    sharedPages,
  );
  const { running } = start;
  try {
    const observation = firstObservation(problem, options, start);
    const state = stateAtPage(problem, options, reset, start, observation);
    const episode = new Episode(problem, running, state, options, RewardAccount.open(rewards, running));
    const memory = await episode.rewards.begin(episode.occasion(state.pagedAt, state.pagedAt));
    if (memory !== undefined) state.rewardMemory = memory;
    return { episode, result: { observation, info: episode.info() } };
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}

function firstObservation(
  { application, task }: Problem,
  { profile, maxSteps }: EpisodeOptions,
  { page, windowStartUnixMicros, pagedAtUnixMicros, tables }: PageStart,
): Observation {
  const { text, briefing } = composeBriefing(application, task, page, toolDefinitions(task, profile), maxSteps);
  return createObservation(
    { text, ok: true, briefing, windowStartUnixMicros, timeUnixMicros: pagedAtUnixMicros },
    tables,
  );
}

function stateAtPage(
  problem: Problem,
  { rewards, profile, ...timing }: EpisodeOptions,
  { seed, coldStart = false }: EpisodeReset,
  { running, baseline, pagedAtUnixMicros, fingerprint }: PageStart,
  { text }: Observation,
): EpisodeState {
  const described = describeRewards(rewards);
  const content = {
    type: "episode" as const,
    version: trajectoryVersion as 1,
    problem: problem.id,
    seed,
    cluster: running.cluster.name,
    profile,
    ...timing,
    coldStart,
    ...(described === undefined ? {} : { rewards: described }),
    observation: { text, timeUnixMicros: pagedAtUnixMicros },
    fingerprint,
  };
  const hash = chainHash("", content);
  return {
    problemId: problem.id,
    seed,
    episodeId: `episode-${createHash("sha256").update(`episode ${seed}`).digest("hex").slice(0, 12)}`,
    step: 0,
    pagedAt: pagedAtUnixMicros,
    observedUntil: pagedAtUnixMicros,
    baseline,
    rewardValues: {},
    ended: false,
    header: { ...content, hash },
    steps: [],
    end: undefined,
    hash,
    files: {},
  };
}
