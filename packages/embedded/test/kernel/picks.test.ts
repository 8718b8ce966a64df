import fc from "fast-check";
import { expect, it } from "vitest";
import { nextPick, nextWeighted, picksOf } from "../../src/kernel/random.ts";

it("ready weights pick what weights pick, from as much chance", () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 10, noNaN: true }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(weights, fc.integer(), (each, chance) => {
      const one = { chance: chance | 0 };
      const other = { chance: chance | 0 };
      expect(nextPick(one, picksOf(each))).toBe(nextWeighted(other, each));
      expect(one).toEqual(other);
    }),
  );
});
