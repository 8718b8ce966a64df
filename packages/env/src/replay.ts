/**
 * Playing a trajectory again, and proving that the same happened.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { AIOpsEnv, type AIOpsEnvOptions } from "./aiops-env.ts";
import { createRewards } from "./rewards/reward-library.ts";
import { parseTrajectory, type Trajectory } from "./trajectory.ts";

/** What a replay proved. */
export interface ReplayReport {
  readonly steps: number;
  /** Last link of the chain, equal to the recorded one. */
  readonly hash: string;
}

/**
 * Plays a trajectory's actions from its seed, and compares every link of the chain.
 *
 * @param trajectory - As recorded, or its JSON lines.
 * @param options - `rewards` where it was recorded with components that are not shipped; the others are made from its header.
 * @throws GymError `ERR_INVALID_TRAJECTORY` when it is damaged, `ERR_REPLAY_DIVERGED` naming the first step that came out otherwise.
 */
export async function replay(
  trajectory: Trajectory | string,
  options: Pick<AIOpsEnvOptions, "backend" | "problems" | "rewards">,
): Promise<ReplayReport> {
  const recorded = typeof trajectory === "string" ? parseTrajectory(trajectory) : trajectory;
  const { header } = recorded;
  const rewards = options.rewards ?? (header.rewards === undefined ? undefined : createRewards(header.rewards));
  await using env = new AIOpsEnv({
    ...options,
    compat: header.profile,
    pace: header.pace,
    stepSeconds: header.stepSeconds,
    maxSteps: header.maxSteps,
    ...(header.sharedPages === undefined ? {} : { sharedPages: header.sharedPages }),
    ...(header.charts === undefined ? {} : { charts: header.charts }),
    ...(header.tracesSampler === undefined ? {} : { tracesSampler: header.tracesSampler }),
    ...(rewards === undefined ? {} : { rewards }),
  });
  await env.reset(header.problem, { seed: header.seed, coldStart: header.coldStart });
  expectEqual("the first observation", header.hash, env.trajectory.header.hash);
  for (const step of recorded.steps) {
    await env.step(step.action, step.thinkSeconds === undefined ? {} : { thinkSeconds: step.thinkSeconds });
    expectEqual(`step ${step.step}`, step.hash, env.trajectory.steps.at(-1)?.hash);
  }
  if (recorded.end !== undefined) expectEqual("the end", recorded.end.hash, env.trajectory.end?.hash);
  return { steps: recorded.steps.length, hash: recorded.end?.hash ?? recorded.steps.at(-1)?.hash ?? header.hash };
}

function expectEqual(where: string, recorded: string, played: string | undefined): void {
  if (recorded === played) return;
  throw new GymError(
    "ERR_REPLAY_DIVERGED",
    `Replaying diverged at ${where}: recorded hash ${recorded}, played ${played ?? "nothing"}. Was it recorded with another version of the environment?`,
  );
}
