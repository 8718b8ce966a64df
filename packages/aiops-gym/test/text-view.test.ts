import { AIOpsEnv, checkEnv, TextView, whyNot } from "aiops-gym";
import { describe, expect, it } from "vitest";

const id = "revoke_auth_mongodb-mitigation-1";
const actions: readonly unknown[] = [
  'get_logs("test-hotel-reservation", "geo")',
  { name: "exec_shell", arguments: { command: "kubectl get pods -n test-hotel-reservation -o yaml" } },
  "nonsense",
  { name: "restart", arguments: { service: "geo" } },
];

describe("the text view", () => {
  it("keeps the rules of environments", async () => {
    await using env = new TextView(await AIOpsEnv.create());
    await checkEnv(env, { problemId: id, seed: 21 });
  }, 300_000);

  it("only ever adds to what it has shown, within the budget, the same in a fork", async () => {
    await using env = new TextView(await AIOpsEnv.create(), { firstTokens: 1_500, stepTokens: 700 });
    const { observation } = await env.reset(id, { seed: 3 });
    expect(observation.tokens).toBeLessThanOrEqual(1_500);
    expect(env.transcript).toBe(observation.text);
    expect(whyNot(env.observationSpace, observation)).toBe(null);
    await using fork = (await env.fork()) as TextView;
    const shown: string[] = [observation.text];
    for (const action of actions) {
      const before = env.transcript;
      const result = await env.step(action);
      expect(result.observation.tokens).toBeLessThanOrEqual(700);
      expect(env.transcript.startsWith(before)).toBe(true);
      expect(env.transcript.endsWith(result.observation.text)).toBe(true);
      expect((await fork.step(action)).observation).toEqual(result.observation);
      shown.push(result.observation.text);
    }
    expect(fork.transcript).toBe(env.transcript);
    expect(shown[2]).toMatch(/\[\d+ lines, \d+ bytes, are left out here\]/);
    expect(shown[3]).toMatch(/^\[step 3 of \d+, \S+, refused\]\n/);
    await using restored = new TextView(await AIOpsEnv.create());
    await restored.restore(await env.snapshot());
    expect(restored.transcript).toBe(env.transcript);
  }, 120_000);

  it("does not name the problem or its fault", async () => {
    await using env = new TextView(await AIOpsEnv.create(), { firstTokens: 20_000 });
    const { observation } = await env.reset(id, { seed: 3 });
    expect(observation.text).not.toMatch(/revoke_auth|revoke|\bfault/i);
    expect(observation.cut).toEqual([]);
  });

  it("refuses a budget in which nothing can be said", async () => {
    const env = await AIOpsEnv.create();
    expect(() => new TextView(env, { stepTokens: 10 })).toThrow(/at least 256 tokens/);
  });
});
