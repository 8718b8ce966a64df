import fc from "fast-check";
import { expect, it } from "vitest";
import { openRequests, packRequests } from "../../src/workload/packed-requests.ts";
import { chunkRows, createChunk, type RequestChunk } from "../../src/workload/workload-state.ts";

function chunkOf(
  rows: readonly (readonly [at: number, latency: number, type: number, status: number, body: number])[],
) {
  const chunk = createChunk(chunkRows);
  for (let row = 0; row < chunkRows; row++) {
    const [at, latency, type, status, body] = rows[row % rows.length] ?? [0, 0, 0, 0, 0];
    chunk.endedAt[row] = at;
    chunk.latency[row] = latency;
    chunk.type[row] = type;
    chunk.status[row] = status;
    chunk.body[row] = body;
  }
  return chunk;
}

const row = fc.tuple(
  fc.oneof(
    fc.maxSafeNat(),
    fc.maxSafeNat().map(Math.sqrt).map(Math.floor),
    fc.integer({ min: 1.7e15, max: 1.7e15 + 1e9 }),
  ),
  fc.nat(0xffff_ffff),
  fc.nat(255),
  fc.constantFrom(200, 200, 0, 503),
  fc.constantFrom(0, 0, 1999),
);

it("packed requests are the same when they are opened", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const chunk: RequestChunk = Object.freeze(chunkOf(rows));
      const opened = openRequests(packRequests(chunk));
      expect(opened).toEqual(chunk);
      expect(Object.isFrozen(opened)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it("a success takes six bytes of seventeen when a tenth of a second lies between requests", () => {
  const rows = Array.from({ length: chunkRows }, (_, index) => [1e15 + index * 100_000, 4000, 1, 200, 0] as const);
  const packed = packRequests(chunkOf(rows));
  if (!("rows" in packed)) throw new Error("It is not packed.");
  expect(packed.rows.length).toBeLessThan(6 * chunkRows + 10);
  expect(packed).toMatchObject({ first: 1e15, last: 1e15 + (chunkRows - 1) * 100_000 });
});

it("a request that ended within a microsecond, or far in the future, leaves its chunk as it is", () => {
  for (const at of [1.5, 2 ** 51, Number.POSITIVE_INFINITY]) {
    const chunk = chunkOf([[at, 1, 0, 200, 0]]);
    expect(packRequests(chunk)).toBe(chunk);
  }
});
