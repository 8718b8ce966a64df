import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Choices, drawChoices } from "../../src/index.ts";

const choices: Choices = {
  service: { kind: "one-of", of: ["geo", "rate", "user"] },
  port: {
    kind: "by",
    choice: "service",
    cases: {
      geo: { kind: "one-of", of: [1, 2] },
      rate: { kind: "one-of", of: [3] },
      user: { kind: "range", min: 10, max: 30, step: 10 },
    },
  },
  stores: { kind: "subset", of: ["a", "b", "c", "d"], atLeast: 1, atMost: 3 },
  faulty: { kind: "flag", probability: 0.5 },
};
const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe("drawChoices", () => {
  it("draws these values from seed 17", () => {
    expect(drawChoices(choices, "app/kind", 17)).toEqual({ service: "user", port: 30, stores: ["a"], faulty: false });
  });

  it("draws equal values from equal seeds", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(drawChoices(choices, "k", seed)).toEqual(drawChoices(choices, "k", seed));
      }),
    );
  });

  it("draws the rest as before when there is another choice, wherever it stands", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { added: first, ...after } = drawChoices(
          { added: { kind: "flag", probability: 0.3 }, ...choices },
          "k",
          seed,
        );
        const { added: last, ...before } = drawChoices(
          { ...choices, added: { kind: "flag", probability: 0.3 } },
          "k",
          seed,
        );
        expect(first).toBe(last);
        expect(after).toEqual(before);
        expect(after).toEqual(drawChoices(choices, "k", seed));
      }),
    );
  });

  it("keeps to the ranges, the steps and the sizes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { service, port, stores } = drawChoices(choices, "k", seed);
        const ports: Record<string, readonly number[]> = { geo: [1, 2], rate: [3], user: [10, 20, 30] };
        expect(ports[String(service)]).toContain(port);
        const list = stores as readonly string[];
        expect(list.length).toBeGreaterThanOrEqual(1);
        expect(list.length).toBeLessThanOrEqual(3);
        expect([...list].sort()).toEqual(list);
        expect(new Set(list).size).toBe(list.length);
      }),
    );
  });

  it("draws evenly", () => {
    const counts = new Map<unknown, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const { service, faulty } = drawChoices(choices, "k", seed);
      for (const value of [service, faulty]) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    // four standard deviations: sqrt(6000 * p * (1 - p)) is 36.5 and 38.7
    for (const name of ["geo", "rate", "user"]) expect(Math.abs((counts.get(name) ?? 0) - 2000)).toBeLessThan(146);
    expect(Math.abs((counts.get(true) ?? 0) - 3000)).toBeLessThan(155);
  });

  it("says which case is missing", () => {
    const broken: Choices = { a: { kind: "one-of", of: ["x"] }, b: { kind: "by", choice: "a", cases: {} } };
    expect(() => drawChoices(broken, "k", 0)).toThrow(/Choice "b" has no case for a "x"/);
  });
});
