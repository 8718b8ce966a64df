import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GymServer, RemoteEnv, serve } from "../src/index.ts";
import { createKnobs, fakeEnv, type Knobs } from "./fake-env.ts";

let knobs: Knobs;
let server: GymServer;

beforeEach(async () => {
  knobs = createKnobs();
  server = await serve({ createEnv: () => fakeEnv(knobs), token: "secret" });
});
afterEach(() => server.close());

describe("RemoteEnv", () => {
  it("plays an episode in the shape of a local environment", async () => {
    await using env = await RemoteEnv.connect(server.url, { token: "secret" });
    expect(env.problemIds).toEqual(["shop-detection-1"]);
    const { observation, info } = await env.reset("shop-detection-1", { seed: 7, tables: ["logs", "services"] });
    expect(observation.briefing?.page.text).toBe("A user reports errors.");
    expect(observation.services.getChild("err_rate")?.get(0)).toBe(0.25);
    expect(observation.logs.numRows).toBe(3);
    expect(observation.users).toEqual({ requests: 4, successes: 3, p50Micros: 2_000, p99Micros: null });
    expect(info).toEqual({ episodeId: "episode-1", task: "detection", step: 0, maxSteps: 3 });
    const step = await env.step({ name: "get_logs", arguments: { service: "front" } });
    expect(step.observation.text).toBe("reply 1");
    expect(step.reward).toBe(0.25);
    expect(Object.keys(step).sort()).toEqual(
      ["aborted", "info", "observation", "results", "reward", "rewardComponents", "terminated", "truncated"].sort(),
    );
  });

  it("says how to get a table that did not come", async () => {
    await using env = await RemoteEnv.connect(server.url, { token: "secret" });
    const { observation } = await env.reset("shop-detection-1");
    expect(() => observation.traces).toThrow('reset(problemId, { tables: ["traces"] })');
  });

  it("throws the environment's errors with their codes", async () => {
    await using env = await RemoteEnv.connect(server.url, { token: "secret" });
    await expect(env.step("submit()")).rejects.toMatchObject({ code: "ERR_RESET_NEEDED" });
    await expect(env.reset("shop-9")).rejects.toMatchObject({ code: "ERR_UNKNOWN_PROBLEM" });
  });

  it("refuses a second request before the answer to the first", async () => {
    await using env = await RemoteEnv.connect(server.url, { token: "secret" });
    const first = env.reset("shop-detection-1");
    await expect(env.step("submit()")).rejects.toMatchObject({ code: "ERR_LIMIT" });
    expect((await first).info.step).toBe(0);
  });

  it("fails what is under way and what follows when the server goes", async () => {
    knobs.stepMillis = 60_000;
    await using env = await RemoteEnv.connect(server.url, { token: "secret" });
    await env.reset("shop-detection-1");
    const step = env.step("wait(1)");
    await Promise.all([expect(step).rejects.toMatchObject({ code: "ERR_CLOSED" }), server.close()]);
    await expect(env.step("wait(1)")).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });

  it("says why it was refused", async () => {
    await expect(RemoteEnv.connect(server.url)).rejects.toThrow("The token is missing or wrong");
    const { url } = server;
    await server.close();
    await expect(RemoteEnv.connect(url)).rejects.toThrow("Does `aiops-gym serve` run there?");
  });

  it("may be closed twice", async () => {
    const env = await RemoteEnv.connect(server.url, { token: "secret" });
    await env.close();
    await env.close();
    await expect(env.reset("shop-detection-1")).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });
});
