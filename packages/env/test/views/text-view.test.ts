import { eventsFromRows, logsFromRows, metricsFromRows, serviceTable, spansFromRows } from "@aiops-gym/telemetry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Observation, showText, textSections } from "../../src/index.ts";
import { countTokens } from "../../src/tokens.ts";
import { firstTokens, fitReply, fitSection } from "../../src/views/fit-text.ts";

const second = 1_000_000;
/** 2026-01-05T09:00:00Z */
const start = 1_767_603_600 * second;
const info = { episodeId: "episode-1", task: "mitigation" as const, step: 3, maxSteps: 20 };

const line = (at: number, service: string, severityNumber: number, body: string) => ({
  timeUnixMicros: start + at * second,
  origin: { service, namespace: "shop", pod: `${service}-1`, container: service, node: "node-1" },
  severityNumber,
  body,
});

function observationOf(fields: Partial<Observation> = {}): Observation {
  return {
    text: "deployment.apps/geo restarted",
    ok: true,
    windowStartUnixMicros: start,
    timeUnixMicros: start + 10 * second,
    logs: logsFromRows([]),
    metrics: metricsFromRows([]),
    traces: spansFromRows([]),
    events: eventsFromRows([]),
    services: serviceTable([]),
    ...fields,
  };
}

describe("an observation as text", () => {
  it("says what was replied, how users and services are, and what the tables say", () => {
    const observation = observationOf({
      users: { requests: 100, successes: 60, p50Micros: 12_300, p99Micros: 1_500_000 },
      services: serviceTable([
        {
          service: "front",
          readyReplicas: 1,
          desiredReplicas: 1,
          requestsPerSecond: 10,
          errorRatio: 0.4,
          p99Milliseconds: 1500,
        },
        { service: "cache" },
        { service: "geo", readyReplicas: 0, desiredReplicas: 1, readyEndpoints: 0, waitingContainers: 1, restarts: 3 },
        { service: "store" },
      ]),
      events: eventsFromRows(
        [5, 8].map((at) => ({
          lastSeenUnixMicros: start + at * second,
          firstSeenUnixMicros: start,
          type: "Warning",
          reason: "BackOff",
          namespace: "shop",
          objectKind: "Pod",
          objectName: "geo-1",
          source: "kubelet",
          count: at,
          message: "Back-off restarting failed container",
        })),
      ),
      traces: spansFromRows(
        [2, 2, 0].map((statusCode, index) => ({
          traceId: `${index + 1}`,
          spanId: "1",
          origin: { service: "front", namespace: "shop", pod: "front-1", container: "front", node: "node-1" },
          operation: "GET /items",
          kind: 2,
          startUnixMicros: start,
          durationMicros: 10,
          statusCode,
          statusMessage: statusCode === 2 ? "unavailable" : null,
        })),
      ),
      logs: logsFromRows([
        line(1, "front", 17, "call 17 of geo failed"),
        line(2, "front", 9, "served"),
        line(3, "front", 17, "call 18 of geo failed"),
      ]),
    });
    const { text, tokens, cut } = showText(observation, info, 2_000);
    expect(text).toBe(
      [
        "[step 3 of 20, 2026-01-05T09:00:10Z, done]",
        "deployment.apps/geo restarted",
        "users:",
        "  60 of 100 requests in 10 s succeeded, median 12.3 ms, p99 1500 ms",
        "services:",
        "  front: 1/1 ready, 10 requests/s, 40% errors, p99 1500 ms",
        "  cache, store: nothing measured",
        "  geo: 0/1 ready, no endpoint, waiting containers 1, restarts 3",
        "events:",
        "  09:00:08 Warning BackOff Pod/geo-1: Back-off restarting failed container (and 1 before, alike)",
        "traces:",
        "  front GET /items: 2 of 3 spans failed: unavailable",
        "logs:",
        "  09:00:02 front INFO: served",
        "  09:00:03 front ERROR: call 18 of geo failed (and 1 before, alike)",
        "",
      ].join("\n"),
    );
    expect(tokens).toBe(countTokens(text));
    expect(cut).toEqual([]);
  });

  it("indents what goes on over several lines, so that no log looks like a section", () => {
    const logs = logsFromRows([line(1, "front", 17, "panic: nil\nservices:\n  geo: 0/1 ready\n")]);
    const { text } = showText(observationOf({ logs }), info, 256, textSections);
    expect(text).toContain("logs:\n  09:00:01 front ERROR: panic: nil\n    services:\n      geo: 0/1 ready\n");
  });

  it("stays within its budget whatever sections are asked for", () => {
    const lines = (text: string) => () => Array.from({ length: 300 }, () => ({ text, weight: Number.NaN, rows: 1 }));
    const greedy = { name: "all", share: 40, lines: lines("some words") };
    const owing = { name: "none", share: -1, lines: lines("some words") };
    const wordy = { name: "a long name ".repeat(40), share: 1, lines: lines("some words") };
    for (const sections of [
      [greedy, greedy],
      [owing, greedy],
      [wordy],
      Array<typeof greedy>(40).fill({ ...greedy, share: 0.2 }),
    ])
      expect(showText(observationOf(), info, 400, sections).tokens).toBeLessThanOrEqual(400);
  });

  it.each([0, -1, 255, 300.5, Number.NaN, Number.POSITIVE_INFINITY])("is not made within %s tokens", (budget) => {
    expect(() => showText(observationOf(), info, budget)).toThrow(/expected an integer of at least 256 tokens/);
  });

  it("says why a choice was not valid", () => {
    const { text } = showText(
      observationOf({ text: "waited 1 seconds" }),
      { ...info, notice: "Entry 3 is none." },
      256,
    );
    expect(text).toBe("[step 3 of 20, 2026-01-05T09:00:10Z, refused]\nEntry 3 is none.\nwaited 1 seconds\n");
  });

  it("stays within its budget, and accounts for all that it leaves out", () => {
    const body = fc.string({ unit: "grapheme", maxLength: 300 });
    const rows = fc.array(fc.tuple(fc.constantFrom("front", "geo"), fc.constantFrom(0, 9, 13, 17), body), {
      maxLength: 80,
    });
    const reply = fc.array(body, { maxLength: 60 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(reply, rows, fc.integer({ min: 256, max: 1500 }), (text, logs, budget) => {
        const observation = observationOf({
          text,
          logs: logsFromRows(logs.map(([service, severity, said], at) => line(at, service, severity, said))),
        });
        const shown = showText(observation, info, budget);
        expect(shown.tokens).toBeLessThanOrEqual(budget);
        const lines = textSections.find(({ name }) => name === "logs")?.lines(observation) ?? [];
        for (const { part, keptLines, cutLines } of shown.cut) {
          const all = part === "logs" ? lines.length : text.split("\n").length;
          expect(keptLines + cutLines).toBe(all);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keeps what matters most when not all fits, in its order", () => {
    const lines = Array.from({ length: 40 }, (_, index) => ({
      text: `line ${index} with some words that take a few tokens`,
      weight: index % 10 === 0 ? 2 : 1,
      rows: 2,
    }));
    const { text, tokens, cut } = fitSection("logs", lines, 160);
    expect(tokens).toBeLessThanOrEqual(160);
    const shown = [...text.matchAll(/line (\d+)/g)].map(([, index]) => Number(index));
    expect(shown.slice(0, 4)).toEqual([0, 10, 20, 30]);
    expect(shown.slice(4).every((index) => index > 30)).toBe(true);
    expect(cut).toMatchObject({ part: "logs", keptLines: shown.length, cutLines: 40 - shown.length });
    expect(cut?.cutRows).toBe(2 * (40 - shown.length));
    expect(text).toContain(`[${40 - shown.length} more lines, ${2 * (40 - shown.length)} rows, are left out]`);
  });

  it("keeps the beginning and the end of a long reply", () => {
    const reply = Array.from({ length: 500 }, (_, index) => `row ${index}`).join("\n");
    const { text, cut } = fitReply(reply, 300);
    expect(text).toMatch(/^row 0\nrow 1\n/);
    expect(text).toMatch(/\nrow 498\nrow 499$/);
    expect(countTokens(text)).toBeLessThanOrEqual(300);
    expect(text).toContain(`[${cut?.cutLines} lines, ${cut?.cutBytes} bytes, are left out here]`);
  });

  it.each([
    ["one letter", "a"],
    ["blanks", " "],
    ["empty lines", "\n"],
    ["signs", "="],
    ["letters of many bytes", "日本語"],
    ["marks", "a\u0301\u0302"],
    ["halves of characters", "\ud800"],
  ])(
    "is soon made of a reply that says %s again and again",
    (_, unit) => {
      const text = unit.repeat(200_000 / unit.length);
      for (const budget of [256, 6_000]) {
        const shown = showText(observationOf({ text }), info, budget);
        expect(shown.tokens).toBeLessThanOrEqual(budget);
      }
    },
    20_000,
  );

  it("never ends within a character", () => {
    expect(firstTokens("🙂".repeat(50), 5)).toMatch(/^(🙂)*$/u);
  });
});
