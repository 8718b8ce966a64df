import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PackedReader, packNumbers } from "../../src/capture/packed-numbers.ts";

function unpacked(text: string): number[] {
  const reader = new PackedReader();
  reader.open(text);
  const numbers: number[] = [];
  while (reader.more) numbers.push(reader.next());
  return numbers;
}

describe("packed numbers", () => {
  it("come back as they were", () => {
    const number = fc.oneof(fc.nat(300), fc.maxSafeNat(), fc.double());
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        expect(unpacked(packNumbers(numbers))).toEqual(numbers);
      }),
    );
  });

  it("take a byte below 128, two below 16384, ten when they are not whole", () => {
    expect(packNumbers([0, 127])).toHaveLength(2);
    expect(packNumbers([128, 16_383])).toHaveLength(4);
    expect(packNumbers([0.5])).toHaveLength(10);
    expect(unpacked(packNumbers([-0, 0.5, 2 ** 52, 128]))).toEqual([-0, 0.5, 2 ** 52, 128]);
  });
});
