/**
 * Rules of playing again: the same actions, observations that nobody read, the trajectory.
 * @module
 */
import { formatDrawnId, parseDrawnId } from "@aiops-gym/problems";
import { formatTrajectory, parseTrajectory } from "../../trajectory.ts";
import { type CheckRule, describeError } from "../check-rule.ts";
import { differingParts, digestParts } from "../observation-content.ts";
import { differingStep, partName } from "../recording.ts";

const notDeterministic = { skipped: "the cluster is not deterministic" } as const;

const determinism: CheckRule = {
  name: "determinism",
  summary: "the same problem, seed and actions give the same observations, rewards, trajectory and state",
  section: "determinism",
  needs: ["plays", "reset-seed"],
  async check(context) {
    const whole = await context.whole();
    if (!context.env.capabilities.deterministic) return notDeterministic;
    const again = await context.again();
    const expected = "the same bytes both times";
    const where = differingStep(whole.steps, again.steps);
    if (where !== undefined) return { found: `playing the same actions again, ${where}`, expected };
    if (whole.stateHash !== again.stateHash)
      return { found: "playing the same actions again, stateHash() at the end differs", expected };
    return undefined;
  },
};

const reading: CheckRule = {
  name: "reading",
  summary: "reading observations changes nothing",
  section: "determinism",
  needs: ["determinism"],
  async check(context) {
    const whole = await context.whole();
    if (!context.env.capabilities.deterministic) return notDeterministic;
    const unread = await context.unread();
    return whole.stateHash === unread.stateHash
      ? undefined
      : {
          found: "the state after an episode depends on whether its observations were read",
          expected: "what the policy does not ask for not to change what happens",
        };
  },
};

const lasting: CheckRule = {
  name: "lasting-observations",
  summary: "an observation stays as it is, and reads the same whether at once or after the episode",
  section: "what-happens-in-a-step",
  needs: ["determinism", "reading"],
  async check(context) {
    const whole = await context.whole();
    const kept = [whole.reset.observation, ...whole.steps.map(({ result }) => result.observation)];
    const parts = [whole.resetParts, ...whole.steps.map((step) => step.parts)];
    const late = context.env.capabilities.deterministic ? await context.unread() : undefined;
    const lateOnes = [late?.reset.observation, ...(late?.steps ?? []).map(({ result }) => result.observation)];
    for (const [index, observation] of kept.entries()) {
      const before = parts[index] ?? {};
      const [changed] = differingParts(before, digestParts(observation));
      const expected = "observations that never change; hand out a copy of what is written to again";
      if (changed !== undefined)
        return { found: `observation ${index} read again after the end: ${partName(changed)} differs`, expected };
      if (late === undefined) continue;
      const [other] = differingParts(before, digestParts(lateOnes[index]));
      if (other !== undefined)
        return { found: `observation ${index} first read after the end: ${partName(other)} differs`, expected };
    }
    return undefined;
  },
};

/** Whether a trajectory's problem is the one that was asked for; of a drawn one, `reset` takes the id without its digest too. */
function isSameProblem(found: string, asked: string): boolean {
  const [drawn, wanted] = [parseDrawnId(found), parseDrawnId(asked)];
  if (drawn === undefined || wanted === undefined) return found === asked;
  const { digest = drawn.digest } = wanted;
  return formatDrawnId(drawn) === formatDrawnId({ ...wanted, digest });
}

const trajectory: CheckRule = {
  name: "trajectory",
  summary: "the trajectory holds every step, survives being written down, and replays without wrappers",
  section: "determinism",
  needs: ["determinism", "info"],
  async check(context) {
    const { env, settings } = context;
    const { trajectory: recorded, steps, over, cut } = await context.whole();
    const { header } = recorded;
    if (settings.problemId !== undefined && !isSameProblem(header.problem, settings.problemId))
      return { found: `its header names the problem "${header.problem}"`, expected: `"${settings.problemId}"` };
    const last = steps.at(-1)?.result.info.step;
    if (recorded.steps.length !== last)
      return { found: `it has ${recorded.steps.length} steps after step ${last}`, expected: "every step" };
    if (over && !cut && steps.at(-1)?.result.aborted === null && recorded.end === undefined)
      return { found: "it has no end after the episode's", expected: "how the episode was graded" };
    try {
      parseTrajectory(formatTrajectory(recorded));
    } catch (error) {
      return { found: `read back, it gave ${describeError(error)}`, expected: "a chain of hashes that holds" };
    }
    if (!env.capabilities.deterministic) return undefined;
    const inner = env.unwrapped;
    if (inner !== env) {
      await inner.reset(header.problem, { seed: header.seed, coldStart: header.coldStart });
      for (const { action, thinkSeconds } of recorded.steps)
        await inner.step(action, thinkSeconds === undefined ? {} : { thinkSeconds });
    }
    const replayed = inner === env ? (await context.again()).trajectory : inner.trajectory;
    const hashes = [recorded, replayed].map((one) => [one.header, ...one.steps, one.end].map((record) => record?.hash));
    const at = hashes[0]?.findIndex((hash, index) => hash !== hashes[1]?.[index]) ?? -1;
    return at < 0
      ? undefined
      : {
          found: `replayed, ${at === 0 ? "its header" : at > recorded.steps.length ? "its end" : `step ${at}`} has another hash`,
          expected: "the same chain",
        };
  },
};

/** In the order in which they are looked at. */
export const determinismRules = { determinism, reading, lasting, trajectory } as const;
