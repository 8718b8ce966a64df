import { describe, expect, it } from "vitest";
import { areas as allAreas } from "./check.ts";
import { compare } from "./compare.ts";
import { sameHistory } from "./compare-histories.ts";
import { exampleRecording as recording } from "./example-recording.ts";
import { fromRecording, lookingOf } from "./from-recording.ts";
import type { Recording } from "./recording.ts";

/** Subjects of the checks that are red when `altered` is taken for what the embedded cluster did. */
function redChecks(altered: Recording): readonly string[] {
  const checks = compare(fromRecording(recording), fromRecording(altered), lookingOf(recording));
  return checks.filter(({ agree }) => !agree).map(({ area, subject }) => `${area}: ${subject}`);
}

const changeEvents = (change: (event: Recording["events"][number]) => Recording["events"][number]): Recording => ({
  ...recording,
  events: recording.events.map(change),
});

describe("compare", () => {
  it("finds a recording equal to itself, in every area", () => {
    expect(redChecks(recording)).toEqual([]);
    const areas = new Set(
      compare(fromRecording(recording), fromRecording(recording), lookingOf(recording)).map(({ area }) => area),
    );
    expect([...areas].sort()).toEqual([...allAreas].sort());
  });

  it("turns red when more requests fail", () => {
    const requests = recording.requests.map((row): typeof row =>
      row[0] === 50_000 || row[0] === 51_000 ? [row[0], row[1], 500, row[3], row[4]] : row,
    );
    expect(redChecks({ ...recording, requests })).toEqual(["success rate: fault search", "failures: fault search"]);
  });

  it("turns red when requests fail with another text", () => {
    const requests = recording.requests.map((row): typeof row =>
      row[2] === 200 ? row : (row.with(4, "else") as typeof row),
    );
    expect(redChecks({ ...recording, requests })).toEqual(["failures: fault search"]);
  });

  it("takes latencies within a factor of 2 for equal, and no more", () => {
    const times = (factor: number): Recording => ({
      ...recording,
      requests: recording.requests.map(([at, type, status, millis, body]) => [at, type, status, millis * factor, body]),
    });
    expect(redChecks(times(1.9))).toEqual([]);
    expect(redChecks(times(2.1))).toEqual([
      "latency: before search median",
      "latency: fault search median",
      "latency: after search median",
    ]);
  });

  it("turns red when a pod does not restart", () => {
    const timeline = recording.timeline.slice(0, 2);
    expect(redChecks({ ...recording, timeline })).toEqual(["pods: geo", "endpoints: geo"]);
  });

  it("turns red when a pod ends with another exit code", () => {
    const timeline = recording.timeline.map(([at, pods, endpoints]): Recording["timeline"][number] => [
      at,
      pods.map((pod) => (pod.exitCode === null ? pod : { ...pod, exitCode: 2 })),
      endpoints,
    ]);
    expect(redChecks({ ...recording, timeline })).toEqual(["pods: geo"]);
  });

  it("turns red when an event is missing, has another message, comes in another order or more often", () => {
    expect(redChecks({ ...recording, events: recording.events.slice(1) })).toEqual(["events: Pod of geo: which"]);
    expect(redChecks(changeEvents((event) => event.with(8, "else") as typeof event))).toEqual([
      "events: Pod of geo: which",
    ]);
    const early = "2026-01-05T09:00:31Z";
    expect(
      redChecks(
        changeEvents((event) =>
          event[3] === "Started" ? (event.with(0, early).with(1, early) as typeof event) : event,
        ),
      ),
    ).toEqual(["events: Pod of geo: which"]);
    expect(redChecks(changeEvents((event) => event.with(6, 4) as typeof event))).toEqual([
      "events: Pod of geo: how often",
    ]);
  });

  it("turns red when a process prints another line, or the same in another order", () => {
    const [name = "", lines = []] = Object.entries(recording.logs)[0] ?? [];
    expect(redChecks({ ...recording, logs: { [name]: [...lines, "2026-01-05T09:00:50Z oops"] } })).toEqual([
      "logs: geo: which lines",
    ]);
    expect(redChecks({ ...recording, logs: { [name]: [...lines].reverse() } })).toEqual(["logs: geo: their order"]);
  });

  it("turns red when requests leave other spans", () => {
    const traces = recording.traces.map((trace) => trace.filter(([, , , , , tags]) => tags["span.kind"] !== "client"));
    expect(redChecks({ ...recording, traces })).toEqual([
      "traces: before search",
      "traces: fault search",
      "traces: after search",
      "span durations: frontend /search.Search/Nearby client",
    ]);
  });
});

describe("compare of resources", () => {
  it("turns red when a process uses more than twice the memory", () => {
    const cadvisor = recording.cadvisor.map(([second, pods]): Recording["cadvisor"][number] => [
      second,
      Object.fromEntries(
        Object.entries(pods).map(([pod, use]) => [pod, { ...use, container_memory_working_set_bytes: 20e6 }]),
      ),
    ]);
    expect(redChecks({ ...recording, cadvisor })).toEqual(["resources: geo memory"]);
  });
});

describe("sameHistory", () => {
  const states = (...rows: readonly (readonly [number, string])[]): { at: number; state: string }[] =>
    rows.map(([at, state]) => ({ at, state }));

  const looking = { end: 10, blind: [] };

  it("lets the recorder miss what happened while it did not look", () => {
    const blind = [{ from: 2, until: 4 }];
    const played = states([0, "a"], [2, "b"], [4, "c"]);
    expect(sameHistory(states([0, "a"], [5, "c"]), played, { end: 10, blind })).toBe(true);
    expect(sameHistory(states([0, "a"], [5, "c"]), played, looking)).toBe(false);
  });

  it("lets the recorder miss what came and went between two looks", () => {
    expect(sameHistory(states([0, "a"], [5, "c"]), states([0, "a"], [4, "b"], [4.5, "c"]), looking)).toBe(true);
  });

  it("does not let the recorder miss what lasted", () => {
    expect(sameHistory(states([0, "a"], [5, "c"]), states([0, "a"], [2, "b"], [4.5, "c"]), looking)).toBe(false);
  });

  it("wants everything that the recorder saw", () => {
    expect(sameHistory(states([0, "a"], [5, "b"], [6, "c"]), states([0, "a"], [5, "c"]), looking)).toBe(false);
  });
});
