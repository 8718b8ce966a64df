import {
  allTime,
  appendSpan,
  countRows,
  createSpanRecorder,
  hexValues,
  idWords,
  internOperation,
  internPeer,
  internSpanOrigin,
  makeRoomForSpans,
  microsValues,
  nullCode,
  numberValues,
  recorderView,
  setTraceIdHigh,
  spanCount,
  spansFromRows,
  spanTable,
  tableToBytes,
  textValues,
  windowBetween,
} from "@aiops-gym/telemetry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainClone } from "./plain-clone.ts";
import { geo, mongo, spanRows, start } from "./sample-rows.ts";

type Recorder = ReturnType<typeof createSpanRecorder>;

function append(
  recorder: Recorder,
  end: number,
  duration: number,
  id: number,
  parent: number,
  peer: string | null,
): void {
  const origin = internSpanOrigin(recorder, id % 2 === 0 ? geo : mongo);
  const operation = internOperation(recorder, `op-${id % 5}`);
  const message = id % 3 === 0 ? `failed ${id}` : null;
  const attributes = id % 7 === 0 ? `{"id":"${id}"}` : null;
  const code = internPeer(recorder, peer);
  appendSpan(
    recorder,
    end,
    end - duration,
    origin,
    operation,
    3,
    id % 3,
    code,
    id % 4 === 0 ? 503 : 0,
    1,
    id,
    2,
    id,
    0,
    parent,
    message,
    attributes,
  );
}

describe("recorderView", () => {
  it("has a window's rows of when it was made, whatever is recorded later", () => {
    const recorder = createSpanRecorder();
    for (let id = 1; id <= 2500; id++) append(recorder, start + id * 10, id, id, id - 1, null);
    const window = windowBetween(start + 9000, start + 1_000_000);
    const expected = tableToBytes(spanTable(recorder, window));
    const view = recorderView(recorder, window);
    expect(view.sealed).toHaveLength(2);
    for (let id = 2501; id <= 5000; id++) append(recorder, start + id * 10, id, id, id - 1, "late");
    expect(tableToBytes(spanTable(view, window))).toEqual(expected);
  });
});

describe("makeRoomForSpans", () => {
  it("makes room in one chunk after another for rows that are written into its columns", () => {
    const [written, appended] = [createSpanRecorder(), createSpanRecorder()];
    for (let id = 1; id <= 1500; id++) append(appended, start + id, 1, id, 0, null);
    for (let id = 1; id <= 1000; id++) append(written, start + id, 1, id, 0, null);
    const fits: number[] = [];
    for (let id = 1001; id <= 1500; ) {
      const rows = makeRoomForSpans(written, 1501 - id, 1501 - id);
      fits.push(rows);
      for (let row = written.count; row < written.count + rows; row++, id++) {
        const place = (id - 1) % 1024;
        const from = (id <= 1024 ? appended.sealed[0] : appended.open) ?? appended.open;
        for (const column of ["time", "start", "origin", "operation", "kind", "status", "peer", "httpStatus"] as const)
          written.open[column][row] = from[column][place] ?? 0;
        written.open.ids.set(from.ids.subarray(place * idWords, (place + 1) * idWords), row * idWords);
        written.open.message.push(from.message[place] ?? null);
        written.open.attributes.push(from.attributes[place] ?? null);
      }
      countRows(written, rows);
    }
    expect(fits).toEqual([24, 476]);
    expect(tableToBytes(spanTable(written, allTime))).toEqual(tableToBytes(spanTable(appended, allTime)));
  });

  it("leaves it to countRows to refuse a row that is older than the one before", () => {
    const recorder = createSpanRecorder();
    append(recorder, start + 10, 1, 1, 0, null);
    expect(makeRoomForSpans(recorder, 1, 1)).toBe(1);
    recorder.open.time[1] = start + 9;
    expect(() => countRows(recorder, 1)).toThrow(RangeError);
    expect(recorder.count).toBe(1);
  });
});

