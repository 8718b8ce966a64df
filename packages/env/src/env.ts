/**
 * What an environment is to those who train with it: the interface that wrappers and vector environments are written to.
 * @module
 */
import type { ClusterCapabilities } from "@aiops-gym/cluster";
import type { TaskKind } from "@aiops-gym/problems";
import type { Observation } from "./observation.ts";
import type { Space } from "./spaces/space.ts";
import type { Trajectory } from "./trajectory.ts";

/** How an episode begins. */
export interface ResetOptions {
  /** All chance comes from it: an integer in [0, 2^53). 0 by default. */
  readonly seed?: number;
  /** Simulates the application's start-up instead of starting from a warm one. */
  readonly coldStart?: boolean;
  readonly signal?: AbortSignal;
}

/** What an episode came to, as `RecordEpisodeStatistics` adds it up. */
export interface EpisodeStatistics {
  /** Sum of the rewards; null when it was aborted. */
  readonly return: number | null;
  /** Steps. */
  readonly length: number;
  /** Seconds of the cluster's clock from the page to the last observation; that the grader watched is in it. */
  readonly virtualSeconds: number;
}

/** Facts beside the observation. Nothing in it names the problem or its answer. */
export interface EpisodeInfo {
  /** Opaque; the same for all problems under one seed. */
  readonly episodeId: string;
  readonly task: TaskKind;
  readonly step: number;
  readonly maxSteps: number;
  /** From wrappers that make actions discrete: 1 for every action that is valid now, 0 for the others. */
  readonly actionMask?: Uint8Array;
  /** What a wrapper has to say about the last action, such as why it did nothing. */
  readonly notice?: string;
  /** With the last step, where a wrapper records it. */
  readonly episode?: EpisodeStatistics;
}

/**
 * What {@link Env.reset} answers.
 * @typeParam O - The observation; wrappers may change it.
 */
export interface ResetResult<O = Observation> {
  readonly observation: O;
  readonly info: EpisodeInfo;
}

/** Why an episode was aborted, and whose doing it was. */
export interface Abortion {
  readonly cause: string;
  readonly blame: "policy" | "env" | "infra";
}

/**
 * What {@link Env.step} answers.
 * @typeParam O - The observation; wrappers may change it.
 */
export interface StepResult<O = Observation> {
  readonly observation: O;
  /** Null exactly when the episode was aborted: an infrastructure failure is never a reward of 0. */
  readonly reward: number | null;
  /** The reward's parts by component; they sum to it. */
  readonly rewardComponents: Readonly<Record<string, number>>;
  /** The policy submitted. */
  readonly terminated: boolean;
  /** Steps ran out. */
  readonly truncated: boolean;
  readonly aborted: Abortion | null;
  readonly info: EpisodeInfo;
  /** After the last step: the verdict, with AIOpsLab's fields and the reason. For trainers; it may name the answer. */
  readonly results: Readonly<Record<string, unknown>> | null;
}

/** Options of {@link Env.step}. */
export interface StepOptions {
  /** With `pace: "policy"`: how long the policy thought, seconds in [0, 86,400]. On a live cluster it has passed already. */
  readonly thinkSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * An environment: `AIOpsEnv`, or wrappers around one. It plays one episode at a time. Endings, rewards and errors are those of
 * docs/semantics.md, whichever wrappers there are.
 *
 * @typeParam O - What it observes.
 * @typeParam A - What it takes for an action; `unknown` where malformed actions are answered by an observation.
 */
export interface Env<O = Observation, A = unknown> extends AsyncDisposable {
  /** Ids that {@link Env.reset} takes. */
  readonly problemIds: readonly string[];
  /**
   * What the cluster can do; known once an episode has begun.
   *
   * @throws GymError `ERR_RESET_NEEDED` before.
   */
  readonly capabilities: ClusterCapabilities;
  /** What observations can be; as data, see docs/spaces.md. */
  readonly observationSpace: Space;
  /** What actions can be: of the current episode (its task, its services), before the first of all tasks. */
  readonly actionSpace: Space;
  /**
   * The episode so far, for the trainer: it names the problem. It holds what the innermost environment was given and what it
   * answered, so that it replays without the wrappers.
   *
   * @throws GymError `ERR_RESET_NEEDED` before the first episode.
   */
  readonly trajectory: Trajectory;
  /** The innermost environment, without wrappers. */
  readonly unwrapped: Env;
  /**
   * Begins an episode; what was under way is dropped.
   *
   * @param problemId - Left out only where a wrapper draws one.
   * @throws GymError `ERR_UNKNOWN_PROBLEM`; `ERR_LIMIT` while another `reset` or `restore` has not answered.
   */
  reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>>;
  /**
   * Acts.
   *
   * @param action - Done and recorded as JSON would write it.
   * @throws GymError `ERR_RESET_NEEDED` before `reset` and after the end; `ERR_LIMIT` while another call has not answered.
   */
  step(action: A, options?: StepOptions): Promise<StepResult<O>>;
  /**
   * Copies the environment, wrappers included, in the middle of its episode. Both go on alike given the same actions.
   *
   * @throws GymError `ERR_NOT_CAPABLE` where `capabilities.fork` is false.
   */
  fork(): Promise<Env<O, A>>;
  /** Writes the episode, and what wrappers keep of it, to bytes that {@link Env.restore} of an environment wrapped alike reads. */
  snapshot(): Promise<Uint8Array>;
  /**
   * Goes on from a snapshot; the episode so far, if any, is dropped.
   *
   * @throws GymError `ERR_INVALID_SNAPSHOT` when the bytes are damaged or of an environment wrapped otherwise; nothing has changed then.
   */
  restore(snapshot: Uint8Array): Promise<void>;
  /** SHA-256 (hex) of all state of the cluster and the episode. */
  stateHash(): Promise<string>;
  /** Ends what is under way. A second call does nothing. */
  close(): Promise<void>;
}
