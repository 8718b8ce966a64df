import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameJson, withPartsOf } from "../../src/apiserver/draft.ts";

describe("a value with the parts of an earlier one", () => {
  it("says the same as before, byte by byte, and changes neither", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, earlier) => {
        const [text, before] = [JSON.stringify(value), JSON.stringify(earlier)];
        expect(JSON.stringify(withPartsOf(value, earlier))).toBe(text);
        expect([JSON.stringify(value), JSON.stringify(earlier)]).toEqual([text, before]);
      }),
    );
  });

  it("is the earlier one where all is the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = structuredClone(value);
        expect(withPartsOf(copy, value)).toBe(value);
        expect(sameJson(copy, value)).toBe(true);
      }),
    );
  });

  it("shares what did not change", () => {
    const earlier = { spec: { a: [1, { b: 2 }] }, status: { phase: "Pending", ips: ["10.0.0.1"] } };
    const value = { spec: { a: [1, { b: 2 }] }, status: { phase: "Running", ips: ["10.0.0.1"] } };
    const result = withPartsOf(value, earlier);
    expect(result).toEqual(value);
    expect(result.spec).toBe(earlier.spec);
    expect(result.status.ips).toBe(earlier.status.ips);
  });

  it("keeps the order of fields", () => {
    expect(JSON.stringify(withPartsOf({ x: { b: 1, a: 2 } }, { x: { a: 2, b: 1 } }))).toBe('{"x":{"b":1,"a":2}}');
  });
});
