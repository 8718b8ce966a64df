import { setTimeout as sleep } from "node:timers/promises";
import { tableFromBytes } from "@aiops-gym/telemetry";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { decodeMessage, encodeMessage, type GymServer, type Limits, type ServeOptions, serve } from "../src/index.ts";
import { createKnobs, fakeEnv, type Knobs } from "./fake-env.ts";

let knobs: Knobs;
let server: GymServer;
const sockets: WebSocket[] = [];

async function start(options: Partial<ServeOptions> = {}): Promise<void> {
  server = await serve({ createEnv: () => fakeEnv(knobs), ...options });
}

/** A peer of which a test sees every byte. */
async function connect(options: { headers?: Record<string, string> } = {}) {
  const socket = new WebSocket(server.url, options);
  sockets.push(socket);
  const inbox: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => inbox.push(decodeMessage(data) as Record<string, unknown>));
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  const next = (): Promise<Record<string, unknown>> =>
    vi.waitFor(() => inbox.shift() ?? Promise.reject(new Error("nothing came")), { timeout: 2000, interval: 5 });
  const ask = (message: Record<string, unknown>) => {
    socket.send(encodeMessage(message));
    return next();
  };
  return { socket, inbox, next, ask, closed };
}

const hello = { type: "hello", protocol: "aiops-gym", version: 1 };
const reset = { type: "reset", id: 1, problem: "shop-detection-1", seed: 7 };
const step = { type: "step", id: 2, action: { name: "get_logs", arguments: { service: "front" } } };

beforeEach(() => {
  knobs = createKnobs();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
});

describe("a session", () => {
  it("says hello, resets, steps, and closes", async () => {
    await start();
    const peer = await connect();
    expect(await peer.ask(hello)).toMatchObject({
      type: "welcome",
      protocol: "aiops-gym",
      version: 1,
      limits: { requestsInFlight: 1 },
      problems: ["shop-detection-1"],
    });
    const first = await peer.ask(reset);
    expect(first).toMatchObject({
      type: "reset_result",
      id: 1,
      observation: { text: "the briefing", ok: true, timeUnixMicros: 1_767_603_600_000_000, tablesLeftOut: {} },
      info: { episodeId: "episode-1", task: "detection", step: 0, maxSteps: 3 },
    });
    expect(first["observation"]).toMatchObject({ briefing: { page: { text: "A user reports errors." } } });
    expect(await peer.ask(step)).toMatchObject({
      type: "step_result",
      id: 2,
      reward: 0.25,
      rewardComponents: { task: 0.25 },
      terminated: false,
      truncated: false,
      aborted: null,
      results: null,
    });
    await peer.ask({ ...step, thinkSeconds: 2.5, action: 'submit("Yes")' });
    expect(await peer.ask(step)).toMatchObject({ truncated: true, results: { success: false } });
    expect(knobs.resets).toEqual([{ problemId: "shop-detection-1", options: { seed: 7, coldStart: false } }]);
    expect(knobs.actions[1]).toEqual({ action: 'submit("Yes")', options: { thinkSeconds: 2.5 } });
    peer.socket.send(encodeMessage({ type: "close" }));
    expect(await peer.closed).toBe(1000);
    await vi.waitFor(() => expect([knobs.open, server.sessions]).toEqual([0, 0]));
  });

  it("sends the tables that were asked for, the wide one by default", async () => {
    await start();
    const peer = await connect();
    await peer.ask(hello);
    const tablesOf = ({ observation }: Record<string, unknown>) =>
      (observation as { tables: Record<string, Uint8Array> }).tables;
    expect(Object.keys(tablesOf(await peer.ask(reset)))).toEqual(["services"]);
    const tables = tablesOf(await peer.ask({ ...reset, tables: ["logs", "services"] }));
    expect(Object.keys(tables).sort()).toEqual(["logs", "services"]);
    expect(
      tableFromBytes(tables["logs"] as Uint8Array)
        .getChild("body")
        ?.get(2),
    ).toBe("line 2");
    expect(Object.keys(tablesOf(await peer.ask({ ...reset, tables: [] })))).toEqual([]);
  });

  it("leaves out a table beyond its limit, and says how large it is", async () => {
    await start({ limits: { tableBytes: 20_000 } });
    knobs.logRows = 5000;
    const peer = await connect();
    await peer.ask(hello);
    const { observation } = await peer.ask({ ...reset, tables: ["logs", "services"] });
    const { tables, tablesLeftOut } = observation as Record<string, Record<string, unknown>>;
    expect(Object.keys(tables ?? {})).toEqual(["services"]);
    expect(tablesLeftOut?.["logs"]).toBeGreaterThan(20_000);
  });

  it("gives null as the reward of an aborted episode", async () => {
    await start();
    knobs.abortCause = "the node is gone";
    const peer = await connect();
    await peer.ask(hello);
    await peer.ask(reset);
    expect(await peer.ask(step)).toMatchObject({
      reward: null,
      aborted: { cause: "the node is gone", blame: "infra" },
    });
  });

  it("answers an environment's errors with their codes and goes on", async () => {
    await start();
    const peer = await connect();
    await peer.ask(hello);
    expect(await peer.ask(step)).toMatchObject({ type: "error", id: 2, code: "ERR_RESET_NEEDED" });
    expect(await peer.ask({ ...reset, problem: "shop-9" })).toMatchObject({ id: 1, code: "ERR_UNKNOWN_PROBLEM" });
    expect(await peer.ask(reset)).toMatchObject({ type: "reset_result" });
  });
});

