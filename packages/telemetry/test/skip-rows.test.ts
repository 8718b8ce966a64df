import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkCapacity, nextRow, type Recorder, rowCount, sealWhole, skipRows } from "../src/recorder.ts";

interface Chunk {
  readonly time: Float64Array;
}

const createChunk = (): Chunk => ({ time: new Float64Array(chunkCapacity) });
const kept = 2;

function recorderOf(rows: number): Recorder<Chunk> {
  const recorder: Recorder<Chunk> = { sealed: [], open: createChunk(), count: 0, lastTime: 0 };
  append(recorder, 0, rows);
  return recorder;
}

function append(recorder: Recorder<Chunk>, from: number, to: number): void {
  for (let row = from; row < to; row++) nextRow(recorder, row, createChunk, sealWhole, kept);
}

describe("rows that are counted and not written", () => {
  it("leave the recorder as if they had been written, once so many follow that they would be dropped", () => {
    const rows = fc.nat(3 * chunkCapacity + 5);
    fc.assert(
      fc.property(rows, rows, fc.nat(2 * chunkCapacity), (before, skipped, more) => {
        const total = before + skipped + (kept + 1) * chunkCapacity + more;
        const written = recorderOf(total);
        const recorder = recorderOf(before);
        skipRows(recorder, skipped, createChunk);
        expect(rowCount(recorder)).toBe(before + skipped);
        append(recorder, before + skipped, total);
        expect(recorder).toEqual(written);
      }),
      { numRuns: 30 },
    );
  });
});
