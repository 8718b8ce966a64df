import { describe, expect, it } from "vitest";
import { createObject } from "../../src/apiserver/api-server.ts";
import { emptySimulation } from "../runtime/fake-cluster.ts";

const full = "etcdserver: mvcc: database space exceeded";

function server() {
  const sim = emptySimulation();
  createObject(sim, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  const configMap = (name: string, size: number) =>
    createObject(sim, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "shop" },
      data: { text: "x".repeat(size) },
    } as never);
  return { sim, configMap };
}

describe("the API server's space", () => {
  it("ends for large objects after a hundred of their kind", () => {
    const { configMap } = server();
    for (let at = 0; at < 100; at++) configMap(`large-${at}`, 20_000);
    expect(() => configMap("one-more", 20_000)).toThrow(full);
    expect(configMap("small", 1).metadata.name).toBe("small");
  });

  it("ends for a kind at twenty thousand objects", () => {
    const { sim, configMap } = server();
    configMap("first", 1);
    const shard = sim.state.store.shards.get("ConfigMap");
    const [object] = shard?.objects.values() ?? [];
    if (shard === undefined || object === undefined) throw new Error("no shard");
    for (let at = 1; at < 20_000; at++) shard.objects.set(`shop/copy-${at}`, object);
    expect(() => configMap("one-more", 1)).toThrow(full);
  });
});
