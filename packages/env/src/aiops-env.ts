/**
 * The environment: `reset(problemId)`, `step(action)`.
 * @module
 */
import { type ApplicationBackend, checkTracesSampler, type TracesSampler } from "@aiops-gym/application";
import { type ClusterCapabilities, GymError } from "@aiops-gym/cluster";
import { type Problem, ProblemCatalog, type Profile } from "@aiops-gym/problems";
import { beginEpisode } from "./begin-episode.ts";
import type { PolicyView } from "./catalogue/scene.ts";
import { CurrentEpisode } from "./current-episode.ts";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "./env.ts";
import { Episode, type EpisodeOptions } from "./episode.ts";
import { decodeEpisode, encodeEpisode } from "./episode-codec.ts";
import { checkRewards, type RewardComponent, taskReward } from "./reward.ts";
import { RewardAccount } from "./reward-account.ts";
import { describeRewards, expectSameRewards } from "./reward-spec.ts";
import { actionSpace } from "./spaces/action-space.ts";
import { observationSpace } from "./spaces/observation-space.ts";
import type { DictSpace, OneOfSpace } from "./spaces/space.ts";
import type { Trajectory } from "./trajectory.ts";
import { turnIfDue } from "./turn-if-due.ts";

/** How an environment is made. */
export interface AIOpsEnvOptions {
  /** Where applications run. */
  readonly backend: ApplicationBackend;
  readonly problems: Iterable<Problem> | ProblemCatalog;
  /** `strict` by default; `aiopslab` parses and grades as AIOpsLab does, holes included. */
  readonly compat?: Profile;
  /** `fixed` (default): a step lasts at least {@link AIOpsEnvOptions.stepSeconds}. `policy`: the policy's thinking time counts instead. */
  readonly pace?: "fixed" | "policy";
  /** Shortest step, seconds of the cluster's clock; 10 by default. */
  readonly stepSeconds?: number;
  /** Overrides the problems' own limit. */
  readonly maxSteps?: number;
  /** The reward's components, each once; the task's evaluator alone by default. A list without it leaves it out. */
  readonly rewards?: readonly RewardComponent[];
  /**
   * How many pages the seeds of a problem share, an integer from 1: episodes whose seeds differ by a multiple of it begin from the
   * same page, which makes a reset as fast as a fork, and have chance of their own from there. By default each seed has its own page.
   */
  readonly sharedPages?: number;
  /**
   * Which of users' requests are traced. By default all while fewer than 50 a second are sent, and ten a second of more. A trace
   * has its price: at high rates `always_on` makes a step several times as long.
   */
  readonly tracesSampler?: TracesSampler;
  /**
   * Lays the application's Helm charts into the shell, at `/opt/charts`. They say what every object should be like, and so make faults of
   * configuration easy to find; off by default.
   */
  readonly charts?: boolean;
}

const defaultStepSeconds = 10;
/** A day: nobody thinks longer, and simulating it takes minutes. */
const mostThinkSeconds = 86_400;

/** An environment. It plays one episode at a time; `fork` copies it in the middle of one. */
export class AIOpsEnv implements Env {
  readonly #options: AIOpsEnvOptions;
  readonly #catalog: ProblemCatalog;
  readonly #current = new CurrentEpisode();

