import { once } from "node:events";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { type ClusterServer, serveCluster } from "../../src/http/index.ts";
import { ask, emptyCluster, open, post } from "./ask.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";
const json = { "content-type": "application/json" };

async function lives(server: ClusterServer): Promise<boolean> {
  return (await ask(server, "/healthz")).text === "ok";
}

describe("a served cluster's bounds", () => {
  it("reads no body beyond 3 MiB", async () => {
    await using server = await serveCluster(emptyCluster());
    const body = Buffer.alloc(3 * 1024 * 1024 + 1, 32);
    // who does not stop sending is cut off
    const { code } = await ask(server, configMaps, { method: "POST", headers: json, body }).catch(() => ({
      code: 413,
    }));
    expect(code).toBe(413);
    expect(await lives(server)).toBe(true);
  });

  it.each([
    ["nesting", json, "[".repeat(1_000_000)],
    ["nesting that ends", json, `{"metadata":{"name":"x"},"data":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`],
    ["aliases that multiply", { "content-type": "application/yaml" }, bomb()],
    ["a name that every object has", json, '{"metadata":{"name":"__proto__"},"data":{"__proto__":{"a":"b"}}}'],
    ["no text", json, "\u0000"],
  ])("survives %s", async (_what, headers, body) => {
    await using server = await serveCluster(emptyCluster());
    const { code } = await ask(server, configMaps, { method: "POST", headers, body });
    expect(code).toBeGreaterThanOrEqual(400);
    expect(await lives(server)).toBe(true);
  });

  it.each(["//", "/%", "/api/v1/namespaces/%E0%A4%A/pods", "/api/v1/namespaces/../../etc/passwd", "/?%", "*"])(
    "survives the path %s",
    async (path) => {
      await using server = await serveCluster(emptyCluster());
      const socket = connect({ host: "127.0.0.1", port: server.port, ca: server.authority });
      socket.end(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\nConnection: close\r\n\r\n`,
      );
      const [answer] = (await once(socket, "data")) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 (200|400|404) /);
      expect(await lives(server)).toBe(true);
    },
  );

  it("holds so many watches, and no more", async () => {
    await using server = await serveCluster(emptyCluster(), { limits: { streams: 2 } });
    const watch = `${configMaps}?watch=1`;
    const held = [await open(server, watch), await open(server, watch)];
    const refused = await ask(server, watch);
    expect(refused.code).toBe(429);
    expect(JSON.parse(refused.text)).toMatchObject({ reason: "TooManyRequests", details: { retryAfterSeconds: 1 } });
    held[0]?.destroy();
    const again = async () => (await ask(server, `${watch}&timeoutSeconds=1`)).code;
    await expect.poll(again, { timeout: 20_000 }).toBe(200);
    held[1]?.destroy();
  });

  it("ends watches in time", async () => {
    await using server = await serveCluster(emptyCluster(), { limits: { streamSeconds: 1 } });
    const { code } = await ask(server, `${configMaps}?watch=1&timeoutSeconds=3600`);
    expect(code).toBe(200);
  });

  it("ends everything when it closes", async () => {
    const server = await serveCluster(emptyCluster());
    const response = await open(server, `${configMaps}?watch=1`);
    response.on("error", () => undefined).resume();
    const ended = once(response, "close");
    await server.close();
    await ended;
    await expect(ask(server, "/healthz")).rejects.toThrow("ECONNREFUSED");
  });

  it("tells 200 watches of a change", async () => {
    await using server = await serveCluster(emptyCluster());
    const watches = await Promise.all(
      Array.from({ length: 200 }, () => open(server, `${configMaps}?watch=1&fieldSelector=metadata.name=news`)),
    );
    const told = watches.map(async (response) => {
      const [chunk] = (await once(response, "data")) as [Buffer];
      response.destroy();
      return JSON.parse(chunk.toString()).object.metadata.name;
    });
    await post(server, configMaps, { metadata: { name: "news" } });
    expect(new Set(await Promise.all(told))).toEqual(new Set(["news"]));
  });
});

describe("who has a service account's token", () => {
  async function tokenOf(server: ClusterServer, seconds = 3600): Promise<string> {
    const path = "/api/v1/namespaces/default/serviceaccounts/default/token";
    const answer = await post(server, path, { spec: { expirationSeconds: seconds } });
    return JSON.parse(answer.text).status.token;
  }

  it.each([
    ["the clock", "GET", "/aiops-gym/v1/clock", {}],
    ["the clock's hands", "POST", "/aiops-gym/v1/clock", {}],
    ["secrets of others", "GET", "/api/v1/namespaces/kube-system/secrets", {}],
    ["nodes", "GET", "/api/v1/nodes", {}],
    ["programs", "GET", "/api/v1/namespaces/default/pods/x/exec?command=sh", {}],
    ["a token of another", "POST", "/api/v1/namespaces/kube-system/serviceaccounts/default/token", {}],
    [
      "to be somebody else",
      "GET",
      "/api/v1/nodes",
      { "impersonate-user": "admin", "impersonate-group": "system:masters" },
    ],
    ["more rights", "POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {}],
  ])("does not get %s", async (_what, method, path, headers) => {
    await using server = await serveCluster(emptyCluster());
    const token = await tokenOf(server);
    const body = method === "POST" ? "{}" : undefined;
    const asked = { method, token, headers: { ...json, ...headers }, ...(body === undefined ? {} : { body }) };
    expect((await ask(server, path, asked)).code).toBe(403);
  });

  it("is nobody when it has expired, in virtual time", async () => {
    await using server = await serveCluster(emptyCluster());
    const token = await tokenOf(server, 600);
    expect((await ask(server, "/version", { token })).code).toBe(200);
    await server.clock.step(601);
    expect((await ask(server, "/version", { token })).code).toBe(401);
  });

  it("is nobody when the account is gone", async () => {
    await using server = await serveCluster(emptyCluster());
    const token = await tokenOf(server);
    await ask(server, "/api/v1/namespaces/default/serviceaccounts/default", { method: "DELETE" });
    expect((await ask(server, "/version", { token })).code).toBe(401);
  });

  it("is nobody on another server", async () => {
    await using server = await serveCluster(emptyCluster());
    await using other = await serveCluster(emptyCluster());
    expect((await ask(other, "/version", { token: await tokenOf(server) })).code).toBe(401);
  });
});

function bomb(): string {
  const lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"];
  for (let level = 1; level < 9; level += 1) lines.push(`a${level}: &a${level} [${`*a${level - 1},`.repeat(9)}]`);
  return lines.join("\n");
}
