import { AIOpsEnv, formatTrajectory, oraclePolicy, playEpisode, replay, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";

const id = "noop_detection_hotel_reservation-1";
const wait = { name: "wait", arguments: { seconds: 1 } };

describe("an environment", () => {
  it("names the nearest ids when it does not know a problem, and goes on", async () => {
    await using env = await AIOpsEnv.create();
    await expect(env.reset("misconfig_app_hotel-mitigation-1")).rejects.toThrow(
      /Did you mean misconfig_app_hotel_res-mitigation-1/,
    );
    await expect(env.reset("")).rejects.toMatchObject({ code: "ERR_UNKNOWN_PROBLEM" });
    expect((await env.reset(id)).observation.ok).toBe(true);
  });

  it("refuses a step before reset, after the end, and after close", async () => {
    const env = await AIOpsEnv.create();
    await expect(env.step(wait)).rejects.toMatchObject({ code: "ERR_RESET_NEEDED" });
    await env.reset(id);
    expect((await env.step({ name: "submit", arguments: { has_anomaly: "No" } })).terminated).toBe(true);
    await expect(env.step(wait)).rejects.toMatchObject({ code: "ERR_RESET_NEEDED" });
    await env.close();
    await env.close();
    await expect(env.reset(id)).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });

  it("refuses seeds that are no integers in [0, 2^53)", async () => {
    await using env = await AIOpsEnv.create();
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53])
      await expect(env.reset(id, { seed })).rejects.toThrow(/expected an integer/);
  });

  it.each([
    ["nothing", undefined],
    ["a number", 7],
    ["an unknown action", { name: "reboot", arguments: {} }],
    ["a missing argument", { name: "get_logs", arguments: { namespace: "x" } }],
    ["an argument of another type", { name: "wait", arguments: { seconds: "long" } }],
    ["prose", "I think we should look at the logs."],
    ["a half call", "get_logs("],
    ["an empty text", ""],
    ["a very long text", "x".repeat(1_000_000)],
    [
      "a service that is not there",
      { name: "get_logs", arguments: { namespace: "test-hotel-reservation", service: "nobody" } },
    ],
    ["a command that is not there", { name: "exec_shell", arguments: { command: "systemctl restart geo" } }],
  ])("answers %s with an observation that says what is wrong, and counts a step", async (_, action) => {
    await using env = await AIOpsEnv.create();
    await env.reset(id);
    const step = await env.step(action);
    expect(step.observation.text.length).toBeGreaterThan(10);
    expect(step.observation.ok).toBe(false);
    expect(step.info.step).toBe(1);
    expect(step.reward).toBe(0);
    expect(step.terminated || step.truncated || step.aborted !== null).toBe(false);
  });

  it("records what is no JSON as it was done, and replays it", async () => {
    const circular: Record<string, unknown> = { name: "wait", arguments: { seconds: 1 } };
    circular["self"] = circular;
    const given = [{ name: "scale", arguments: { service: "geo", replicas: 2n } }, circular, 5n, Number.NaN, undefined];
    await using env = await AIOpsEnv.create({ maxSteps: given.length });
    await env.reset(id);
    const oks: boolean[] = [];
    for (const action of given) oks.push((await env.step(action)).observation.ok);
    expect(oks).toEqual([true, true, false, false, false]);
    const text = formatTrajectory(env.trajectory);
    expect(await env.stateHash()).toMatch(/^[0-9a-f]{64}$/);
    expect((await replay(text)).steps).toBe(given.length);
  });

  it.each([-1, Number.NaN, Infinity, 86_401])(
    "refuses %d seconds of thought, and no step is spent",
    async (seconds) => {
      await using env = await AIOpsEnv.create({ pace: "policy" });
      await env.reset(id);
      await expect(env.step(wait, { thinkSeconds: seconds })).rejects.toThrow(/thinkSeconds is .*; expected a number/);
      expect((await env.step(wait, { thinkSeconds: 1 })).info.step).toBe(1);
    },
  );

  it("does one thing at a time: what is called before an answer has come is refused, and nothing of it is done", async () => {
    await using env = await AIOpsEnv.create();
    await env.reset(id);
    const [step, ...others] = await Promise.allSettled([env.step(wait), env.step(wait), env.fork(), env.snapshot()]);
    expect(step).toMatchObject({ status: "fulfilled", value: { info: { step: 1 } } });
    const message = expect.stringMatching(/called while `step` of the same environment is at work; await that first/);
    for (const other of others) expect(other).toMatchObject({ reason: { code: "ERR_LIMIT", message } });
    expect((await replay(formatTrajectory(env.trajectory))).steps).toBe(1);
    const resets = await Promise.allSettled([env.reset(id, { seed: 1 }), env.reset(id, { seed: 2 }), env.step(wait)]);
    expect(resets.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect([env.trajectory.header.seed, (await env.step(wait)).info.step]).toEqual([1, 1]);
  });

  it("drops a step that was not awaited when another episode begins, and begins none when it is closed", async () => {
    const env = await AIOpsEnv.create();
    await env.reset(id);
    const dropped = env.step(wait).catch(() => undefined);
    await env.reset(id, { seed: 5 });
    expect((await env.step(wait)).info.step).toBe(1);
    await dropped;
    expect((await replay(formatTrajectory(env.trajectory))).steps).toBe(1);
    const snapshot = await env.snapshot();
    const reset = env.reset(id);
    await env.close();
    await expect(reset).rejects.toMatchObject({ code: "ERR_CLOSED" });
    await expect(env.restore(snapshot)).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });

  it("truncates after maxSteps steps, with the reward of an episode without a submission", async () => {
    await using env = await AIOpsEnv.create({ maxSteps: 2 });
    await env.reset(id);
    expect((await env.step(wait)).truncated).toBe(false);
    const last = await env.step(wait);
    expect([last.truncated, last.terminated, last.reward, last.results?.["success"]]).toEqual([true, false, 0, false]);
  });
});

describe("replay", () => {
  it("proves an episode, and refuses one that was edited", async () => {
    const problem = shippedProblems.find((one) => one.id === "wrong_bin_usage-mitigation-1");
    if (problem === undefined) throw new Error("the problem is gone");
    await using env = await AIOpsEnv.create();
    await playEpisode(env, oraclePolicy(problem), problem.id, { seed: 6 });
    const text = formatTrajectory(env.trajectory);
    expect(await replay(text)).toEqual({ steps: 2, hash: env.trajectory.end?.hash });
    await expect(replay(text.replace('"reward":1', '"reward":2'))).rejects.toMatchObject({
      code: "ERR_INVALID_TRAJECTORY",
    });
    const { header, steps, end } = env.trajectory;
    const diverging = { header: { ...header, seed: 7 }, steps, ...(end === undefined ? {} : { end }) };
    await expect(replay(diverging)).rejects.toMatchObject({ code: "ERR_REPLAY_DIVERGED" });
  });
});
