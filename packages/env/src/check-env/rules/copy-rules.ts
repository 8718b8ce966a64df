/**
 * Rules of copies: forks and snapshots.
 * @module
 */
import { canonicalJson } from "@aiops-gym/cluster";
import type { CheckContext } from "../check-context.ts";
import { type CheckRule, expectRefusal, type Verdict } from "../check-rule.ts";
import { differingStep, playSteps, type RecordedStep } from "../recording.ts";

/** Where copies are made: a few steps in, with some left. */
async function branch(context: CheckContext): Promise<{ at: number; length: number; rest: readonly RecordedStep[] }> {
  const { steps } = await context.whole();
  const at = Math.min(3, steps.length - 1);
  const rest = steps.slice(at, at + 4);
  return { at, length: rest.length, rest };
}

/** Plays the steps before the branch. */
async function playToBranch(context: CheckContext, at: number) {
  const reset = await context.reset();
  const steps = await playSteps(context.env, reset, await context.actionsFrom(0), { maxSteps: at });
  return steps.at(-1)?.result ?? reset;
}

const fork: CheckRule = {
  name: "fork",
  summary: "a fork goes on as its original would",
  section: "determinism",
  needs: ["determinism", "reading"],
  async check(context) {
    const { env } = context;
    await context.whole();
    if (!env.capabilities.fork || !env.capabilities.deterministic) return { skipped: "the cluster cannot be copied" };
    const { at, length: maxSteps, rest } = await branch(context);
    const last = await playToBranch(context, at);
    const copy = await env.fork();
    try {
      const expected = "what the original gave for the same actions";
      if ((await copy.stateHash()) !== (await env.stateHash()))
        return { found: "stateHash() of a new fork differs from the original's", expected };
      const steps = await playSteps(copy, last, await context.actionsFrom(at), { maxSteps });
      const where = differingStep(rest, steps, at + 1);
      return where === undefined ? undefined : { found: `on a fork, ${where}`, expected };
    } finally {
      await copy.close();
    }
  },
};

const forkApart: CheckRule = {
  name: "fork-apart",
  summary: "neither fork nor original sees what the other does",
  section: "determinism",
  needs: ["fork"],
  async check(context) {
    const { env } = context;
    await context.whole();
    if (!env.capabilities.fork || !env.capabilities.deterministic) return { skipped: "the cluster cannot be copied" };
    const { at, length: maxSteps, rest } = await branch(context);
    const actions = await context.actionsFrom(at);
    const last = await playToBranch(context, at);
    const [busy, idle] = [await env.fork(), await env.fork()];
    try {
      const expected = "copy and original to share nothing that changes";
      // other actions than the original's
      await playSteps(busy, last, await context.actionsFrom(0), { maxSteps });
      const original = differingStep(rest, await playSteps(env, last, actions, { maxSteps }), at + 1);
      if (original !== undefined) return { found: `after a fork had acted, on the original ${original}`, expected };
      const copy = differingStep(rest, await playSteps(idle, last, actions, { maxSteps }), at + 1);
      if (copy !== undefined) return { found: `after the original had acted, on a fork ${copy}`, expected };
      // its links tell the cluster's state too
      return env.trajectory.steps.at(-1)?.hash === idle.trajectory.steps.at(-1)?.hash
        ? undefined
        : { found: "the trajectories of fork and original differ after the same actions", expected };
    } finally {
      await busy.close();
      await idle.close();
    }
  },
};

const snapshot: CheckRule = {
  name: "snapshot",
  summary: "an episode goes on from a snapshot as it went on without",
  section: "determinism",
  needs: ["determinism", "reading"],
  async check(context) {
    const { env } = context;
    await context.whole();
    if (!env.capabilities.snapshot || !env.capabilities.deterministic)
      return { skipped: "the cluster cannot be written to bytes" };
    const { at, length: maxSteps, rest } = await branch(context);
    const actions = await context.actionsFrom(at);
    const last = await playToBranch(context, at);
    const bytes = await env.snapshot();
    const expected = "the same as without a snapshot";
    const original = differingStep(rest, await playSteps(env, last, actions, { maxSteps }), at + 1);
    if (original !== undefined) return { found: `after snapshot(), ${original}`, expected };
    const [hash, trajectory] = [await env.stateHash(), canonicalJson(env.trajectory)];
    // an episode of another seed is dropped by restore
    await context.reset(context.settings.seed + 1);
    await env.restore(bytes);
    const restored = differingStep(rest, await playSteps(env, last, actions, { maxSteps }), at + 1);
    if (restored !== undefined) return { found: `after restore(), ${restored}`, expected };
    if ((await env.stateHash()) !== hash)
      return { found: "after restore() and the same actions, stateHash() differs", expected };
    return canonicalJson(env.trajectory) === trajectory
      ? undefined
      : { found: "after restore() and the same actions, the trajectory differs", expected };
  },
};

const snapshotDamage: CheckRule = {
  name: "snapshot-damage",
  summary: "a damaged snapshot is refused before anything changes",
  section: "determinism",
  needs: ["plays"],
  async check(context): Promise<Verdict> {
    const { env } = context;
    await context.whole();
    if (!env.capabilities.snapshot) return { skipped: "the cluster cannot be written to bytes" };
    await context.reset();
    const bytes = await env.snapshot();
    const before = await env.stateHash();
    const flipped = bytes.slice();
    const middle = flipped.length >> 1;
    flipped[middle] = (flipped[middle] ?? 0) ^ 1;
    const damaged = {
      "a flipped bit": flipped,
      "its second half missing": bytes.slice(0, middle),
      "no bytes": new Uint8Array(),
    };
    for (const [what, snapshot] of Object.entries(damaged)) {
      const verdict = await expectRefusal(`restore of a snapshot with ${what}`, "ERR_INVALID_SNAPSHOT", () =>
        env.restore(snapshot),
      );
      if (verdict !== undefined) return verdict;
    }
    return (await env.stateHash()) === before
      ? undefined
      : { found: "restore refused damaged snapshots, and the state changed", expected: "no change" };
  },
};

/** In the order in which they are looked at. */
export const copyRules = {
  fork,
  forkApart,
  snapshot,
  snapshotDamage,
} as const;
