import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { SyncVectorEnv } from "@aiops-gym/env";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { defaultLimits, encodeMessage, type GymServer, RemoteEnv, serve } from "../src/index.ts";
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

  it("plays in a vector of environments, a connection each", async () => {
    const { url } = server;
    await using vector = new SyncVectorEnv({
      numEnvs: 2,
      episodes: ["shop-detection-1"],
      make: () => RemoteEnv.connect(url, { token: "secret" }),
    });
    const { observations } = await vector.reset({ seed: 7 });
    expect(observations.map(({ text }) => text)).toEqual(["the briefing", "the briefing"]);
    expect(knobs.resets.map(({ options }) => options.seed)).toEqual([7, 8]);
    expect(await vector.step(["wait(1)", "wait(1)"])).toMatchObject({ rewards: [0.25, 0.25], aborted: [null, null] });
  });

  it("ends the session where a signal ends a request", async () => {
    knobs.stepMillis = 60_000;
    await using env = await RemoteEnv.connect(server.url, { token: "secret" });
    await env.reset("shop-detection-1", { signal: new AbortController().signal });
    const controller = new AbortController();
    const step = env.step("wait(1)", { signal: controller.signal });
    await vi.waitFor(() => expect(knobs.actions).toHaveLength(1));
    controller.abort(new Error("enough"));
    await expect(step).rejects.toThrow("enough");
    await expect(env.step("wait(1)")).rejects.toMatchObject({ code: "ERR_CLOSED" });
    await vi.waitFor(() => expect([knobs.cancelled, knobs.open, server.sessions]).toEqual([1, 0, 0]));
  });

  it("may be closed twice", async () => {
    const env = await RemoteEnv.connect(server.url, { token: "secret" });
    await env.close();
    await env.close();
    await expect(env.reset("shop-detection-1")).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });
});

describe("RemoteEnv with a server that does not keep to the protocol", () => {
  let http: Server;
  let odd: WebSocketServer;
  let url: string;
  const serveOddly = async (answer: (peer: WebSocket) => void): Promise<void> => {
    odd.on("connection", (peer) => peer.on("message", () => answer(peer)));
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    const address = http.address();
    url = `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  };
  const welcome = { type: "welcome", protocol: "aiops-gym", version: 1, limits: { ...defaultLimits }, problems: [] };

  beforeEach(() => {
    http = createServer();
    odd = new WebSocketServer({ server: http });
  });
  afterEach(() => {
    for (const peer of odd.clients) peer.terminate();
    http.close();
  });

  it("leaves no connection behind where it was not welcomed", async () => {
    await serveOddly((peer) => peer.send(encodeMessage({ ...welcome, version: 2 })));
    await expect(RemoteEnv.connect(url)).rejects.toMatchObject({ code: "ERR_PROTOCOL" });
    await vi.waitFor(() => expect(odd.clients.size).toBe(0));
  });

  it("does not wait for a welcome any longer than its signal says", async () => {
    await serveOddly(() => undefined);
    await expect(RemoteEnv.connect(url, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    await vi.waitFor(() => expect(odd.clients.size).toBe(0));
    await expect(RemoteEnv.connect(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  });

  it("closes without an answer", async () => {
    await serveOddly((peer) => {
      peer.send(encodeMessage(welcome));
      peer.pause();
    });
    const env = await RemoteEnv.connect(url);
    const closed = env.close().then(() => "closed");
    expect(await Promise.race([closed, sleep(5000)])).toBe("closed");
  });

  it("says what a URL should be", async () => {
    await expect(RemoteEnv.connect("here")).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
      message: 'The URL is "here"; expected one such as ws://127.0.0.1:4280.',
    });
  });
});
