/**
 * Contract: watches.
 * @module
 */
import { describe, expect, it } from "vitest";
import type { WatchEvent } from "../kube-api.ts";
import type { ConfigMap } from "../objects/index.ts";
import { configMapKind, refuses, type Subject } from "./subject.ts";

type Seen = readonly [type: string, name: string];

/** Declares the tests. */
export function describeWatches(subject: () => Subject): void {
  /** Watches until so many changes came (bookmarks do not count), then stops. */
  const collect = async (
    count: number,
    watch: (signal: AbortSignal) => AsyncIterable<WatchEvent>,
  ): Promise<{ readonly seen: readonly Seen[]; readonly events: readonly WatchEvent[] }> => {
    const controller = new AbortController();
    const seen: Seen[] = [];
    const events: WatchEvent[] = [];
    for await (const event of watch(controller.signal)) {
      if (event.type === "BOOKMARK") continue;
      events.push(event);
      seen.push([event.type, event.object.metadata.name]);
      if (seen.length === count) controller.abort();
    }
    return { seen, events };
  };

  describe("watches", () => {
    it("report what changed after a version, in order", async () => {
      const { api, namespace } = subject();
      const start = await api.list({ ...configMapKind, namespace });
      const ref = subject().ref(configMapKind, "watch-a");
      await api.create(subject().configMap("watch-a", { v: "1" }, { watch: "order" }));
      await api.create(subject().configMap("watch-b", {}, { watch: "order" }));
      await api.patch(ref, { type: "merge", body: { data: { v: "2" } } });
      await api.delete(ref);
      const { resourceVersion } = start;
      const query = { ...configMapKind, namespace, labelSelector: "watch=order" };
      const { seen, events } = await collect(4, (signal) => api.watch(query, { resourceVersion, signal }));
      expect(seen).toEqual([
        ["ADDED", "watch-a"],
        ["ADDED", "watch-b"],
        ["MODIFIED", "watch-a"],
        ["DELETED", "watch-a"],
      ]);
      const versions = events.map((event) => (event.type === "BOOKMARK" ? "0" : event.object.metadata.resourceVersion));
      expect(versions.map(BigInt)).toEqual(versions.map(BigInt).toSorted((a, b) => (a < b ? -1 : 1)));
      const [, , , deleted] = events;
      expect(deleted).toMatchObject({ type: "DELETED", object: { data: { v: "2" } } });
    });

    it("begin with what is there when no version is given, then go on", async () => {
      const { api, namespace } = subject();
      await api.create(subject().configMap("watch-d", {}, { watch: "first" }));
      await api.create(subject().configMap("watch-c", {}, { watch: "first" }));
      const query = { ...configMapKind, namespace, labelSelector: "watch=first" };
      const watching = collect(3, (signal) => api.watch(query, { signal }));
      await subject().under.cluster.clock.sleep(1);
      await api.create(subject().configMap("watch-e", {}, { watch: "first" }));
      expect((await watching).seen).toEqual([
        ["ADDED", "watch-c"],
        ["ADDED", "watch-d"],
        ["ADDED", "watch-e"],
      ]);
    });

    it("report an object that leaves the selector as deleted, and one that enters it as added", async () => {
      const { api, namespace } = subject();
      const made = await api.create<ConfigMap>(subject().configMap("watch-f", {}, { watch: "enter" }));
      const ref = subject().ref(configMapKind, "watch-f");
      await api.patch(ref, { type: "merge", body: { metadata: { labels: { watch: "left" } } } });
      await api.patch(ref, { type: "merge", body: { metadata: { labels: { watch: "enter" } } } });
      const { resourceVersion } = made.metadata;
      const query = { ...configMapKind, namespace, labelSelector: "watch=enter" };
      const { seen } = await collect(2, (signal) => api.watch(query, { resourceVersion, signal }));
      expect(seen).toEqual([
        ["DELETED", "watch-f"],
        ["ADDED", "watch-f"],
      ]);
    });

    it("end when they are aborted", async () => {
      const { api, namespace } = subject();
      const controller = new AbortController();
      const query = { ...configMapKind, namespace, labelSelector: "watch=never" };
      const watching = (async () => {
        for await (const event of api.watch(query, { signal: controller.signal })) {
          if (event.type !== "BOOKMARK") return "an event";
        }
        return "ended";
      })();
      await subject().under.cluster.clock.sleep(0.5);
      controller.abort();
      expect(await watching).toBe("ended");
    });

    it("refuse a version that is too old", async (context) => {
      subject().needs("expired", context);
      const { expired } = subject().under;
      if (expired === undefined) throw new Error("give `expired`, or say in `missing` why not");
      const { kind, resourceVersion } = expired;
      const watching = collect(1, (signal) =>
        subject().api.watch({ ...kind, namespace: subject().namespace }, { resourceVersion, signal }),
      );
      // a watch cache says the second, the store behind it the first
      const message =
        /^(The resourceVersion for the provided watch is too old\.|too old resource version: \d+ \(\d+\))$/;
      await refuses(watching, { code: 410, reason: "Expired", message });
    });
  });
}