  constructor(options: AIOpsEnvOptions) {
    const { stepSeconds = defaultStepSeconds, maxSteps = 1 } = options;
    if (!(stepSeconds > 0))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `stepSeconds is ${stepSeconds}; expected a positive number of seconds.`,
      );
    if (!(Number.isInteger(maxSteps) && maxSteps > 0))
      throw new GymError("ERR_INVALID_DEFINITION", `maxSteps is ${maxSteps}; expected a positive integer.`);
    const { sharedPages = 1 } = options;
    if (!(Number.isSafeInteger(sharedPages) && sharedPages > 0))
      throw new GymError("ERR_INVALID_DEFINITION", `sharedPages is ${sharedPages}; expected a positive integer.`);
    if (options.tracesSampler !== undefined) checkTracesSampler(options.tracesSampler);
    checkRewards(options.rewards ?? []);
    this.#options = options;
    this.#catalog =
      options.problems instanceof ProblemCatalog ? options.problems : new ProblemCatalog(options.problems);
  }

  /** What this environment's cluster can do; known once an episode has begun. */
  get capabilities(): ClusterCapabilities {
    return this.#current.get("capabilities").running.cluster.capabilities;
  }

  /** Ids of all problems. */
  get problemIds(): readonly string[] {
    return this.#catalog.ids;
  }

  /** Of every observation: texts, times, tables. */
  get observationSpace(): DictSpace {
    return observationSpace;
  }

  /** Tool calls and texts: of the current episode's task, over its services; before the first, of all tasks. */
  get actionSpace(): OneOfSpace {
    const profile = this.#options.compat ?? "strict";
    const { found } = this.#current;
    if (found === undefined) return actionSpace({ profile });
    const { task, application } = found.problem;
    return actionSpace({ task, profile, application });
  }

  /**
   * The current episode as its policy may see it, for wrappers: to read, with the policy's rights.
   *
   * @throws GymError `ERR_RESET_NEEDED` before the first episode.
   */
  get policyView(): PolicyView {
    return this.#current.get("policyView").policyView;
  }

  /** Itself: nothing is wrapped around it from within. */
  get unwrapped(): AIOpsEnv {
    return this;
  }

  /**
   * Begins an episode: the application runs under load, the fault strikes, the page arrives. What was under way is dropped, a step that
   * was not awaited included.
   *
   * @throws GymError `ERR_UNKNOWN_PROBLEM` naming the nearest ids, `ERR_LIMIT` while another `reset` or `restore` is at work.
   */
  async reset(problemId: string, options: ResetOptions = {}): Promise<ResetResult> {
    if (typeof problemId !== "string")
      throw new GymError(
        "ERR_UNKNOWN_PROBLEM",
        `reset was called with ${String(problemId)}; expected a problem's id, one of \`problemIds\`. Have one drawn by wrapping the environment, or name it.`,
      );
    const problem = this.#catalog.get(problemId);
    const { seed = 0 } = options;
    if (!(Number.isSafeInteger(seed) && seed >= 0))
      throw new GymError("ERR_INVALID_DEFINITION", `seed is ${seed}; expected an integer in [0, 2^53).`);
    return this.#current.begin("reset", async () => {
      await turnIfDue();
      await this.#current.drop();
      return beginEpisode(this.#options.backend, problem, this.#episodeOptions(problem), { ...options, seed });
    });
  }

  /**
   * Acts: parse, execute, let time pass, observe what is new, reward. A malformed action is an observation that says what was
   * expected, and costs a step.
   *
   * @param action - `{ name, arguments }`, or text in AIOpsLab's syntax.
   * @throws GymError `ERR_RESET_NEEDED` before `reset` and after the end, `ERR_LIMIT` while the environment is at work, `ERR_INVALID_ACTION`
   *   for a thinking time that is none.
   */
  async step(action: unknown, options: StepOptions = {}): Promise<StepResult> {
    const { thinkSeconds = 0 } = options;
    if (!(thinkSeconds >= 0 && thinkSeconds <= mostThinkSeconds))
      throw new GymError(
        "ERR_INVALID_ACTION",
        `thinkSeconds is ${thinkSeconds}; expected a number of seconds in [0, ${mostThinkSeconds}].`,
      );
    return this.#current.alone("step", (episode) => {
      if (episode.state.ended)
        throw new GymError("ERR_RESET_NEEDED", "The episode has ended; call reset(problemId) for another.");
      const turn = turnIfDue();
      return turn === undefined ? episode.step(action, options) : turn.then(() => episode.step(action, options));
    });
  }

  /** The episode so far, for the trainer: it names the problem. */
  get trajectory(): Trajectory {
    const episode = this.#current.get("trajectory");
    episode.writeSteps();
    const { header, steps, end } = episode.state;
    return { header, steps, ...(end === undefined ? {} : { end }) };
  }

  /**
   * Copies the environment in the middle of its episode. Both go on alike from here, given the same actions.
   *
   * @throws GymError `ERR_NOT_CAPABLE` on clusters that cannot be copied.
   */
  async fork(): Promise<AIOpsEnv> {
    const copy = new AIOpsEnv({ ...this.#options, problems: this.#catalog });
    await copy.#current.begin("fork", async () => ({
      episode: await this.#current.alone("fork", (episode) => episode.fork()),
      result: undefined,
    }));
    return copy;
  }

  /** Writes the episode to bytes that {@link AIOpsEnv.restore} reads, in this process or another. */
  async snapshot(): Promise<Uint8Array> {
    return this.#current.alone("snapshot", async (episode) => {
      await episode.keepFiles();
      episode.writeSteps();
      return encodeEpisode({
        state: episode.state,
        cluster: episode.running.snapshot(),
        twin: episode.rewards.snapshot(),
      });
    });
  }

  /**
   * Goes on from a snapshot; the episode so far, if any, is dropped.
   *
   * @throws GymError `ERR_INVALID_SNAPSHOT` when the bytes are damaged or of an episode with other rewards; nothing has changed then.
   */
  async restore(snapshot: Uint8Array): Promise<void> {
    const { state, cluster, twin } = decodeEpisode(snapshot);
    const problem = this.#catalog.get(state.problemId);
    const options = this.#episodeOptions(problem);
    expectSameRewards(state.header.rewards, describeRewards(options.rewards));
    await this.#current.begin("restore", async () => {
      const { backend } = this.#options;
      const running = await backend.restore(problem.application, cluster);
      const idle = twin === undefined ? undefined : await backend.restore(problem.application, twin);
      const rewards = new RewardAccount(options.rewards, idle);
      return { episode: new Episode(problem, running, state, options, rewards), result: undefined };
    });
  }

  /** SHA-256 of all state of the cluster and the episode. */
  async stateHash(): Promise<string> {
    return this.#current.alone("stateHash", (episode) => episode.stateHash());
  }

  /** Ends what is under way. A second call does nothing. */
  async close(): Promise<void> {
    await this.#current.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #episodeOptions(problem: Problem): EpisodeOptions {
    const {
      compat = "strict",
      pace = "fixed",
      stepSeconds = defaultStepSeconds,
      maxSteps = problem.maxSteps,
      rewards = [taskReward],
      sharedPages,
      tracesSampler,
      charts = false,
    } = this.#options;
    return {
      ...{ profile: compat, pace, stepSeconds, maxSteps, rewards },
      ...(sharedPages === undefined ? {} : { sharedPages }),
      ...(tracesSampler === undefined ? {} : { tracesSampler }),
      ...(charts ? { charts } : {}),
    };
  }
}
