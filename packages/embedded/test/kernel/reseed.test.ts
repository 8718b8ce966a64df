import { createRandomStream } from "@aiops-gym/cluster";
import { hotelReservation } from "@aiops-gym/hotel-reservation";
import { describe, expect, it } from "vitest";
import { embeddedBackend } from "../../src/index.ts";
import { nextUint32 } from "../../src/kernel/random.ts";

describe("an episode whose seed is the seed of its warm start", () => {
  it("gives no object an id that an object of the start-up has", async () => {
    for (const seed of [0, 1, 2, 3]) {
      await using running = await embeddedBackend.open(hotelReservation, { seed });
      const { api, clock } = running.cluster;
      const pods = { apiVersion: "v1", kind: "Pod", namespace: hotelReservation.namespace };
      const before = (await api.list(pods)).items;
      await api.deleteCollection(pods, { gracePeriodSeconds: 0 });
      await clock.sleep(30);
      const after = (await api.list(pods)).items;
      const names = [...before, ...after].map(({ metadata }) => metadata.name);
      const uids = [...before, ...after].map(({ metadata }) => metadata.uid);
      expect(new Set(names).size).toBe(2 * before.length);
      expect(new Set(uids).size).toBe(2 * before.length);
    }
  }, 60_000);
});

describe("a stream", () => {
  it("depends on the seed and on the name", () => {
    const first = (seed: number, name: string): number => nextUint32(createRandomStream(seed, name));
    expect(first(1, "a")).toBe(first(1, "a"));
    expect(new Set([first(1, "a"), first(2, "a"), first(1, "b"), first(2 ** 40 + 1, "a")]).size).toBe(4);
  });
});