describe("a message that does not fit", () => {
  const bad: Readonly<Record<string, Uint8Array | string>> = {
    "is a text": "{}",
    "is empty": new Uint8Array(),
    "is no MessagePack": Uint8Array.of(0xc1),
    "is cut off": encodeMessage(step).subarray(0, 20),
    "is no map": Uint8Array.of(0x93, 1, 2, 3),
    "has an unknown type": encodeMessage({ type: "fork", id: 9 }),
    "has an unknown field": encodeMessage({ ...reset, sed: 7 }),
    "has a seed that is no integer": encodeMessage({ ...reset, seed: 0.5 }),
    "asks for a table that there is not": encodeMessage({ ...reset, tables: ["secrets"] }),
    "has bytes as an action": encodeMessage({ ...step, action: Uint8Array.of(1) }),
    "is larger than the limit": encodeMessage({ ...step, action: "x".repeat(2000) }),
    "says hello again": encodeMessage(hello),
  };
  for (const [what, bytes] of Object.entries(bad)) {
    it(`is answered with ERR_PROTOCOL and loses nothing: it ${what}`, async () => {
      await start({ limits: { messageBytes: 1000 } });
      const peer = await connect();
      await peer.ask(hello);
      await peer.ask(reset);
      peer.socket.send(bytes);
      expect(await peer.next()).toMatchObject({ type: "error", code: "ERR_PROTOCOL" });
      expect(await peer.ask(step)).toMatchObject({ type: "step_result", info: { step: 1 } });
    });
  }

  it("is answered in few words, however long it is", async () => {
    await start();
    const peer = await connect();
    await peer.ask(hello);
    const { message } = await peer.ask({ ...reset, ["x".repeat(500_000)]: 1 });
    expect(String(message)).toMatch(/^The message does not fit the protocol: .*…$/s);
    expect(String(message)).toHaveLength(2001);
  });

  it.each([Number.NaN, Uint8Array.of(1), undefined, [[{ a: Number.POSITIVE_INFINITY }]]])(
    "says what an action may be: not %s",
    async (action) => {
      await start();
      const peer = await connect();
      await peer.ask(hello);
      await peer.ask(reset);
      expect(await peer.ask({ ...step, action })).toMatchObject({
        id: 2,
        code: "ERR_PROTOCOL",
        message: expect.stringContaining(
          "expected null, a boolean, a finite number, a text, or a list or map of those",
        ),
      });
    },
  );

  it("is answered with the id that it carries", async () => {
    await start();
    const peer = await connect();
    await peer.ask(hello);
    expect(await peer.ask({ type: "reset", id: "a", problem: 3 })).toMatchObject({ id: "a" });
  });
});

