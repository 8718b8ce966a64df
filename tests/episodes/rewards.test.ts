import {
  AIOpsEnv,
  advantageOverNoop,
  collateralDamage,
  errorBudget,
  formatTrajectory,
  healthShaping,
  parseTrajectory,
  type RewardComponent,
  replay,
  type StepResult,
  taskReward,
  timeCost,
  tokenCost,
} from "aiops-gym";
import { describe, expect, it } from "vitest";

const id = "misconfig_app_hotel_res-mitigation-1";
const namespace = "test-hotel-reservation";
const wait = { name: "wait", arguments: { seconds: 1 } };
const submit = { name: "submit", arguments: {} };
const shell = (command: string) => ({ name: "exec_shell", arguments: { command } });
const rewards: readonly RewardComponent[] = [
  taskReward,
  healthShaping({ gamma: 0.9 }),
  collateralDamage(),
  errorBudget(),
  timeCost(),
  tokenCost(),
  advantageOverNoop({ horizonSeconds: 20 }),
];
const actions = [
  shell(`kubectl get pods -n ${namespace}`),
  shell(`kubectl delete deployment frontend -n ${namespace}`),
  wait,
  submit,
];

async function play(env: AIOpsEnv, todo: readonly unknown[] = actions): Promise<StepResult[]> {
  const steps: StepResult[] = [];
  for (const action of todo) steps.push(await env.step(action));
  return steps;
}

const total = (steps: readonly StepResult[]): number => steps.reduce((sum, { reward }) => sum + (reward ?? 0), 0);
const parts = (steps: readonly StepResult[], name: string): (number | undefined)[] =>
  steps.map(({ rewardComponents }) => rewardComponents[name]);

describe("an episode with all components of the reward", () => {
  it("is the episode without them, but for what is paid", async () => {
    await using bare = await AIOpsEnv.create();
    await using paid = await AIOpsEnv.create({ rewards });
    for (const env of [bare, paid]) {
      await env.reset(id, { seed: 3 });
      await play(env);
    }
    const told = ({ trajectory: { header, steps } }: AIOpsEnv): unknown[] =>
      [header, ...steps].map(({ observation, fingerprint }) => ({ observation, fingerprint }));
    expect(told(paid)).toEqual(told(bare));
    expect(bare.trajectory.header).not.toHaveProperty("rewards");
    expect(paid.trajectory.header.rewards?.map(({ name }) => name)).toEqual([
      "task",
      "health-shaping",
      "collateral-damage",
      "error-budget",
      "time",
      "tokens",
      "advantage-over-noop",
    ]);
  });

  it("pays parts that sum to the rewards, which sum to the return, and plays again from its trajectory", async () => {
    await using env = await AIOpsEnv.create({ rewards });
    await env.reset(id, { seed: 3 });
    const steps = await play(env);
    for (const { reward, rewardComponents } of steps)
      expect(reward).toBeCloseTo(
        Object.values(rewardComponents).reduce((sum, part) => sum + part, 0),
        12,
      );
    expect(env.trajectory.end?.return).toBeCloseTo(total(steps), 12);
    const results = steps.at(-1)?.results ?? {};
    const tokens = parts(steps, "tokens").reduce((sum: number, part) => sum + (part ?? 0), 0);
    expect(tokens).toBeCloseTo((-0.1 * (Number(results["in_tokens"]) + Number(results["out_tokens"]))) / 10_000, 12);
    const text = formatTrajectory(env.trajectory);
    expect(await replay(parseTrajectory(text))).toEqual({ steps: 4, hash: env.trajectory.end?.hash });
  });

  it("goes on alike in a fork and from a snapshot, twin and all", async () => {
    await using env = await AIOpsEnv.create({ rewards });
    await using restored = await AIOpsEnv.create({ rewards });
    await env.reset(id, { seed: 3 });
    await play(env, actions.slice(0, 2));
    await using fork = await env.fork();
    await restored.restore(await env.snapshot());
    expect(await restored.stateHash()).toBe(await env.stateHash());
    expect(await fork.stateHash()).toBe(await env.stateHash());
    await play(fork, [shell("ls"), wait]);
    await using other = await env.fork();
    const rest = actions.slice(2);
    const expected = (await play(env, rest)).map(({ rewardComponents }) => rewardComponents);
    expect((await play(restored, rest)).map(({ rewardComponents }) => rewardComponents)).toEqual(expected);
    expect((await play(other, rest)).map(({ rewardComponents }) => rewardComponents)).toEqual(expected);
    expect(restored.trajectory).toEqual(env.trajectory);
  });
});

