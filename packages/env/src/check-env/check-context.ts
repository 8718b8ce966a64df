/**
 * What rules share: the environment, how it is played, and episodes that several of them look at.
 * @module
 */

import { createRandomStream } from "@aiops-gym/cluster";
import type { ResetResult } from "../env.ts";
import { contains } from "../spaces/contains.ts";
import { sampleSpace } from "../spaces/sample-space.ts";
import {
  defaultActions,
  defaultMalformed,
  defaultSubmission,
  maskOf,
  oddValues,
  takesToolCalls,
} from "./default-actions.ts";
import { type AnyEnv, type ChooseAction, type PlayOptions, playRecording, type Recording } from "./recording.ts";

/** How an environment is checked, with all defaults filled in by {@link CheckContext}. */
export interface CheckSettings {
  readonly problemId: string | undefined;
  readonly seed: number;
  readonly maxSteps: number;
  readonly actions: readonly unknown[] | undefined;
  readonly submission: unknown;
  readonly malformed: readonly unknown[] | undefined;
  readonly secrets: readonly string[];
  /** Right answers, which `info` must not name either. */
  readonly answers: readonly string[];
}

/** One environment under check. */
export class CheckContext {
  readonly env: AnyEnv;
  readonly settings: CheckSettings;
  #whole: Promise<Recording> | undefined;
  #again: Promise<Recording> | undefined;
  #unread: Promise<Recording> | undefined;
  #submitted: Promise<Recording | undefined> | undefined;

  constructor(env: AnyEnv, settings: CheckSettings) {
    this.env = env;
    this.settings = settings;
  }

  /** Begins an episode with the settings' problem and seed. */
  reset(seed: number = this.settings.seed): Promise<ResetResult<unknown>> {
    return this.env.reset(this.settings.problemId, { seed });
  }

  /** An episode without a submission, to its end or the settings' bound. */
  whole(): Promise<Recording> {
    this.#whole ??= this.#play((step, last) => {
      const actions =
        this.settings.actions ?? (takesToolCalls(this.env.actionSpace) ? defaultActions(last) : undefined);
      if (actions !== undefined) return actions[step % actions.length];
      const stream = createRandomStream(this.settings.seed, `checkEnv ${step}`);
      return sampleSpace(this.env.actionSpace, stream, maskOf(this.env.actionSpace, last));
    });
    return this.#whole;
  }

  /** {@link whole} a second time. */
  again(): Promise<Recording> {
    this.#again ??= this.#repeat(true);
    return this.#again;
  }

  /** {@link whole} once more, with observations that nobody reads. */
  unread(): Promise<Recording> {
    this.#unread ??= this.#repeat(false);
    return this.#unread;
  }

  /** An episode that is submitted in its second step, in its first where it has but one; undefined where there is nothing to submit. */
  submitted(): Promise<Recording | undefined> {
    this.#submitted ??= (async () => {
      const { steps, reset, over } = await this.whole();
      const before = over && steps.length === 1 ? 0 : 1;
      const { submission = takesToolCalls(this.env.actionSpace) ? defaultSubmission(reset) : null } = this.settings;
      if (submission === null) return undefined;
      const choose: ChooseAction = (step) => (step < before ? steps[step]?.action : submission);
      return this.#play(choose, { maxSteps: before + 1, hash: false });
    })();
    return this.#submitted;
  }

  /** The action of {@link whole}'s so manieth step, from 0. */
  async actionsFrom(step: number): Promise<ChooseAction> {
    const { steps } = await this.whole();
    return (index) => steps[step + index]?.action;
  }

  /** Actions that cannot be understood. */
  async malformed(): Promise<readonly unknown[]> {
    const { actionSpace } = this.env;
    if (this.settings.malformed !== undefined) return this.settings.malformed;
    return takesToolCalls(actionSpace) ? defaultMalformed : oddValues.filter((value) => !contains(actionSpace, value));
  }

  async #repeat(read: boolean): Promise<Recording> {
    const { steps } = await this.whole();
    return this.#play((index) => steps[index]?.action, { maxSteps: steps.length, read });
  }

  #play(choose: ChooseAction, options: Partial<PlayOptions> = {}): Promise<Recording> {
    const { problemId, seed, maxSteps } = this.settings;
    return playRecording(this.env, problemId, choose, { seed, maxSteps, ...options });
  }
}
