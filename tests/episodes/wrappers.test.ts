import {
  ActionRepeat,
  AIOpsEnv,
  advantageOverNoop,
  boxSpace,
  checkEnv,
  collateralDamage,
  concatenation,
  contains,
  createCatalogue,
  DiscreteActions,
  drawsInTurn,
  type Env,
  errorBudget,
  FeatureView,
  FrameStack,
  featureConcatenation,
  healthShaping,
  hotelReservation,
  NormalizeReward,
  noopPolicy,
  type Observation,
  ProblemSampler,
  playEpisode,
  RecordEpisodeStatistics,
  RecordTrajectory,
  replay,
  ScaleReward,
  type StepResult,
  StickyThinkTime,
  TimeLimit,
  TransformAction,
  TransformObservation,
  TransformReward,
  taskReward,
  timeCost,
  tokenCost,
  weightedDraws,
} from "aiops-gym";
import { describe, expect, it } from "vitest";

const namespace = "test-hotel-reservation";
const todo = [
  { name: "wait", arguments: { seconds: 1 } },
  { name: "exec_shell", arguments: { command: `kubectl get pods -n ${namespace}` } },
  { name: "exec_shell", arguments: { command: `kubectl rollout restart deployment geo -n ${namespace}` } },
  { name: "submit", arguments: {} },
];

/** All wrappers that can be told apart, one in the other; actions are numbers, observations two frames of two numbers. */
async function wrapped(write: (lines: string) => void): Promise<Env<Float32Array, number>> {
  const env = await AIOpsEnv.create({ pace: "policy", rewards: [taskReward, healthShaping({ gamma: 0.99 })] });
  const problems = weightedDraws({
    weights: { "misconfig_app_hotel_res-mitigation-1": 1, "wrong_bin_usage-mitigation-1": 0 },
  });
  const recorded = new RecordTrajectory(new ProblemSampler(env, problems), { to: write });
  const timed = new StickyThinkTime(recorded, { seconds: [1, 9], stickiness: 0.5 });
  const limited = new TimeLimit(timed, { maxSteps: 20 });
  const repeated = new ActionRepeat(limited, { times: 2 });
  const numbered = new TransformAction(repeated, (index: number) => todo[index], { type: "Discrete", n: 4, start: 0 });
  const frames = new TransformObservation(
    numbered,
    ({ logs, timeUnixMicros }: Observation) => Float32Array.of(logs.numRows, timeUnixMicros % 1e6),
    boxSpace(0, null, [2]),
  );
  const stacked = new FrameStack(frames, { size: 2, ...concatenation });
  const paid = new TransformReward(new ScaleReward(new NormalizeReward(stacked), 2), (reward) => reward + 1);
  return new RecordEpisodeStatistics(paid);
}

async function play(env: Env<Float32Array, number>, actions: readonly number[]): Promise<StepResult<Float32Array>[]> {
  const steps: StepResult<Float32Array>[] = [];
  for (const action of actions) steps.push(await env.step(action));
  return steps;
}

describe("an environment in many wrappers", () => {
  it("goes on alike in forks and from snapshots, and its trajectory replays without them", async () => {
    const written: string[] = [];
    await using env = await wrapped((lines) => written.push(lines));
    await using restored = await wrapped(() => {});
    const { observation } = await env.reset();
    expect(observation.length).toBe(4);
    expect(env.observationSpace).toMatchObject({ type: "Box", shape: [4] });
    expect(env.actionSpace).toMatchObject({ type: "Discrete", n: 4 });
    await play(env, [0, 1]);
    await using fork = await env.fork();
    await restored.restore(await env.snapshot());
    const hash = await env.stateHash();
    expect([await fork.stateHash(), await restored.stateHash()]).toEqual([hash, hash]);
    await play(fork, [2, 2]);
    const steps = await play(env, [1, 3]);
    expect(await play(restored, [1, 3])).toEqual(steps);
    const last = steps.at(-1);
    expect(last).toMatchObject({ terminated: true, info: { step: 7, episode: { length: 4 } } });
    expect(last?.info).toMatchObject({ maxSteps: 20 });
    expect(await restored.stateHash()).toBe(await env.stateHash());
    expect(written.length).toBe(1);
    expect((await replay(written[0] ?? "")).steps).toBe(7);
  });

  it("learns from drawn families, by numbers, over stacked features: alike in forks and from snapshots", async () => {
    const make = async () => {
      const weights = { "hotel-reservation/revoke_auth-mitigation": 1 };
      const problems = weightedDraws({ weights, problemSeeds: { first: 0, count: 100 } });
      const base = new ProblemSampler(await AIOpsEnv.create({ rewards: [taskReward, healthShaping()] }), problems);
      const view = new FeatureView(new DiscreteActions(base, createCatalogue(hotelReservation)));
      return new NormalizeReward(new FrameStack(view, { size: 2, ...featureConcatenation }));
    };
    await using env = await make();
    await using restored = await make();
    const { observation } = await env.reset();
    expect(contains(env.observationSpace, observation)).toBe(true);
    await env.step(1);
    await using fork = await env.fork();
    await restored.restore(await env.snapshot());
    const next = await env.step(2);
    expect(await fork.step(2)).toEqual(next);
    expect(await restored.step(2)).toEqual(next);
    expect(await restored.stateHash()).toBe(await env.stateHash());
  });

  it("is played by policies, without a problem where one is drawn", async () => {
    const problems = drawsInTurn([{ problemId: "misconfig_app_hotel_res-detection-1", seed: 4 }]);
    await using env = new TimeLimit(new ProblemSampler(await AIOpsEnv.create(), problems), { maxSteps: 3 });
    expect(await playEpisode(env, noopPolicy(), undefined)).toEqual({
      steps: 3,
      return: 0,
      terminated: false,
      truncated: true,
      aborted: null,
      results: null,
    });
    expect(env.trajectory.header).toMatchObject({ problem: "misconfig_app_hotel_res-detection-1", seed: 4 });
  });

  it("keeps every rule of environments, with rewards and limits of its own", async () => {
    const rewards = [taskReward, healthShaping(), collateralDamage(), errorBudget(), timeCost(), tokenCost()];
    await using env = await AIOpsEnv.create({ rewards: [...rewards, advantageOverNoop({ horizonSeconds: 10 })] });
    const recorded = new RecordTrajectory(new TimeLimit(env, { maxSteps: 4 }), { to: () => {} });
    const { failed } = await checkEnv(new RecordEpisodeStatistics(new ScaleReward(recorded, 10)));
    expect(failed).toEqual([]);
  });
});