describe("shaping by health", () => {
  it("sums, discounted, to minus the potential at the page, whatever is done", async () => {
    const gamma = 0.9;
    const sums: number[] = [];
    for (const todo of [actions, [wait, submit], [shell(`kubectl delete pods --all -n ${namespace}`), wait, submit]]) {
      await using env = await AIOpsEnv.create({ rewards: [healthShaping({ gamma })] });
      await env.reset(id, { seed: 3 });
      sums.push(
        parts(await play(env, todo), "health-shaping").reduceRight((sum: number, f) => (f ?? 0) + gamma * sum, 0),
      );
    }
    expect(sums[1]).toBeCloseTo(sums[0] ?? Number.NaN, 9);
    expect(sums[2]).toBeCloseTo(sums[0] ?? Number.NaN, 9);
    expect(sums[0]).toBeLessThan(0);
    expect(sums[0]).toBeGreaterThan(-1);
  });
});

describe("comparison with doing nothing", () => {
  it("finds exactly nothing while the policy only looks", async () => {
    await using env = await AIOpsEnv.create({ rewards: [collateralDamage(), advantageOverNoop()] });
    await env.reset(id, { seed: 3 });
    for (const { rewardComponents } of await play(env, [wait, actions[0], shell(`kubectl get events -n ${namespace}`)]))
      expect(rewardComponents).toEqual({ "collateral-damage": 0, "advantage-over-noop": 0 });
  });

  it("counts what is gone and who is not served, until it is put back", async () => {
    await using env = await AIOpsEnv.create({ rewards: [collateralDamage({ weight: 1 }), advantageOverNoop()] });
    await env.reset(id, { seed: 3 });
    const scale = (replicas: number) =>
      shell(`kubectl scale deployment frontend --replicas=${replicas} -n ${namespace}`);
    const [down, out, up] = await play(env, [scale(0), wait, scale(1)]);
    const [first = 0, second = 0, third = 0] = [down, out, up].map(
      (step) => step?.rewardComponents["collateral-damage"],
    );
    expect(first).toBeGreaterThanOrEqual(1);
    expect(first).toBeLessThan(1.2);
    // A sixth of a minute in which nobody is served who would be.
    expect(second).toBeGreaterThan(0.02);
    expect(second).toBeLessThanOrEqual(10 / 60 + 1e-9);
    expect(third).toBeLessThan(-0.8);
    expect(down?.rewardComponents["advantage-over-noop"]).toBeLessThan(-0.1);
    expect(up?.rewardComponents["advantage-over-noop"]).toBeGreaterThan(0.1);
  });
});

describe("an environment with rewards", () => {
  it("aborts an episode, and pays null, when a component fails, and says whose doing it was", async () => {
    const broken: RewardComponent = {
      name: "broken",
      weight: 1,
      value: () => {
        throw new Error("no such thing");
      },
    };
    await using env = await AIOpsEnv.create({ rewards: [taskReward, broken] });
    await env.reset(id);
    const step = await env.step(wait);
    expect(step.reward).toBe(null);
    expect(step.rewardComponents).toEqual({});
    expect(step.aborted).toEqual({ cause: "no such thing", blame: "env" });
    await expect(env.step(wait)).rejects.toMatchObject({ code: "ERR_RESET_NEEDED" });
  });

  it("refuses a snapshot of an episode with other rewards, and goes on with its own", async () => {
    await using env = await AIOpsEnv.create({ rewards: [taskReward, timeCost()] });
    await using bare = await AIOpsEnv.create();
    await env.reset(id);
    await bare.reset(id);
    const snapshot = await env.snapshot();
    await expect(bare.restore(snapshot)).rejects.toThrow(/of an episode with other rewards: found .*"name":"time"/);
    expect((await bare.step(wait)).rewardComponents).toEqual({ task: 0 });
  });
});
