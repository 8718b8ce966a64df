/**
 * Rules of single steps and of how sequences end.
 * @module
 */
import type { EpisodeInfo, StepResult } from "../../env.ts";
import { isOver } from "../../wrappers/is-over.ts";
import type { CheckContext } from "../check-context.ts";
import type { CheckRule, Verdict } from "../check-rule.ts";
import type { RecordedStep, Recording } from "../recording.ts";

async function recordings(context: CheckContext): Promise<readonly Recording[]> {
  const submitted = await context.submitted();
  return [await context.whole(), ...(submitted === undefined ? [] : [submitted])];
}

/** The first verdict over all steps that were recorded. */
async function overSteps(
  context: CheckContext,
  look: (step: RecordedStep, at: number, recording: Recording) => Verdict,
): Promise<Verdict> {
  for (const recording of await recordings(context)) {
    for (const [index, step] of recording.steps.entries()) {
      const verdict = look(step, index + 1, recording);
      if (verdict !== undefined) return verdict;
    }
  }
  return undefined;
}

const kinds = {
  reward: (value) => value === null || typeof value === "number",
  rewardComponents: (value) => typeof value === "object" && value !== null,
  terminated: (value) => typeof value === "boolean",
  truncated: (value) => typeof value === "boolean",
  aborted: (value) => value === null || typeof value === "object",
  info: (value) => typeof value === "object" && value !== null,
  results: (value) => typeof value === "object",
} as const satisfies Partial<Record<keyof StepResult, (value: unknown) => boolean>>;

const plays: CheckRule = {
  name: "plays",
  summary: "reset and step answer with all fields of their results, and throw nothing",
  section: "sequences",
  async check(context) {
    const { reset, steps } = await context.whole();
    const expected = "the fields of ResetResult and StepResult, each of its type";
    if (!("observation" in reset) || typeof reset.info !== "object")
      return { found: `reset answered with ${Object.keys(reset).join(", ")}`, expected };
    if (steps.length === 0) return { found: "no step was made", expected: "maxSteps of at least 1" };
    return overSteps(context, ({ result }, at) => {
      for (const [key, fits] of Object.entries(kinds)) {
        const value: unknown = result[key as keyof typeof kinds];
        if (!fits(value)) return { found: `step ${at}: \`${key}\` is ${String(value)}`, expected };
      }
      return "observation" in result ? undefined : { found: `step ${at} has no observation`, expected };
    });
  },
};

const info: CheckRule = {
  name: "info",
  summary: "`info.step` counts the steps; the other fields stay as they are",
  section: "what-happens-in-a-step",
  needs: ["plays"],
  async check(context) {
    // a wrapper may make several steps of one
    const single = context.env.unwrapped === context.env;
    // what wrappers say of the last action and of the next one differs from step to step
    const rest = ({ step: _, actionMask: _mask, notice: _notice, episode: _episode, ...fields }: EpisodeInfo) =>
      JSON.stringify(fields);
    return overSteps(context, ({ result }, at, { reset, steps }) => {
      const before = steps[at - 2]?.result.info.step ?? reset.info.step;
      const { step } = result.info;
      if (at === 1 && before !== 0) return { found: `after reset, info.step is ${before}`, expected: "0" };
      if (single ? step !== before + 1 : !(step > before))
        return { found: `step ${at}: info.step went from ${before} to ${step}`, expected: `${before + 1}` };
      if (rest(result.info) !== rest(reset.info))
        return { found: `step ${at}: info is ${rest(result.info)}`, expected: `${rest(reset.info)}, as after reset` };
      return undefined;
    });
  },
};

const endings: CheckRule = {
  name: "endings",
  summary: "the last step is terminated, truncated or aborted, and only one of the three; a submission terminates",
  section: "endings",
  needs: ["plays"],
  async check(context) {
    const verdict = await overSteps(context, ({ result: { terminated, truncated, aborted } }, at) => {
      const ways = [terminated && "terminated", truncated && "truncated", aborted !== null && "aborted"].filter(
        Boolean,
      );
      return ways.length < 2
        ? undefined
        : { found: `step ${at} is ${ways.join(" and ")} at once`, expected: "one way of ending at most" };
    });
    if (verdict !== undefined) return verdict;
    const submitted = await context.submitted();
    const last = submitted?.steps.at(-1);
    if (submitted === undefined || last === undefined || last.result.aborted !== null) return undefined;
    return submitted.over && last.result.terminated
      ? undefined
      : {
          found: `${JSON.stringify(last.action)} left terminated ${last.result.terminated}`,
          expected: "a submission to terminate",
        };
  },
};

