/**
 * One episode: the application on its cluster, the policy's view of it, and what has happened so far.
 * @module
 */
import { createHash } from "node:crypto";
import { type ActionContext, type ActionReply, executeAction, type Submission } from "@aiops-gym/actions";
import type { RunningApplication, TracesSampler } from "@aiops-gym/application";
import { canonicalJson, type KubeApi, microsPerSecond, restrictApi, type UnixMicros } from "@aiops-gym/cluster";
import type { Evaluation, Problem, Profile } from "@aiops-gym/problems";
import { createShell, type Shell } from "@aiops-gym/shell";
import type { PolicyView } from "./catalogue/scene.ts";
import { endEpisode } from "./end-episode.ts";
import type { EpisodeInfo, StepOptions, StepResult } from "./env.ts";
import type { EpisodeState } from "./episode-state.ts";
import { createObservation, type Observation } from "./observation.ts";
import { onCallAccess } from "./on-call-access.ts";
import { ownText } from "./own-text.ts";
import { plainAction } from "./plain-action.ts";
import { type RewardComponent, type RewardLooks, type RewardOccasion, rewardStep } from "./reward.ts";
import type { RewardAccount } from "./reward-account.ts";
import type { TrajectoryStep } from "./trajectory.ts";
import { UnwrittenSteps } from "./unwritten-steps.ts";

/** What an environment's options come to for one problem. */
export interface EpisodeOptions {
  readonly profile: Profile;
  readonly pace: "fixed" | "policy";
  readonly stepSeconds: number;
  readonly maxSteps: number;
  readonly rewards: readonly RewardComponent[];
  readonly sharedPages?: number;
  readonly tracesSampler?: TracesSampler;
  /** Whether the application's charts are in the shell. */
  readonly charts?: true;
}

/** An episode under way. */
export class Episode {
  readonly problem: Problem;
  readonly running: RunningApplication;
  readonly state: EpisodeState;
  readonly options: EpisodeOptions;
  readonly rewards: RewardAccount;
  /** The latest steps, which {@link Episode.state} does not hold yet. */
  #unwritten = new UnwrittenSteps();
  readonly #api: KubeApi;
  readonly #shell: Shell;

