/**
 * One episode: the application on its cluster, the policy's view of it, and what has happened so far.
 * @module
 */
import { createHash } from "node:crypto";
import {
  type ActionContext,
  type ActionReply,
  executeAction,
  type Submission,
  toolDefinitions,
} from "@aiops-gym/actions";
import type { ApplicationBackend, RunningApplication, TracesSampler } from "@aiops-gym/application";
import {
  type AccessPolicy,
  canonicalJson,
  KindTable,
  type KubeApi,
  kinds,
  microsPerSecond,
  onCallRules,
  restrictApi,
  type UnixMicros,
} from "@aiops-gym/cluster";
import type { Evaluation, Problem, Profile } from "@aiops-gym/problems";
import { createShell, type Shell } from "@aiops-gym/shell";
import { composeBriefing } from "./briefing.ts";
import type { PolicyView } from "./catalogue/scene.ts";
import type { EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "./env.ts";
import type { EpisodeState } from "./episode-state.ts";
import { createObservation, type Observation } from "./observation.ts";
import { ownText } from "./own-text.ts";
import { composeResults } from "./results.ts";
import { type RewardComponent, type RewardLooks, type RewardOccasion, rewardStep } from "./reward.ts";
import { RewardAccount } from "./reward-account.ts";
import { describeRewards } from "./reward-spec.ts";
import { startShared } from "./shared-starts.ts";
import { countTokens } from "./tokens.ts";
import { chainHash, type TrajectoryStep, trajectoryVersion } from "./trajectory.ts";
import { UnwrittenStep } from "./unwritten-step.ts";

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
  #unwritten: UnwrittenStep[] = [];
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
    const policy = policyOf(namespace);
    const visible = kindsWithout(policy.hiddenGroups);
    this.#api = restrictApi(running.cluster.api, policy, visible);
    this.#shell = createShell({
      kinds: visible,
      api: this.#api,
      clock: running.cluster.clock,
      namespace,
      files: state.files,
      ...(state.header.charts === true ? { charts: problem.application.charts ?? {} } : {}),
      seed: state.seed,
    });
  }

  /** Starts the application, injects the faults, waits for the page. */
  static async begin(
    backend: ApplicationBackend,
    problem: Problem,
    options: EpisodeOptions,
    reset: ResetOptions & { readonly seed: number },
  ): Promise<{ episode: Episode; result: ResetResult }> {
    const { seed, coldStart = false, signal } = reset;
    const { application, task } = problem;
    const { profile, sharedPages, tracesSampler } = options;
    const sampled = tracesSampler === undefined ? {} : { tracesSampler };
    const start = await startShared(
      backend,
      problem,
      { profile, seed, coldStart, ...sampled, ...(signal === undefined ? {} : { signal }) },
      sharedPages,
    );
    const { running, baseline } = start;
    try {
      const { cluster } = running;
      const now = start.pagedAtUnixMicros;
      const tools = toolDefinitions(task, profile);
      const briefing = composeBriefing(application, task, start.page, tools, options.maxSteps);
      const observation = createObservation(
        {
          text: briefing.text,
          ok: true,
          briefing: briefing.briefing,
          windowStartUnixMicros: start.windowStartUnixMicros,
          timeUnixMicros: now,
        },
        start.tables,
      );
      const { rewards, profile: _, ...timing } = options;
      const described = describeRewards(rewards);
      const content = {
        type: "episode" as const,
        version: trajectoryVersion as 1,
        problem: problem.id,
        seed,
        cluster: cluster.name,
        profile,
        ...timing,
        coldStart,
        ...(described === undefined ? {} : { rewards: described }),
        observation: { text: observation.text, timeUnixMicros: now },
        fingerprint: start.fingerprint,
      };
      const hash = chainHash("", content);
      const state: EpisodeState = {
        problemId: problem.id,
        seed,
        episodeId: `episode-${createHash("sha256").update(`episode ${seed}`).digest("hex").slice(0, 12)}`,
        step: 0,
        pagedAt: now,
        observedUntil: now,
        baseline,
        rewardValues: {},
        ended: false,
        header: { ...content, hash },
        steps: [],
        end: undefined,
        hash,
        files: {},
      };
      const episode = new Episode(problem, running, state, options, RewardAccount.open(rewards, running));
      const memory = await episode.rewards.begin(episode.#occasion(now, now));
      if (memory !== undefined) state.rewardMemory = memory;
      return { episode, result: { observation, info: episode.info() } };
    } catch (error) {
      await running[Symbol.asyncDispose]();
      throw error;
    }
  }

  info(): EpisodeInfo {
    const { episodeId, step } = this.state;
    return { episodeId, task: this.problem.task, step, maxSteps: this.options.maxSteps };
  }

  async step(action: unknown, { thinkSeconds, signal }: StepOptions): Promise<StepResult> {
    const { state, options, running } = this;
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
      const occasion = this.#occasion(windowStart, endedAt, { ended, exchange: { action, reply: reply.text } });
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
    const results = evaluation === undefined ? null : this.#finish(evaluation, endedAt);
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
    copy.#unwritten = [...this.#unwritten];
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
    if (this.#unwritten.length === 0) return;
    const { state } = this;
    const steps = [...state.steps];
    for (const step of this.#unwritten) {
      const record = step.record(state.hash);
      steps.push(record);
      state.hash = record.hash;
    }
    state.steps = steps;
    this.#unwritten = [];
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

  #occasion(
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
    const later = running.fingerprintLater?.() ?? fixed(running.fingerprint());
    const content = {
      type: "step" as const,
      step: state.step,
      action,
      ...(thinkSeconds === undefined ? {} : { thinkSeconds }),
      observation: { text: observation.text, ok: observation.ok, timeUnixMicros: observation.timeUnixMicros },
      ...outcome,
    };
    this.#unwritten.push(new UnwrittenStep(content, later));
  }

  #finish(evaluation: Evaluation, endedAt: UnixMicros): Record<string, unknown> {
    this.writeSteps();
    const { state, problem } = this;
    state.ended = true;
    const results = composeResults({
      task: problem.task,
      evaluation,
      steps: state.step,
      pagedAt: state.pagedAt,
      endedAt,
      inTokens: state.steps.reduce((sum, step) => sum + countTokens(step.observation.text), 0),
      outTokens: state.steps.reduce(
        (sum, step) => sum + countTokens(typeof step.action === "string" ? step.action : JSON.stringify(step.action)),
        0,
      ),
    });
    const total = state.steps.reduce((sum, step) => sum + (step.reward ?? 0), 0);
    const content = { type: "end" as const, return: total, results, stateHash: this.running.stateHash() };
    const hash = chainHash(state.hash, content);
    state.end = { ...content, hash };
    state.hash = hash;
    return results;
  }
}

const fixed =
  (value: string): (() => string) =>
  () =>
    value;

const policies = new Map<string, AccessPolicy>();

/** Who is on call for a namespace may do this; made once, for every episode has it. */
function policyOf(namespace: string): AccessPolicy {
  let policy = policies.get(namespace);
  if (policy === undefined) {
    policy = onCallRules(namespace, "on-call");
    policies.set(namespace, policy);
  }
  return policy;
}

const visibleKinds = new Map<string, KindTable>();

/** The kinds of all other groups; made once, for it is larger than an episode. */
function kindsWithout(hiddenGroups: readonly string[]): KindTable {
  const key = hiddenGroups.join(" ");
  let visible = visibleKinds.get(key);
  if (visible === undefined) {
    visible = new KindTable(kinds.kinds.filter(({ group }) => !hiddenGroups.includes(group)));
    visibleKinds.set(key, visible);
  }
  return visible;
}