const truncation: CheckRule = {
  name: "truncation",
  summary: "an episode without a submission is truncated at `info.maxSteps`, neither earlier nor later",
  section: "endings",
  needs: ["plays", "info", "endings"],
  async check(context) {
    const { over, steps, reset } = await context.whole();
    const { maxSteps } = reset.info;
    const single = context.env.unwrapped === context.env;
    for (const { result } of steps) {
      const { step } = result.info;
      if (result.truncated ? single && step !== maxSteps : step >= maxSteps && !isOver(result))
        return {
          found: `step ${step} of ${maxSteps}: truncated is ${result.truncated}`,
          expected: `truncated at step ${maxSteps}`,
        };
    }
    return over ? undefined : { skipped: `maxSteps is ${maxSteps}; the check plays ${steps.length} steps at most` };
  },
};

const results: CheckRule = {
  name: "results",
  summary:
    "`results` is null until the last step, and holds the verdict then; null when aborted, or cut short by a wrapper",
  section: "endings",
  needs: ["plays", "endings"],
  async check(context) {
    return overSteps(context, ({ result }, at, { cut }) => {
      const graded = result.terminated || (result.truncated && !cut);
      if (graded === (result.results !== null)) return undefined;
      return {
        found: `step ${at}: results is ${JSON.stringify(result.results)?.slice(0, 120)}, terminated ${result.terminated}, truncated ${result.truncated}`,
        expected: graded ? "the evaluator's verdict" : "null: the episode was not graded",
      };
    });
  },
};

const rewardNull: CheckRule = {
  name: "reward-null",
  summary: "the reward is null exactly when the episode was aborted, and finite otherwise",
  section: "endings",
  needs: ["plays"],
  async check(context) {
    return overSteps(context, ({ result: { reward, aborted } }, at) => {
      if (aborted !== null)
        return reward === null
          ? undefined
          : {
              found: `step ${at} was aborted with reward ${reward}`,
              expected: "null: a failure says nothing about the policy",
            };
      return reward !== null && Number.isFinite(reward)
        ? undefined
        : { found: `step ${at} has reward ${reward} and was not aborted`, expected: "a finite number" };
    });
  },
};

const rewardSum: CheckRule = {
  name: "reward-sum",
  summary: "a step's reward is the sum of its components, each finite",
  section: "reward",
  needs: ["plays", "reward-null"],
  async check(context) {
    return overSteps(context, ({ result: { reward, rewardComponents } }, at) => {
      const entries = Object.entries(rewardComponents);
      const odd = entries.find(([, value]) => !Number.isFinite(value));
      if (odd !== undefined)
        return { found: `step ${at}: component "${odd[0]}" is ${odd[1]}`, expected: "a finite number" };
      const sum = entries.reduce((total, [, value]) => total + value, 0);
      return isNear(sum, reward ?? 0)
        ? undefined
        : { found: `step ${at}: the reward is ${reward}, its components sum to ${sum}`, expected: "the same" };
    });
  },
};

const returns: CheckRule = {
  name: "return",
  summary: "the rewards of an episode sum to the return that its trajectory tells",
  section: "reward",
  needs: ["plays", "reward-null"],
  async check(context) {
    const single = context.env.unwrapped === context.env;
    for (const { trajectory, steps, over, cut } of await recordings(context)) {
      if (!over || cut || steps.at(-1)?.result.aborted !== null) continue;
      const told = trajectory.end?.return;
      // the trajectory is the innermost environment's; wrappers may give other rewards
      const rewards = single ? steps.map(({ result }) => result.reward) : trajectory.steps.map(({ reward }) => reward);
      const sum = rewards.reduce<number>((total, reward) => total + (reward ?? 0), 0);
      if (typeof told !== "number" || !isNear(told, sum))
        return { found: `rewards sum to ${sum}; the trajectory's end tells ${told}`, expected: "the same" };
    }
    return undefined;
  },
};

/** Equal but for how sums of floating-point numbers are rounded. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** In the order in which they are looked at; `plays` first. */
export const stepRules = { plays, info, endings, truncation, results, rewardNull, rewardSum, returns } as const;