describe("bounds", () => {
  const limited = (limits: Partial<Limits>) => start({ limits });

  it("one request at a time: a second one is refused, the first goes on", async () => {
    await start();
    knobs.stepMillis = 50;
    const peer = await connect();
    await peer.ask(hello);
    await peer.ask(reset);
    expect(
      await peer.ask(step).then(
        () => undefined,
        () => undefined,
      ),
    ).toBeUndefined();
    peer.socket.send(encodeMessage({ ...step, id: 3 }));
    peer.socket.send(encodeMessage({ ...step, id: 4 }));
    expect(await peer.next()).toMatchObject({ type: "error", id: 4, code: "ERR_LIMIT" });
    expect(await peer.next()).toMatchObject({ type: "step_result", id: 3 });
    expect(knobs.actions).toHaveLength(2);
  });

  it("sessions: one more is turned away until another goes", async () => {
    await limited({ sessions: 1 });
    const first = await connect();
    await first.ask(hello);
    const second = await connect();
    expect(await second.next()).toMatchObject({ code: "ERR_LIMIT" });
    expect(await second.closed).toBe(1013);
    first.socket.close();
    await vi.waitFor(() => expect(server.sessions).toBe(0));
    expect(await (await connect()).ask(hello)).toMatchObject({ type: "welcome" });
  });

  it("idle time: a session without requests ends", async () => {
    await limited({ idleSeconds: 0.05 });
    const peer = await connect();
    await peer.ask(hello);
    expect(await peer.closed).toBe(4000);
    await vi.waitFor(() => expect(knobs.open).toBe(0));
  });

  it("reading: a peer that does not read its answers goes", async () => {
    await limited({ idleSeconds: 0.3 });
    knobs.logRows = 200_000;
    const peer = await connect();
    await peer.ask(hello);
    peer.socket.pause();
    peer.socket.send(encodeMessage({ ...reset, tables: ["logs"] }));
    await vi.waitFor(() => expect(knobs.resets).toHaveLength(1));
    await vi.waitFor(() => expect([knobs.open, server.sessions]).toEqual([0, 0]), { timeout: 5000 });
  });

  it.each<Partial<Limits>>([
    { idleSeconds: Number.POSITIVE_INFINITY },
    { idleSeconds: 30 * 86_400 },
    { idleSeconds: Number.NaN },
    { sessions: 0 },
    { messageBytes: -1 },
    { frameBytes: 2 ** 31 },
    { tableBytes: 0.5 },
  ])("limits: %o is none", async (limits) => {
    await start();
    await expect(serve({ createEnv: () => fakeEnv(knobs), limits })).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
      message: expect.stringMatching(/^The server's limits do not fit: /),
    });
  });

  it("frames: one beyond the hard limit closes the connection", async () => {
    await limited({ messageBytes: 1000, frameBytes: 10_000 });
    const peer = await connect();
    await peer.ask(hello);
    peer.socket.send(new Uint8Array(20_000));
    expect(await peer.closed).toBe(1009);
    await vi.waitFor(() => expect(knobs.open).toBe(0));
  });
});

describe("a peer that goes", () => {
  it("ends the step under way and closes its environment", async () => {
    await start();
    knobs.stepMillis = 60_000;
    const peer = await connect();
    await peer.ask(hello);
    await peer.ask(reset);
    peer.socket.send(encodeMessage(step));
    await vi.waitFor(() => expect(knobs.actions).toHaveLength(1));
    peer.socket.terminate();
    await vi.waitFor(() => expect([knobs.cancelled, knobs.open, server.sessions]).toEqual([1, 0, 0]));
  });

  it("is told when the server shuts down", async () => {
    await start();
    const peer = await connect();
    await peer.ask(hello);
    await server.close();
    expect(await peer.closed).toBe(1001);
    expect(knobs.open).toBe(0);
  });
});

describe("who may connect", () => {
  it("refuses to listen for other machines without a token", async () => {
    await start();
    await expect(serve({ createEnv: () => fakeEnv(knobs), host: "0.0.0.0" })).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
      message: expect.stringContaining("expected a token"),
    });
  });

  it("listens for other machines with a token", async () => {
    await start({ host: "0.0.0.0", token: "secret" });
    expect(server.url).toMatch(/^ws:\/\/0\.0\.0\.0:\d+$/);
  });

  it("asks for the token when there is one", async () => {
    await start({ token: "secret" });
    for (const token of [undefined, "", "secre", "secret2"]) {
      const peer = await connect();
      expect(await peer.ask({ ...hello, ...(token === undefined ? {} : { token }) })).toMatchObject({
        code: "ERR_PROTOCOL",
        message: expect.stringContaining("token"),
      });
      expect(await peer.closed).toBe(1008);
    }
    expect(await (await connect()).ask({ ...hello, token: "secret" })).toMatchObject({ type: "welcome" });
    expect(knobs.open).toBe(1);
  });

  it("refuses another version, and whoever does not say hello", async () => {
    await start();
    for (const first of [{ ...hello, version: 2 }, { ...hello, protocol: "chess" }, reset]) {
      const peer = await connect();
      expect(await peer.ask(first)).toMatchObject({ code: "ERR_PROTOCOL" });
      expect(await peer.closed).toBe(1008);
    }
    expect(knobs.open).toBe(0);
  });

  it("refuses pages of other sites in this machine's browsers", async () => {
    await start();
    await expect(connect({ headers: { origin: "https://example.com" } })).rejects.toThrow("403");
    expect(await (await connect({ headers: { origin: "http://localhost:3000" } })).ask(hello)).toMatchObject({
      type: "welcome",
    });
  });

  it("answers a browser that comes by HTTP with what to do", async () => {
    await start();
    const response = await fetch(server.url.replace("ws:", "http:"));
    expect([response.status, await response.text()]).toEqual([426, expect.stringContaining("WebSocket")]);
    await sleep(0);
  });
});
