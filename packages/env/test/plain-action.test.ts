import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainAction } from "../src/plain-action.ts";

const circular: Record<string, unknown> = { name: "wait" };
circular["self"] = { circular };

const nest = (depth: number): unknown => (depth === 0 ? [] : [nest(depth - 1)]);

class Call {
  readonly name = "wait";
  readonly arguments = { seconds: 5 };
}

describe("an action as data", () => {
  it("is the same where it is data already, and a copy", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(plainAction(value))).toBe(text);
      }),
    );
    const action = { name: "wait", arguments: { seconds: 10 } };
    const copy = plainAction(action);
    action.arguments.seconds = 20;
    expect(copy).toEqual({ name: "wait", arguments: { seconds: 10 } });
  });

  it("is what JSON would write, whatever a policy hands over", () => {
    fc.assert(
      fc.property(fc.object({ withDate: true, withSparseArray: true, withTypedArray: false, maxDepth: 3 }), (value) => {
        expect(JSON.stringify(plainAction(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each<[string, unknown, unknown]>([
    ["an integer of Arrow", { replicas: 3n }, { replicas: 3 }],
    ["an integer that a number would round", 2n ** 60n, "1152921504606846976"],
    ["a number that is none", [Number.NaN, Number.POSITIVE_INFINITY], [null, null]],
    ["a typed array", { of: Int32Array.of(1, 2) }, { of: [1, 2] }],
    ["a function", () => 1, null],
    ["a symbol in a list", [Symbol("x")], [null]],
    ["an object of a class", new Call(), { name: "wait", arguments: { seconds: 5 } }],
    ["an object within itself", circular, { name: "wait", self: { circular: "[circular]" } }],
    ["the prototype's name", JSON.parse('{"__proto__": {"name": 1}}'), JSON.parse('{"__proto__": {"name": 1}}')],
  ])("may hold %s", (_, value, expected) => {
    expect(plainAction(value)).toEqual(expected);
  });

  it("ends where nothing would be as deep", () => {
    expect(JSON.stringify(plainAction(nest(5_000)))).toMatch(/^\[{64}"\[too deep\]"\]{64}$/);
  });
});
