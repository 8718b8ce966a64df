/**
 * Rules of `reset`: when it is needed, what seeds mean, what it refuses.
 * @module
 */
import { canonicalJson } from "@aiops-gym/cluster";
import { type CheckRule, describeError, expectRefusal, type Verdict } from "../check-rule.ts";
import { differingParts, digestParts } from "../observation-content.ts";
import { differingStep, partName, playSteps } from "../recording.ts";

const resetNeeded: CheckRule = {
  name: "reset-needed",
  summary: "before the first reset, there is nothing to step, copy or read",
  section: "sequences",
  async check({ env }) {
    try {
      void env.trajectory;
      return { skipped: "the environment was reset before it came here; check a fresh one" };
    } catch {
      // as it should be; which error it is comes below
    }
    const calls: readonly (readonly [string, () => unknown])[] = [
      ["step before reset", () => env.step({ name: "wait", arguments: { seconds: 1 } })],
      ["`trajectory` before reset", () => env.trajectory],
      ["stateHash before reset", () => env.stateHash()],
      ["snapshot before reset", () => env.snapshot()],
      ["fork before reset", () => env.fork()],
    ];
    for (const [what, call] of calls) {
      const verdict = await expectRefusal(what, "ERR_RESET_NEEDED", call);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  },
};

const resetSeed: CheckRule = {
  name: "reset-seed",
  summary: "the same problem and seed begin the same episode, whatever was under way",
  section: "determinism",
  needs: ["plays"],
  async check(context) {
    const whole = await context.whole();
    if (!context.env.capabilities.deterministic) return { skipped: "the cluster is not deterministic" };
    const afterEnd = await context.reset();
    const { actions } = await firstActions(context);
    for (const action of actions) await context.env.step(action);
    const midway = await context.reset();
    for (const [when, { observation, info }] of [
      ["after an episode had ended", afterEnd],
      ["in the middle of an episode", midway],
    ] as const) {
      const [part] = differingParts(whole.resetParts, digestParts(observation));
      const expected = "the bytes of the first reset with this problem and seed";
      if (part !== undefined) return { found: `a reset ${when} gave another ${partName(part)}`, expected };
      if (JSON.stringify(info) !== JSON.stringify(whole.reset.info))
        return { found: `a reset ${when} gave the info ${JSON.stringify(info)}`, expected };
    }
    return undefined;
  },
};

async function firstActions(context: Parameters<CheckRule["check"]>[0]): Promise<{ actions: readonly unknown[] }> {
  const { steps } = await context.whole();
  return { actions: steps.slice(0, Math.min(2, steps.length - 1)).map(({ action }) => action) };
}

const episodeId: CheckRule = {
  name: "episode-id",
  summary: "`info.episodeId` tells seeds apart, and nothing else",
  section: "endings",
  needs: ["plays", "reset-seed"],
  async check(context) {
    const { env, settings } = context;
    const { episodeId } = (await context.whole()).reset.info;
    const other = (await context.reset(settings.seed + 1)).info.episodeId;
    if (other === episodeId)
      return {
        found: `seeds ${settings.seed} and ${settings.seed + 1} both gave "${episodeId}"`,
        expected: "an id for each seed",
      };
    const otherProblem = env.problemIds.find((id) => id !== settings.problemId);
    if (otherProblem === undefined) return undefined;
    const same = (await env.reset(otherProblem, { seed: settings.seed })).info.episodeId;
    if (same !== episodeId)
      return {
        found: `two problems under seed ${settings.seed} gave "${episodeId}" and "${same}"`,
        expected: "one id for all problems under a seed, so that it does not tell them apart",
      };
    return undefined;
  },
};

const resetRefusals: CheckRule = {
  name: "reset-refusals",
  summary: "a reset to an unknown problem, or from a seed that is none, is refused",
  section: "sequences",
  needs: ["plays"],
  async check({ env, settings }) {
    const unknown = await expectRefusal('reset("no/such-problem")', "ERR_UNKNOWN_PROBLEM", () =>
      env.reset("no/such-problem", { seed: settings.seed }),
    );
    if (unknown !== undefined) return unknown;
    for (const seed of [-1, 1.5, Number.NaN, 2 ** 53]) {
      const verdict = await expectRefusal(`reset with seed ${seed}`, "ERR_INVALID_DEFINITION", () =>
        env.reset(settings.problemId, { seed }),
      );
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  },
};

const stepAfterEnd: CheckRule = {
  name: "step-after-end",
  summary: "a step after the end is refused, and begins no new sequence by itself",
  section: "sequences",
  needs: ["plays", "endings"],
  async check(context) {
    const { env, settings } = context;
    const whole = await context.whole();
    const submission = await context.submitted();
    if (!whole.over && submission === undefined)
      return { skipped: `no episode ended within ${settings.maxSteps} steps` };
    await context.reset();
    const steps = submission?.steps ?? whole.steps;
    for (const { action } of steps) await env.step(action);
    const ended = env.trajectory;
    const verdict = await expectRefusal("a step after the end", "ERR_RESET_NEEDED", () => env.step(steps[0]?.action));
    if (verdict !== undefined) return verdict;
    return canonicalJson(env.trajectory) === canonicalJson(ended)
      ? undefined
      : { found: "the refused step changed the trajectory", expected: "an ended episode to stay as it is" };
  },
};

const close: CheckRule = {
  name: "close",
  summary: "a second close does nothing; a closed environment refuses to go on; others are not affected",
  section: "determinism",
  needs: ["plays", "fork"],
  async check(context): Promise<Verdict> {
    const { env } = context;
    await context.whole();
    if (!env.capabilities.fork)
      return { skipped: "the cluster cannot be copied, and closing the only one would end the check" };
    const reset = await context.reset();
    const copy = await env.fork();
    await copy.close();
    try {
      await copy.close();
    } catch (error) {
      return { found: `the second close threw ${describeError(error)}`, expected: "nothing to happen" };
    }
    const { steps } = await context.whole();
    const verdict =
      (await expectRefusal("a step after close", "ERR_CLOSED", () => copy.step(steps[0]?.action))) ??
      (await expectRefusal("a reset after close", "ERR_CLOSED", () => copy.reset(context.settings.problemId)));
    if (verdict !== undefined) return verdict;
    const goesOn = await playSteps(env, reset, await context.actionsFrom(0), { maxSteps: 2 });
    const where = differingStep(steps.slice(0, goesOn.length), goesOn);
    return where === undefined
      ? undefined
      : {
          found: `after a fork was closed, on the original ${where}`,
          expected: "a fork to share nothing that changes",
        };
  },
};

/** In the order in which they are looked at; `reset-needed` must come before anything is reset. */
export const resetRules = { resetNeeded, resetSeed, episodeId, resetRefusals, stepAfterEnd, close } as const;
