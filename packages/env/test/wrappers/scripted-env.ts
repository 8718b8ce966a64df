import { type ClusterCapabilities, GymError } from "@aiops-gym/cluster";
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "../../src/env.ts";
import { boxSpace, choiceSpace } from "../../src/spaces/make-space.ts";
import type { Space } from "../../src/spaces/space.ts";
import { chainHash, type Trajectory, type TrajectoryStep, trajectoryVersion } from "../../src/trajectory.ts";

/** What a {@link ScriptedEnv} does. */
export interface Script {
  /** Reward of step 1, 2, ... by episode's seed; 1 by default. */
  readonly reward?: (step: number, seed: number) => number | null;
  /** Step at which it ends by itself; 10 by default. */
  readonly maxSteps?: number;
  readonly success?: (seed: number) => boolean;
}

interface State {
  readonly problemId: string;
  readonly seed: number;
  readonly actions: readonly unknown[];
  readonly thinkSeconds: readonly (number | undefined)[];
  readonly ended: boolean;
}

/** An environment that only counts: observes `[step, seed]`, 10 s a step; the action `"submit"` ends it. */
export class ScriptedEnv implements Env<Float32Array, unknown> {
  readonly problemIds: readonly string[] = ["easy", "hard"];
  readonly observationSpace: Space = boxSpace([0, 0], [10, null], [2]);
  readonly actionSpace: Space = choiceSpace(["wait", "look", "other", "submit"]);
  readonly capabilities = { fork: true } as ClusterCapabilities;
  closed = 0;
  readonly #script: Script;
  #state: State | undefined;

  constructor(script: Script = {}) {
    this.#script = script;
  }

  get state(): State {
    if (this.#state === undefined) throw new GymError("ERR_RESET_NEEDED", "reset");
    return this.#state;
  }

  get unwrapped(): Env {
    return this as unknown as Env;
  }

  get trajectory(): Trajectory {
    const { problemId, seed, actions } = this.state;
    const start = {
      type: "episode" as const,
      version: trajectoryVersion,
      problem: problemId,
      seed,
      cluster: "scripted",
      profile: "strict" as const,
      pace: "fixed" as const,
      stepSeconds: 10,
      maxSteps: 10,
      coldStart: false,
      observation: { text: "", timeUnixMicros: 1_000_000_000 },
      fingerprint: "",
    };
    const header = { ...start, hash: chainHash("", start) };
    let { hash } = header;
    const steps = actions.map((action, index): TrajectoryStep => {
      const content = {
        type: "step" as const,
        step: index + 1,
        action,
        observation: { text: "", ok: true, timeUnixMicros: 1_000_000_000 + (index + 1) * 10_000_000 },
        reward: 1,
        rewardComponents: {},
        terminated: false,
        truncated: false,
        aborted: null,
        fingerprint: "",
      };
      hash = chainHash(hash, content);
      return { ...content, hash };
    });
    return { header, steps };
  }

  async reset(problemId?: string, { seed = 0 }: ResetOptions = {}): Promise<ResetResult<Float32Array>> {
    if (problemId === undefined || !this.problemIds.includes(problemId))
      throw new GymError("ERR_UNKNOWN_PROBLEM", `no ${problemId}`);
    this.#state = { problemId, seed, actions: [], thinkSeconds: [], ended: false };
    return { observation: new Float32Array([0, seed]), info: this.#info() };
  }

  async step(action: unknown, { thinkSeconds }: StepOptions = {}): Promise<StepResult<Float32Array>> {
    const { state } = this;
    if (state.ended) throw new GymError("ERR_RESET_NEEDED", "ended");
    const { reward: rewardOf = () => 1, maxSteps = 10, success = () => true } = this.#script;
    const actions = [...state.actions, action];
    const reward = rewardOf(actions.length, state.seed);
    const terminated = action === "submit" && reward !== null;
    const truncated = !terminated && reward !== null && actions.length >= maxSteps;
    const ended = terminated || truncated || reward === null;
    this.#state = { ...state, actions, thinkSeconds: [...state.thinkSeconds, thinkSeconds], ended };
    return {
      observation: new Float32Array([actions.length, state.seed]),
      reward,
      rewardComponents: reward === null ? {} : { task: reward },
      terminated,
      truncated,
      aborted: reward === null ? { cause: "scripted", blame: "infra" } : null,
      info: this.#info(),
      results: terminated || truncated ? { success: success(state.seed) } : null,
    };
  }

  async fork(): Promise<ScriptedEnv> {
    const copy = new ScriptedEnv(this.#script);
    copy.#state = this.state;
    return copy;
  }

  async snapshot(): Promise<Uint8Array> {
    return new TextEncoder().encode(JSON.stringify(this.state));
  }

  async restore(snapshot: Uint8Array): Promise<void> {
    try {
      this.#state = JSON.parse(new TextDecoder().decode(snapshot)) as State;
    } catch (cause) {
      throw new GymError("ERR_INVALID_SNAPSHOT", "damaged", { cause });
    }
  }

  async stateHash(): Promise<string> {
    return chainHash("", { state: this.state });
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #info(): EpisodeInfo {
    return { episodeId: "e", task: "detection", step: this.state.actions.length, maxSteps: 10 };
  }
}

/** Makes a number of steps, `wait` by default. */
export async function stepTimes<O>(
  env: Env<O, unknown>,
  times: number,
  action: unknown = "wait",
): Promise<StepResult<O>[]> {
  const results: StepResult<O>[] = [];
  for (let time = 0; time < times; time++) results.push(await env.step(action));
  return results;
}
