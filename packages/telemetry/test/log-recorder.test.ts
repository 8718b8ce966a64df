import {
  appendLog,
  correlateLog,
  createLogRecorder,
  hexValues,
  internLogOrigin,
  logTable,
  microsValues,
  type Origin,
  readContainerLog,
  rowCount,
  tableToBytes,
  textValues,
  windowBetween,
} from "@aiops-gym/telemetry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freezeOpen } from "../src/recorder.ts";
import { plainClone } from "./plain-clone.ts";
import { geo, mongo, node, start } from "./sample-rows.ts";

const origins: readonly Origin[] = [geo, mongo, node, { ...geo, pod: "geo-2" }];

interface Line {
  readonly time: number;
  readonly origin: number;
  readonly stream: number;
  readonly body: string;
}

// Gaps of 0 to 3 microseconds, so that many lines share a time; enough lines for several chunks.
const someLines = fc
  .tuple(
    fc.array(
      fc.record({
        gap: fc.nat(3),
        origin: fc.nat(origins.length - 1),
        stream: fc.nat(1),
        body: fc.string({ unit: "grapheme", maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    fc.integer({ min: 1, max: 80 }),
  )
  .map(([pattern, times]): Line[] => {
    let time = start;
    return Array.from({ length: times }, () => pattern)
      .flat()
      .map(({ gap, ...line }) => {
        time += gap;
        return { time, ...line };
      });
  });

function record(lines: readonly Line[], recorder = createLogRecorder()) {
  const codes = origins.map((origin) => internLogOrigin(recorder, origin));
  for (const { time, origin, stream, body } of lines) appendLog(recorder, time, codes[origin] ?? -1, 9, stream, body);
  return recorder;
}

describe("logTable", () => {
  it("has the lines of the window that match the filter, in order", () => {
    const filters = [
      undefined,
      {},
      { namespace: "test-hotel-reservation" },
      { service: "geo" },
      { pod: "geo-2" },
      { pod: "no" },
    ];
    fc.assert(
      fc.property(someLines, fc.nat(9000), fc.nat(9000), fc.constantFrom(...filters), (lines, from, length, filter) => {
        const window = windowBetween(start + from, start + from + length);
        const table = logTable(record(lines), window, filter);
        const expected = lines.filter(({ time, origin }) => {
          const { namespace, service, pod } = origins[origin] ?? node;
          return (
            time >= window.startUnixMicros &&
            time < window.endUnixMicros &&
            (filter?.namespace === undefined || filter.namespace === namespace) &&
            (filter?.service === undefined || filter.service === service) &&
            (filter?.pod === undefined || filter.pod === pod)
          );
        });
        expect([...microsValues(table, "time")]).toEqual(expected.map(({ time }) => time));
        expect(textValues(table, "body")).toEqual(
          expected.map(({ body }) => new TextDecoder().decode(new TextEncoder().encode(body))),
        );
        expect(textValues(table, "pod")).toEqual(expected.map(({ origin }) => origins[origin]?.pod));
        expect(textValues(table, "stream")).toEqual(expected.map(({ stream }) => (stream === 0 ? "stdout" : "stderr")));
      }),
      { numRuns: 60 },
    );
  });

  it("never changes after it was made, whatever is recorded later", () => {
    fc.assert(
      fc.property(someLines, someLines, (before, after) => {
        const recorder = record(before);
        const window = windowBetween(0, start + 1e9);
        const table = logTable(recorder, window);
        const bytes = tableToBytes(table);
        const last = before.at(-1)?.time ?? start;
        record(
          after.map((line) => ({ ...line, time: line.time - start + last, body: `later ${line.body}` })),
          recorder,
        );
        correlateLog(recorder, [1, 2, 3, 4], [5, 6]);
        internLogOrigin(recorder, { ...geo, pod: "new" });
        logTable(recorder, window);
        expect(tableToBytes(table)).toEqual(bytes);
      }),
      { numRuns: 30 },
    );
  });

  it("shares the arrays of full chunks between tables and forks", () => {
    const recorder = record(
      Array.from({ length: 3000 }, (_, i) => ({ time: start + i, origin: 0, stream: 0, body: "x" })),
    );
    const window = windowBetween(start, start + 2000);
    const values = (from: ReturnType<typeof createLogRecorder>) =>
      logTable(from, window).batches.map((batch) => batch.data.children[0]?.values.buffer);
    expect(values(plainClone(recorder))).toEqual(values(recorder));
    expect(values(plainClone(recorder))[0]).toBe(values(recorder)[0]);
    expect(values(recorder)).toHaveLength(2);
  });

  it("has one empty batch when no line matches", () => {
    const table = logTable(createLogRecorder(), windowBetween(0, 1));
    expect(table.numRows).toBe(0);
    expect(textValues(table, "pod")).toEqual([]);
  });

  it("tells the level of a severity number, and none of 0", () => {
    const recorder = createLogRecorder();
    const origin = internLogOrigin(recorder, geo);
    for (const severity of [0, 1, 5, 9, 12, 13, 17, 21, 24]) appendLog(recorder, start, origin, severity, 0, "");
    const levels = [null, "TRACE", "DEBUG", "INFO", "INFO", "WARN", "ERROR", "FATAL", "FATAL"];
    expect(textValues(logTable(recorder, windowBetween(0, start + 1)), "severity_text")).toEqual(levels);
  });

  it("has the ids of the span that wrote a line", () => {
    const recorder = record([{ time: start, origin: 0, stream: 0, body: "a" }]);
    correlateLog(recorder, [0x5b8aa5a2, 0xd2c872e8, 0x321cf373, 0x08d69df2], [0x051581bf, 0x3cb55c13]);
    record([{ time: start, origin: 0, stream: 0, body: "b" }], recorder);
    const table = logTable(recorder, windowBetween(0, start + 1));
    expect(hexValues(table, "trace_id")).toEqual(["5b8aa5a2d2c872e8321cf37308d69df2", null]);
    expect(hexValues(table, "span_id")).toEqual(["051581bf3cb55c13", null]);
  });
});

describe("a fork of a recorder", () => {
  it("shares full chunks, and neither side sees what the other appends", () => {
    fc.assert(
      fc.property(someLines, someLines, someLines, fc.boolean(), (common, left, right, frozen) => {
        const recorder = record(common);
        if (frozen) freezeOpen(recorder);
        const fork = plainClone(recorder);
        expect(fork.sealed.every((chunk, index) => chunk === recorder.sealed[index])).toBe(true);
        expect(fork.open === recorder.open).toBe(frozen && common.length > 0);
        const last = common.at(-1)?.time ?? start;
        const shift = (lines: readonly Line[]) => lines.map((line) => ({ ...line, time: line.time - start + last }));
        record(shift(left), recorder);
        record(shift(right), fork);
        const window = windowBetween(0, start + 1e9);
        expect(tableToBytes(logTable(recorder, window))).toEqual(
          tableToBytes(logTable(record([...common, ...shift(left)]), window)),
        );
        expect(tableToBytes(logTable(fork, window))).toEqual(
          tableToBytes(logTable(record([...common, ...shift(right)]), window)),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe("appendLog", () => {
  it("refuses a line that is older than the newest", () => {
    const recorder = record([{ time: start, origin: 0, stream: 0, body: "" }]);
    expect(() => appendLog(recorder, start - 1, 0, 9, 0, "")).toThrow(RangeError);
    expect(rowCount(recorder)).toBe(1);
  });
});

describe("readContainerLog", () => {
  it("has the lines of one container instance only", () => {
    fc.assert(
      fc.property(
        someLines,
        fc.nat(origins.length - 1),
        fc.nat(200),
        fc.option(fc.nat(50)),
        (lines, origin, since, tail) => {
          const recorder = record(lines);
          const read = readContainerLog(recorder, internLogOrigin(recorder, origins[origin] ?? node), {
            sinceUnixMicros: start + since,
            ...(tail !== null && { tailLines: tail }),
          });
          const own = lines.filter((line) => line.origin === origin && line.time >= start + since);
          const kept = tail === null ? own : own.slice(Math.max(0, own.length - tail));
          expect(read.map(({ body }) => body)).toEqual(kept.map(({ body }) => body));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("tells a restarted container, and a recreated pod of the same name, from the one before", () => {
    const recorder = createLogRecorder();
    const codes = [geo, { ...geo, restartCount: 3 }, { ...geo, instance: "containerd://b" }].map((origin) =>
      internLogOrigin(recorder, origin),
    );
    expect(new Set(codes).size).toBe(3);
    codes.forEach((code, index) => {
      appendLog(recorder, start + index, code, 0, 0, `instance ${index}`);
    });
    expect(codes.map((code) => readContainerLog(recorder, code)[0]?.body)).toEqual([
      "instance 0",
      "instance 1",
      "instance 2",
    ]);
  });
});

describe("a long recording", () => {
  it("keeps the newest quarter of a million lines, and counts all", () => {
    const recorder = createLogRecorder();
    const origin = internLogOrigin(recorder, geo);
    const lines = 300 * 1024;
    for (let line = 0; line < lines; line++) appendLog(recorder, start + line, origin, 9, 0, `line ${line}`);
    expect(rowCount(recorder)).toBe(lines);
    // The chunk that is being written is not full, and is kept beside the full ones.
    const first = (300 - 257) * 1024;
    const read = readContainerLog(recorder, origin);
    expect(read).toHaveLength(lines - first);
    expect(read[0]?.body).toBe(`line ${first}`);
    const fork = plainClone(recorder);
    appendLog(fork, start + lines, origin, 9, 0, "one more");
    expect(readContainerLog(fork, origin)[0]?.body).toBe(`line ${first + 1024}`);
    expect(readContainerLog(recorder, origin)[0]?.body).toBe(`line ${first}`);
  });
});
