import { describe, expect, it } from "vitest";
import { bareLoop, numberHeap, objectHeap } from "../../src/cli/bench/bare-loop.ts";

describe.each([
  ["objects", objectHeap],
  ["numbers", numberHeap],
])("a heap of %s", (_, makeHeap) => {
  it("gives events by their time, those of one time as they were scheduled, and none that is not due", () => {
    const heap = makeHeap();
    const times = [5, 3, 9, 3, 1, 5, 7, 3, 2, 9, 4];
    for (const [service, at] of times.entries()) heap.schedule(at, 1, service);
    const taken: (readonly number[])[] = [];
    for (let due = heap.takeDue(7); due !== undefined; due = heap.takeDue(7)) taken.push([due.at, due.service]);
    expect(taken).toEqual([
      [1, 4],
      [2, 8],
      [3, 1],
      [3, 3],
      [3, 7],
      [4, 10],
      [5, 0],
      [5, 5],
      [7, 6],
    ]);
    expect(heap.takeDue(9)).toMatchObject({ at: 9, service: 2 });
    expect(heap.takeDue(9)).toMatchObject({ at: 9, service: 9 });
    expect(heap.takeDue(9)).toBeUndefined();
  });

  it("plays ten requests a second in a bare loop", () => {
    const play = bareLoop(makeHeap(), 30);
    const ended = Array.from({ length: 100 }, () => play(10_000_000)).reduce((sum, count) => sum + count, 0);
    // 10,000 gaps, each even between 0 and 0.2 s: a standard deviation of 58.
    expect(Math.abs(ended - 10_000)).toBeLessThan(4 * 58);
  });
});

it("both heaps play the same", () => {
  const [one, other] = [bareLoop(objectHeap(), 44), bareLoop(numberHeap(), 44)];
  for (let step = 0; step < 50; step++) expect(one(10_000_000)).toBe(other(10_000_000));
});