  constructor(
    problem: Problem,
    running: RunningApplication,
    state: EpisodeState,
    options: EpisodeOptions,
    rewards: RewardAccount,
  ) {
    this.problem = problem;
    this.running = running;
    this.state = state;
    this.options = options;
    this.rewards = rewards;
    const { namespace } = problem.application;
    const { policy, kinds } = onCallAccess(namespace);
    this.#api = restrictApi(running.cluster.api, policy, kinds);
    this.#shell = createShell({
      kinds,
      api: this.#api,
      clock: running.cluster.clock,
      namespace,
      files: state.files,
      ...(state.header.charts === true ? { charts: problem.application.charts ?? {} } : {}),
      seed: state.seed,
    });
  }

  info(): EpisodeInfo {
    const { episodeId, step } = this.state;
    return { episodeId, task: this.problem.task, step, maxSteps: this.options.maxSteps };
  }

  async step(given: unknown, { thinkSeconds, signal }: StepOptions): Promise<StepResult> {
    const { state, options, running } = this;
    const action = plainAction(given);
    const { clock } = running.cluster;
    const { rewardMemory: memory = {} } = state;
    state.step += 1;
    const startedAt = clock.now();
    let reply: ActionReply;
    let evaluation: Evaluation | undefined;
    let endedAt = startedAt;
    let blame: "env" | "infra" = "infra";
    let looks: RewardLooks;
    const windowStart = state.observedUntil;
    const before = this.rewards.copyBefore(running);
    try {
      if (options.pace === "policy" && thinkSeconds !== undefined && running.cluster.capabilities.virtualTime)
        await clock.sleep(thinkSeconds, signal);
      reply = await executeAction(this.#actionContext(signal), action);
      const submitted = reply.submission !== undefined;
      if (!submitted && options.pace === "fixed") await this.#fillStep(startedAt, signal);
      endedAt = clock.now();
      const ended = submitted || state.step >= options.maxSteps;
      const occasion = this.occasion(windowStart, endedAt, { ended, exchange: { action, reply: reply.text } });
      blame = "env";
      looks = await this.rewards.look(false, occasion, memory, before);
      blame = "infra";
      if (ended) evaluation = await this.#evaluate(reply.submission, endedAt, signal);
      blame = "env";
      looks = { ...looks, ...(await this.rewards.look(true, { ...occasion, evaluation }, memory, before)) };
    } catch (error) {
      if (signal?.aborted) {
        state.ended = true;
        throw error;
      }
      return this.#abort(action, error, blame);
    } finally {
      await before?.[Symbol.asyncDispose]();
    }
    const terminated = reply.submission !== undefined;
    const truncated = !terminated && state.step >= options.maxSteps;
    const observation = await this.#observe(reply);
    const { reward, components, values, memory: kept } = rewardStep(options.rewards, state.rewardValues, looks);
    state.rewardValues = values;
    if (state.rewardMemory !== undefined || Object.keys(kept).length > 0) state.rewardMemory = kept;
    this.#record(action, thinkSeconds, observation, {
      reward,
      rewardComponents: components,
      terminated,
      truncated,
      aborted: null,
    });
    let results: StepResult["results"] = null;
    if (evaluation !== undefined) {
      this.writeSteps();
      results = endEpisode(state, this.problem.task, evaluation, endedAt, running);
    }
    return {
      observation,
      reward,
      rewardComponents: components,
      terminated,
      truncated,
      aborted: null,
      info: this.info(),
      results,
    };
  }

  async fork(): Promise<Episode> {
    await this.keepFiles();
    const { problem, running, state, options, rewards } = this;
    const copy = new Episode(problem, running.fork(), { ...state }, options, rewards.fork());
    copy.#unwritten = this.#unwritten.copy();
    return copy;
  }

  /** Removes the application, and the copies of it. */
  async close(): Promise<void> {
    await this.rewards.close();
    await this.running[Symbol.asyncDispose]();
  }

  /** Takes the shell's files into the state. */
  async keepFiles(): Promise<void> {
    this.state.files = await this.#shell.files();
  }

  /** Takes the latest steps into the state. */
  writeSteps(): void {
    this.#unwritten.writeTo(this.state);
  }

  async stateHash(): Promise<string> {
    await this.keepFiles();
    this.writeSteps();
    return createHash("sha256")
      .update(canonicalJson(this.state))
      .update(this.running.stateHash())
      .update(this.rewards.stateHash())
      .digest("hex");
  }

  /** What the policy may see, to read only. */
  get policyView(): PolicyView {
    const { application, task } = this.problem;
    const api = this.#api;
    return {
      application,
      task,
      profile: this.options.profile,
      api: { get: (ref) => api.get(ref), list: (query) => api.list(query) },
    };
  }

  #actionContext(signal: AbortSignal | undefined): ActionContext {
    const { cluster, application } = this.running;
    return {
      api: this.#api,
      clock: cluster.clock,
      telemetry: cluster.telemetry,
      application,
      shell: this.#shell,
      episodeStart: this.state.pagedAt,
      task: this.problem.task,
      profile: this.options.profile,
      ...(signal === undefined ? {} : { signal }),
    };
  }

  async #fillStep(startedAt: UnixMicros, signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.running.cluster;
    const left = this.options.stepSeconds - (clock.now() - startedAt) / microsPerSecond;
    if (left > 0) await clock.sleep(left, signal);
  }

  async #evaluate(
    submission: Submission | undefined,
    endedAt: UnixMicros,
    signal: AbortSignal | undefined,
  ): Promise<Evaluation> {
    const { problem, running, state, options } = this;
    return problem.evaluator.evaluate({
      running,
      task: problem.task,
      faults: problem.faults,
      baseline: state.baseline,
      submission: submission === undefined ? undefined : { answer: submission },
      profile: options.profile,
      pagedAt: state.pagedAt,
      endedAt,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async #observe(reply: ActionReply): Promise<Observation> {
    const { cluster, application } = this.running;
    const windowStart = this.state.observedUntil;
    const now = cluster.clock.now();
    this.state.observedUntil = now;
    return createObservation(
      { text: ownText(reply.text), ok: reply.ok, windowStartUnixMicros: windowStart, timeUnixMicros: now },
      await cluster.telemetry.tables(
        { startUnixMicros: windowStart, endUnixMicros: now },
        { namespace: application.namespace },
      ),
    );
  }

  /** What rewards look at in a window. */
  occasion(
    startUnixMicros: UnixMicros,
    endUnixMicros: UnixMicros,
    more: Partial<Pick<RewardOccasion, "ended" | "exchange">> = {},
  ): RewardOccasion {
    const { running, state } = this;
    const window = { startUnixMicros, endUnixMicros };
    return {
      evaluation: undefined,
      ended: false,
      exchange: undefined,
      ...more,
      window,
      pagedAt: state.pagedAt,
      baseline: state.baseline,
      running,
    };
  }

  async #abort(action: unknown, error: unknown, blame: "env" | "infra"): Promise<StepResult> {
    const aborted = { cause: error instanceof Error ? error.message : String(error), blame };
    const observation = await this.#observe({ text: `The episode was aborted: ${aborted.cause}`, ok: false });
    this.#record(action, undefined, observation, {
      reward: null,
      rewardComponents: {},
      terminated: false,
      truncated: false,
      aborted,
    });
    this.state.ended = true;
    return {
      observation,
      reward: null,
      rewardComponents: {},
      terminated: false,
      truncated: false,
      aborted,
      info: this.info(),
      results: null,
    };
  }

  #record(
    action: unknown,
    thinkSeconds: number | undefined,
    observation: Observation,
    outcome: Pick<TrajectoryStep, "reward" | "rewardComponents" | "terminated" | "truncated" | "aborted">,
  ): void {
    const { state, running } = this;
    this.#unwritten.add(
      {
        type: "step",
        step: state.step,
        action,
        ...(thinkSeconds === undefined ? {} : { thinkSeconds }),
        observation: { text: observation.text, ok: observation.ok, timeUnixMicros: observation.timeUnixMicros },
        ...outcome,
      },
      running,
    );
  }
}
