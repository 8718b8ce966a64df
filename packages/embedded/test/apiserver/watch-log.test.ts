import { describe, expect, it } from "vitest";
import { createObject, patchObject } from "../../src/apiserver/api-server.ts";
import { watchLogLimit } from "../../src/apiserver/store.ts";
import { smallCluster } from "../support/small-cluster.ts";

const second = 1_000_000;
const ref = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "counter" };

describe("the watch log", () => {
  it("keeps the writes of the last 75 seconds, and forgets older ones a few at a time", () => {
    const sim = smallCluster();
    createObject(sim, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "counter", namespace: "default" } });
    const write = (count: number): void => {
      for (let index = 0; index < count; index++)
        patchObject(sim, ref, { type: "merge", body: { data: { count: String(sim.state.store.resourceVersion) } } });
    };
    write(300);
    const { store } = sim.state;
    expect(store.log.length).toBeGreaterThanOrEqual(300);
    const before = store.resourceVersion;
    sim.run(sim.now + 76 * second);
    write(128);
    expect(store.compactedVersion).toBeGreaterThanOrEqual(before);
    expect(store.log.length).toBeLessThan(300);
    expect(store.log[0]?.resourceVersion).toBe(store.compactedVersion + 1);
  });

  it("keeps no more than it may, however many writes there are at once", () => {
    const sim = smallCluster();
    createObject(sim, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "counter", namespace: "default" } });
    for (let index = 0; index < watchLogLimit + 300; index++)
      patchObject(sim, ref, { type: "merge", body: { data: { count: String(index) } } });
    expect(sim.state.store.log.length).toBeLessThan(watchLogLimit + 128);
  });
});
