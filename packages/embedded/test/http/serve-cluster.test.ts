import { describe, expect, it } from "vitest";
import { serveCluster } from "../../src/http/index.ts";
import { ask, emptyCluster as cluster } from "./ask.ts";

describe("serveCluster", () => {
  it("answers nothing without a token", async () => {
    await using server = await serveCluster(cluster());
    for (const token of ["", "wrong-wrong-wrong-wrong"]) {
      const { code, text } = await ask(server, "/version", { token });
      expect(code).toBe(401);
      expect(JSON.parse(text)).toEqual({
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "Unauthorized",
        reason: "Unauthorized",
        code: 401,
      });
    }
  });

  it("says that it is well", async () => {
    await using server = await serveCluster(cluster());
    expect(await ask(server, "/healthz")).toEqual({ code: 200, type: "text/plain; charset=utf-8", text: "ok" });
    expect(JSON.parse((await ask(server, "/version")).text)).toMatchObject({ gitVersion: "v1.34.4" });
    expect(await ask(server, "/nope")).toMatchObject({ code: 404, text: "404 page not found\n" });
  });

  it("creates, replaces, patches, lists and deletes", async () => {
    await using server = await serveCluster(cluster());
    const path = "/api/v1/namespaces/default/configmaps";
    const json = { "content-type": "application/json" };
    const made = await ask(server, path, { method: "POST", headers: json, body: '{"metadata":{"name":"a"},"foo":1}' });
    expect(made.code).toBe(201);
    const merge = { "content-type": "application/merge-patch+json" };
    const patched = await ask(server, `${path}/a`, { method: "PATCH", headers: merge, body: '{"data":{"x":"1"}}' });
    expect(JSON.parse(patched.text)).toMatchObject({ kind: "ConfigMap", data: { x: "1" } });
    const list = JSON.parse((await ask(server, `${path}?fieldSelector=metadata.name=a`)).text);
    expect(list).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1", items: [{ metadata: { name: "a" } }] });
    expect(list.items[0]).not.toHaveProperty("kind");
    const gone = await ask(server, `${path}/a`, { method: "DELETE" });
    expect(JSON.parse(gone.text)).toMatchObject({ kind: "Status", status: "Success", details: { name: "a" } });
    expect(await ask(server, `${path}/a`)).toMatchObject({ code: 404 });
  });

  it("lets a service account do what its roles let it", async () => {
    await using server = await serveCluster(cluster());
    const wish = { method: "POST", headers: { "content-type": "application/json" }, body: '{"spec":{}}' };
    const answer = await ask(server, "/api/v1/namespaces/default/serviceaccounts/default/token", wish);
    const { token } = JSON.parse(answer.text).status;
    const refused = await ask(server, "/api/v1/namespaces/default/pods", { token });
    expect(refused.code).toBe(403);
    expect(JSON.parse(refused.text).message).toBe(
      'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the ' +
        'namespace "default"',
    );
    expect((await ask(server, "/version", { token })).code).toBe(200);
  });

  it("stands still until it is stepped", async () => {
    await using server = await serveCluster(cluster());
    const path = "/aiops-gym/v1/clock";
    const before = JSON.parse((await ask(server, path)).text).unixMicros;
    const step = { method: "POST", headers: { "content-type": "application/json" }, body: '{"seconds":2.5}' };
    expect(JSON.parse((await ask(server, path, step)).text).unixMicros).toBe(before + 2_500_000);
    expect((await ask(server, path, { ...step, body: '{"seconds":-1}' })).code).toBe(400);
  });

  it("lets no other machine in unless told", async () => {
    await expect(serveCluster(cluster(), { host: "0.0.0.0" })).rejects.toThrow("lets other machines in");
  });
});
