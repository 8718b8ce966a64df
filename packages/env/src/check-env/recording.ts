/**
 * An episode as {@link checkEnv} plays it: what was done, what came of it, and digests to compare it with others.
 * @module
 */

import { canonicalJson } from "@aiops-gym/cluster";
import type { Env, ResetOptions, ResetResult, StepResult } from "../env.ts";
import type { Trajectory } from "../trajectory.ts";
import { isOver } from "../wrappers/is-over.ts";
import { differingParts, digestParts, type Parts } from "./observation-content.ts";

/** An environment of whatever observations and actions. */
export type AnyEnv = Env<unknown, unknown>;

/** One step. */
export interface RecordedStep {
  readonly action: unknown;
  readonly result: StepResult<unknown>;
  /** Empty where observations were left unread. */
  readonly parts: Parts;
}

/** A sequence of steps, from its reset. */
export interface Recording {
  readonly reset: ResetResult<unknown>;
  readonly resetParts: Parts;
  readonly steps: readonly RecordedStep[];
  /** Whether the last step ended it. */
  readonly over: boolean;
  /** Whether a wrapper ended it, with a limit of its own: nothing was graded then. */
  readonly cut: boolean;
  readonly trajectory: Trajectory;
  /** At the end; empty where nothing is compared with it. */
  readonly stateHash: string;
}

/** Chooses the next action. */
export type ChooseAction = (step: number, last: ResetResult<unknown>) => unknown;

/** How an episode is played. */
export interface PlayOptions extends ResetOptions {
  readonly maxSteps: number;
  /** Whether observations are read as they come; true by default. */
  readonly read?: boolean;
  /** Whether the state is hashed at the end; true by default. */
  readonly hash?: boolean;
}

/** Plays an episode from its reset until it is over, or `maxSteps` steps were made. */
export async function playRecording(
  env: AnyEnv,
  problemId: string | undefined,
  choose: ChooseAction,
  { maxSteps, read = true, hash = true, ...resetOptions }: PlayOptions,
): Promise<Recording> {
  const reset = await env.reset(problemId, resetOptions);
  const resetParts = read ? digestParts(reset.observation) : {};
  const steps = await playSteps(env, reset, choose, { maxSteps, read });
  const last = steps.at(-1);
  const { trajectory } = env;
  return {
    reset,
    resetParts,
    steps,
    over: last !== undefined && isOver(last.result),
    cut: env.unwrapped !== env && last?.result.truncated === true && trajectory.end === undefined,
    trajectory,
    stateHash: hash ? await env.stateHash() : "",
  };
}

/** Goes on with an episode. */
export async function playSteps(
  env: AnyEnv,
  from: ResetResult<unknown>,
  choose: ChooseAction,
  { maxSteps, read = true }: { readonly maxSteps: number; readonly read?: boolean },
): Promise<readonly RecordedStep[]> {
  const steps: RecordedStep[] = [];
  let last = from;
  while (steps.length < maxSteps) {
    const action = choose(steps.length, last);
    const result = await env.step(action);
    steps.push({ action, result, parts: read ? digestParts(result.observation) : {} });
    if (isOver(result)) break;
    last = result;
  }
  return steps;
}

/** Names the first thing in which two series of steps differ; undefined when they are alike. */
export function differingStep(a: readonly RecordedStep[], b: readonly RecordedStep[], first = 1): string | undefined {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    const where = `step ${first + index}`;
    if (other === undefined) return `${where} is missing`;
    const [part] = differingParts(step.parts, other.parts);
    if (part !== undefined) return `${where}: ${partName(part)} differs`;
    const { observation: _a, ...result } = step.result;
    const { observation: _b, ...otherResult } = other.result;
    for (const key of Object.keys(result) as (keyof typeof result)[]) {
      const [one, two] = [canonicalJson(result[key]), canonicalJson(otherResult[key])];
      if (one !== two) return `${where}: \`${key}\` is ${one.slice(0, 120)} and ${two.slice(0, 120)}`;
    }
  }
  return a.length < b.length ? `step ${first + a.length} is there only once` : undefined;
}

/** `observation.text`, or `the observation` where it has no parts. */
export function partName(part: string): string {
  return part === "" ? "the observation" : `observation.${part}`;
}