describe("spanTable", () => {
  it("has the spans that ended in the window, with all they were given", () => {
    const ids = Array.from({ length: 2500 }, (_, index) => index + 1);
    const recorder = createSpanRecorder();
    for (const id of ids) append(recorder, start + id * 10, id, id, id - 1, id % 2 === 0 ? "mongodb-geo" : null);
    fc.assert(
      fc.property(
        fc.nat(26_000),
        fc.nat(26_000),
        fc.constantFrom(undefined, "geo", "mongodb-geo"),
        (from, length, service) => {
          const window = windowBetween(start + from, start + from + length);
          const table = spanTable(recorder, window, service === undefined ? undefined : { service });
          const kept = ids.filter(
            (id) =>
              id * 10 >= from &&
              id * 10 < from + length &&
              (service === undefined || service === (id % 2 === 0 ? "geo" : "mongodb-geo")),
          );
          expect(spanCount(recorder, window, service === undefined ? undefined : { service })).toBe(kept.length);
          const hex = (id: number) => id.toString(16).padStart(8, "0");
          expect(hexValues(table, "trace_id")).toEqual(kept.map((id) => `000000000000000000000001${hex(id)}`));
          expect(hexValues(table, "span_id")).toEqual(kept.map((id) => `00000002${hex(id)}`));
          expect(hexValues(table, "parent_span_id")).toEqual(
            kept.map((id) => (id === 1 ? null : `00000000${hex(id - 1)}`)),
          );
          expect([...microsValues(table, "duration_ns")]).toEqual(kept);
          expect([...microsValues(table, "start")]).toEqual(kept.map((id) => start + id * 9));
          expect(textValues(table, "operation")).toEqual(kept.map((id) => `op-${id % 5}`));
          expect(textValues(table, "status_message")).toEqual(kept.map((id) => (id % 3 === 0 ? `failed ${id}` : null)));
          expect([...numberValues(table, "http_status")]).toEqual(kept.map((id) => (id % 4 === 0 ? 503 : Number.NaN)));
          expect(textValues(table, "peer_service")).toEqual(kept.map((id) => (id % 2 === 0 ? "mongodb-geo" : null)));
          expect(textValues(table, "attributes")).toEqual(kept.map((id) => (id % 7 === 0 ? `{"id":"${id}"}` : null)));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("takes trace ids of 128 bits", () => {
    const recorder = createSpanRecorder();
    append(recorder, start, 1, 1, 0, null);
    setTraceIdHigh(recorder, 0xffffffff, 0x80000001);
    append(recorder, start, 1, 2, 0, null);
    expect(hexValues(spanTable(recorder, allTime), "trace_id")).toEqual([
      "ffffffff800000010000000100000001",
      "00000000000000000000000100000002",
    ]);
  });

  it("has nanoseconds that are exact", () => {
    const recorder = createSpanRecorder();
    append(recorder, start + 1, 3, 1, 0, null);
    const table = spanTable(recorder, allTime);
    expect(table.getChild("start")?.data[0]?.values).toEqual(BigInt64Array.of(BigInt(start - 2) * 1000n));
    expect(table.getChild("duration_ns")?.get(0)).toBe(3000n);
  });
});

describe("a fork of a span recorder", () => {
  it("gives the bytes that an unforked recorder gives", () => {
    const recorder = createSpanRecorder();
    for (let id = 1; id < 1500; id++) append(recorder, start + id, 1, id, 0, null);
    const fork = plainClone(recorder);
    for (let id = 1500; id < 3000; id++) {
      append(fork, start + id, 1, id, 0, "fork");
      append(recorder, start + id, 1, id, 0, null);
    }
    const alone = createSpanRecorder();
    for (let id = 1; id < 3000; id++) append(alone, start + id, 1, id, 0, id < 1500 ? null : "fork");
    expect(tableToBytes(spanTable(fork, allTime))).toEqual(tableToBytes(spanTable(alone, allTime)));
  });
});

describe("spansFromRows", () => {
  it("orders spans by their ends and keeps their ids", () => {
    const table = spansFromRows(spanRows);
    expect(hexValues(table, "span_id")).toEqual(["5fb397be34d26b51", "051581bf3cb55c13"]);
    expect(hexValues(table, "parent_span_id")).toEqual(["051581bf3cb55c13", null]);
    expect(textValues(table, "attributes")).toEqual(['{"network.peer.port":"8083","rpc.system":"grpc"}', null]);
    expect(internPeer(createSpanRecorder(), null)).toBe(nullCode);
  });
});
