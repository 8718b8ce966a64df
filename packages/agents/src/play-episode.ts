/**
 * Plays a policy against an environment.
 * @module
 */
import { type Env, isOver, type ResetOptions, type ResetResult, type StepResult } from "@aiops-gym/env";
import type { Policy } from "./policy.ts";

/** An episode from its end. */
export interface EpisodeSummary {
  readonly steps: number;
  /** Sum of the rewards; null when it was aborted. */
  readonly return: number | null;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly aborted: StepResult["aborted"];
  readonly results: Readonly<Record<string, unknown>> | null;
}

/** Ways to look on while an episode is played. */
export interface PlayOptions extends ResetOptions {
  readonly onReset?: (result: ResetResult) => void | Promise<void>;
  readonly onStep?: (action: unknown, result: StepResult) => void | Promise<void>;
}

/**
 * Resets the environment and lets the policy act until the episode ends.
 *
 * @param env - An `AIOpsEnv`, or wrappers around one that leave observations as they are.
 * @param problemId - Undefined where a wrapper draws one.
 */
export async function playEpisode(
  env: Env,
  policy: Policy,
  problemId: string | undefined,
  options: PlayOptions = {},
): Promise<EpisodeSummary> {
  const reset = await env.reset(problemId, options);
  await options.onReset?.(reset);
  let { observation, info } = reset;
  let total = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const action = await policy.act(observation, info);
    const step = await env.step(action, options.signal === undefined ? {} : { signal: options.signal });
    await options.onStep?.(action, step);
    total += step.reward ?? 0;
    if (isOver(step)) {
      const { terminated, truncated, aborted, results } = step;
      return {
        steps: step.info.step,
        return: aborted === null ? total : null,
        terminated,
        truncated,
        aborted,
        results,
      };
    }
    ({ observation, info } = step);
  }
}
