import { describe, expect, it } from "vitest";
import { createScript, drawRecord, type WorkKind, type WorkOp } from "../../../src/processes/courses/work-script.ts";
import { drawerOf } from "../../../src/processes/draw.ts";

function op(kind: WorkKind, micros = 0, index = 0): WorkOp {
  return { kind, micros: drawerOf(micros), times: null, index };
}

function record(ops: readonly WorkOp[]): readonly number[] | null {
  const script = createScript(ops);
  const words = new Uint16Array(script.words);
  return drawRecord(script, 7, words, 0) ? [...words] : null;
}

describe("a record of work", () => {
  it("tells when parts use CPU and end, on which cores, and when spans and answers come", () => {
    const words = record([
      op("work", 100),
      op("open"),
      op("enter"),
      // 15 us within the pod, 40 of the cache's, 15 back.
      op("message"),
      op("cache", 40),
      op("message"),
      op("cached"),
      op("call"),
      op("message"),
      op("answer"),
      op("start", 20),
      op("background", 30),
      op("wait"),
      op("line"),
      op("close"),
      op("leave"),
      op("work", 5),
    ]);
    expect(words).toEqual([
      // The part before the call: CPU from 0 until 100, 100 of it; over at 170.
      ...[0, 100, 100, 170],
      // After it: the answer at 15, CPU until 45, 55 of it; over at 40.
      ...[15, 45, 55, 40],
      // Both cores were used last in the second part: until 40 and until 45.
      ...[2, 40, 2, 45],
      // The look into the cache.
      ...[115, 40, 170],
      // The span, serving, the line.
      ...[100, 35, 100, 35, 35],
    ]);
  });

  it("is none when three cores are busy at once, or an amount has more than 16 bits", () => {
    expect(record([op("background", 50), op("background", 50), op("work", 50)])).toBeNull();
    expect(record([op("sleep", 65_536)])).toBeNull();
    expect(record([op("sleep", 65_535)])).toEqual([0, 0, 0, 65_535, 0, 0, 0, 0, 0, 0]);
    expect(record([op("work", 40_000), op("work", 40_000)])).toBeNull();
  });
});
