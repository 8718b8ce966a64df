import type { KubeObject, Manifest, WatchEvent } from "@aiops-gym/cluster";
import { beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedCluster } from "../../src/index.ts";

const group = "events.k8s.io/v1";
const regarding = { apiVersion: "v1", kind: "ConfigMap", name: "c", namespace: "default" };
const event: Manifest = {
  apiVersion: group,
  kind: "Event",
  metadata: { name: "one", namespace: "default" },
  eventTime: "2026-11-21T21:00:00.000001Z",
  reportingController: "example.com/me",
  reportingInstance: "me-1",
  action: "Doing",
  reason: "Because",
  type: "Normal",
  note: "something was done",
  regarding,
};
const ref = { kind: "Event", name: "one", namespace: "default" };
const told = {
  apiVersion: group,
  kind: "Event",
  action: "Doing",
  deprecatedFirstTimestamp: null,
  deprecatedLastTimestamp: null,
  deprecatedSource: {},
  eventTime: "2026-11-21T21:00:00.000001Z",
  note: "something was done",
  reason: "Because",
  regarding,
  reportingController: "example.com/me",
  reportingInstance: "me-1",
  type: "Normal",
};

function withoutMetadata({ metadata: _, ...rest }: KubeObject): unknown {
  return rest;
}

describe("events of events.k8s.io/v1", () => {
  let api: ReturnType<typeof openEmbeddedCluster>["api"];
  beforeEach(() => {
    ({ api } = openEmbeddedCluster());
  });

  it("are those of v1 under other names", async () => {
    expect(withoutMetadata(await api.create(event))).toEqual(told);
    expect(withoutMetadata(await api.get({ apiVersion: group, ...ref }))).toEqual(told);
    expect(withoutMetadata(await api.get({ apiVersion: "v1", ...ref }))).toEqual({
      apiVersion: "v1",
      kind: "Event",
      action: "Doing",
      eventTime: "2026-11-21T21:00:00.000001Z",
      firstTimestamp: null,
      involvedObject: regarding,
      lastTimestamp: null,
      message: "something was done",
      reason: "Because",
      reportingComponent: "example.com/me",
      reportingInstance: "me-1",
      source: {},
      type: "Normal",
    });
  });

  it("are listed, watched and selected by their own names", async () => {
    await api.create(event);
    const query = { apiVersion: group, kind: "Event", namespace: "default", fieldSelector: "regarding.name=c" };
    expect((await api.list(query)).items.map(withoutMetadata)).toEqual([told]);
    const seen: WatchEvent[] = [];
    for await (const change of api.watch(query, { signal: new AbortController().signal })) {
      seen.push(change);
      break;
    }
    expect(seen).toMatchObject([{ type: "ADDED", object: told }]);
    const { columnDefinitions, rows } = await api.table(query);
    const cells = rows.map((row) =>
      Object.fromEntries(row.cells.map((cell, index) => [columnDefinitions[index]?.name, cell])),
    );
    expect(cells).toMatchObject([{ Type: "Normal", Reason: "Because", Object: "configmap/c", Message: told.note }]);
  });

  it("tell what v1 calls count and source as deprecated", async () => {
    const { kind, metadata } = event;
    const source = { component: "me", host: "h" };
    await api.create({ apiVersion: "v1", kind, metadata, involvedObject: regarding, message: "m", count: 3, source });
    expect(await api.get({ apiVersion: group, ...ref })).toMatchObject({
      deprecatedCount: 3,
      deprecatedSource: { component: "me", host: "h" },
      note: "m",
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["no time", { eventTime: undefined }, "eventTime: Required value"],
    ["another type", { type: "Odd" }, 'type: Invalid value: "": has invalid value: Odd'],
    ["a count", { deprecatedCount: 3 }, 'count: Invalid value: "": needs to be unset'],
    ["a source", { deprecatedSource: { component: "a" } }, 'source: Invalid value: "": needs to be unset'],
    ["a short series", { series: { count: 2 } }, "series.lastObservedTime: Required value"],
    ["no reason", { reason: undefined }, "reason: Required value"],
    ["a long note", { note: "a".repeat(1025) }, 'message: Invalid value: "": can have at most 1024 characters'],
  ])("are refused with %s", async (_, change, message) => {
    await expect(api.create({ ...event, ...change })).rejects.toThrow(`Event "one" is invalid: ${message}`);
  });

  it("may be about an object elsewhere", async () => {
    expect(await api.create({ ...event, regarding: { ...regarding, namespace: "other" } })).toMatchObject({
      regarding: { namespace: "other" },
    });
  });

  it("change in their series only", async () => {
    await api.create(event);
    const series = { count: 2, lastObservedTime: "2026-11-21T21:01:00.000001Z" };
    const patched = api.patch({ apiVersion: group, ...ref }, { type: "merge", body: { series } });
    expect(withoutMetadata(await patched)).toEqual({ ...told, series });
    const other = { type: "merge", body: { reason: "Other", action: "x", regarding: { name: "z" } } } as const;
    await expect(api.patch({ apiVersion: group, ...ref }, other)).rejects.toThrow(
      'Event "one" is invalid: [involvedObject: Invalid value: {"Kind":"ConfigMap","Namespace":"default","Name":"z","UID":"",' +
        '"APIVersion":"v1","ResourceVersion":"","FieldPath":""}: field is immutable, ' +
        'reason: Invalid value: "Other": field is immutable, action: Invalid value: "x": field is immutable]',
    );
    expect(await api.patch({ apiVersion: "v1", ...ref }, { type: "merge", body: { message: "new" } })).toMatchObject({
      message: "new",
    });
  });
});
