import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boxSpace,
  choiceSpace,
  contains,
  createRandomStream,
  dictSpace,
  discreteSpace,
  flatDim,
  flatten,
  isFlattenable,
  jsonSpace,
  multiBinarySpace,
  multiDiscreteSpace,
  oneOfSpace,
  parseSpace,
  type Space,
  type SpaceMask,
  sampleSpace,
  sequenceSpace,
  spaceToJson,
  textSpace,
  tupleSpace,
  unflatten,
  whyNot,
} from "../../src/index.ts";
import { anySpace, flatSpace } from "./arbitrary-space.ts";

const seed = fc.nat();

describe("samples", () => {
  it("are contained, whatever the space is", () => {
    fc.assert(
      fc.property(anySpace, seed, (space, from) => {
        expect(whyNot(space, sampleSpace(space, createRandomStream(from)))).toBe(null);
      }),
      { numRuns: 500 },
    );
  });

  it("are the same from the same stream, and others from a stream of another name", () => {
    fc.assert(
      fc.property(flatSpace, seed, (space, from) => {
        expect(sampleSpace(space, createRandomStream(from, "a"))).toEqual(
          sampleSpace(space, createRandomStream(from, "a")),
        );
      }),
    );
    const draws = (name: string) => {
      const stream = createRandomStream(7, name);
      return Array.from({ length: 6 }, () => sampleSpace(discreteSpace(1000), stream));
    };
    expect(draws("a")).not.toEqual(draws("b"));
  });

  it("reach every value of a small space, evenly", () => {
    const stream = createRandomStream(1);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 4000; draw++) {
      const value = sampleSpace(discreteSpace(4, -1), stream) + 1;
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(900);
  });

  it("keep to the mask", () => {
    const stream = createRandomStream(3);
    const space = dictSpace({
      which: discreteSpace(4, 10),
      each: multiDiscreteSpace([2, 3]),
      bits: multiBinarySpace(3),
      word: choiceSpace(["a", "b", "c"]),
      either: oneOfSpace([discreteSpace(2), choiceSpace(["x", "y"])]),
    });
    const mask = {
      which: Uint8Array.of(0, 1, 0, 0),
      each: [Uint8Array.of(0, 1), Uint8Array.of(1, 0, 0)],
      bits: Uint8Array.of(1, 0, 2),
      word: Uint8Array.of(0, 0, 1),
      either: { spaces: Uint8Array.of(0, 1), values: [null, Uint8Array.of(1, 0)] },
    };
    for (let draw = 0; draw < 20; draw++) {
      const { bits, ...rest } = sampleSpace(space, stream, mask) as { readonly bits: Uint8Array };
      expect(rest).toEqual({ which: 11, each: Int32Array.of(1, 0), word: "c", either: "x" });
      expect([...bits.subarray(0, 2)]).toEqual([1, 0]);
    }
    expect(() => sampleSpace(discreteSpace(2), stream, new Uint8Array(2))).toThrow(/allows nothing/);
  });

  it.each<[Space, unknown, string]>([
    [discreteSpace(2), new Uint8Array(3), "a Uint8Array of 3 bytes; expected a Uint8Array of 2"],
    [discreteSpace(2), [1, 0], "a list of 2; expected a Uint8Array of 2"],
    [discreteSpace(2), Int8Array.of(1, 0), "a Int8Array of 2 bytes; expected a Uint8Array of 2"],
    [multiBinarySpace(2), new Uint8Array(1), "a Uint8Array of 1 bytes; expected a Uint8Array of 2"],
    [multiDiscreteSpace([2, 2]), [[1, 0], null], "a list of 2; expected a Uint8Array of 2"],
    [multiDiscreteSpace([2, 2]), new Uint8Array(4), "a Uint8Array of 4 bytes; expected a list of 2"],
    [tupleSpace([discreteSpace(2), discreteSpace(2)]), [null], "a list of 1; expected a list of 2"],
    [
      dictSpace({ a: discreteSpace(2) }),
      new Uint8Array(2),
      "a Uint8Array of 2 bytes; expected an object with masks under a",
    ],
    [
      dictSpace({ a: discreteSpace(2) }),
      { b: new Uint8Array(2) },
      "an object with the keys b; expected an object with",
    ],
    [
      oneOfSpace([discreteSpace(2)]),
      new Uint8Array(1),
      "a Uint8Array of 1 bytes; expected an object with masks under spaces",
    ],
    [boxSpace(0, 1), new Uint8Array(1), "a Uint8Array of 1 bytes; expected none"],
    [textSpace(), new Uint8Array(1), "a Uint8Array of 1 bytes; expected none"],
  ])("of %j are not drawn by a mask of another shape, %j", (space, mask, message) => {
    expect(() => sampleSpace(space, createRandomStream(1), mask as SpaceMask)).toThrow(message);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53, undefined])("need a seed that is an integer, not %s", (from) => {
    expect(() => createRandomStream(from as number)).toThrow(/expected an integer in \[0, 2\^53\)/);
  });
});

describe("flattened values", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(flatSpace, seed, (space, from) => {
        const value = sampleSpace(space, createRandomStream(from));
        expect(isFlattenable(space)).toBe(true);
        const numbers = flatten(space, value);
        expect(numbers.length).toBe(flatDim(space));
        expect(unflatten(space, numbers)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Space, unknown, readonly number[]]>([
    ["a number", boxSpace(0, 9), 4, [4]],
    ["a box", boxSpace(0, 9, [2, 1]), Float32Array.of(4, 5), [4, 5]],
    ["a choice", discreteSpace(3, 5), 6, [0, 1, 0]],
    ["choices", multiDiscreteSpace([2, 3]), Int32Array.of(1, 2), [0, 1, 0, 0, 1]],
    ["a word", choiceSpace(["yes", "no"]), "no", [0, 1]],
    ["letters", textSpace({ charset: "abc", maxLength: 4 }), "cab", [2, 0, 1, 3]],
    ["fields", dictSpace({ a: boxSpace(0, 1), b: boxSpace(0, 1) }, ["a", "b"]), { b: 1 }, [0, 0, 1, 1]],
    ["a list", sequenceSpace(boxSpace(0, 9), 0, 3), [7, 8], [2, 7, 8, 0]],
    ["one of two", oneOfSpace([discreteSpace(2), choiceSpace(["x", "y", "z"])]), "x", [1, 1, 0, 0]],
  ])("of %s are laid out as documented", (_, space, value, numbers) => {
    expect([...flatten(space, value)]).toEqual(numbers);
  });

  it.each<[string, Space, readonly number[], unknown]>([
    ["too long a list", sequenceSpace(boxSpace(0, 9), 0, 2), [Number.POSITIVE_INFINITY, 7, 8], [7, 8]],
    ["no length of a list", sequenceSpace(boxSpace(0, 9), 1, 2), [Number.NaN, 7, 8], [7]],
    ["a share of a list", sequenceSpace(boxSpace(0, 9), 0, 2), [1.6, 7, 8], [7, 8]],
    ["no space of two", oneOfSpace([discreteSpace(2), choiceSpace(["x", "y"])]), [5, 0.2, 0.4], "y"],
    ["between two spaces", oneOfSpace([discreteSpace(2), choiceSpace(["x", "y"])]), [0.4, 0.2, 0.4], 1],
    ["letters", textSpace({ charset: "abc", maxLength: 4 }), [-1, 1.2, 9, Number.NaN], "aba"],
    ["bits", multiBinarySpace(3), [0.6, 0.4, 7], Uint8Array.of(1, 0, 1)],
  ])("that a network gives, %s, are read as the nearest value", (_, space, numbers, value) => {
    expect(unflatten(space, Float64Array.from(numbers))).toEqual(value);
    expect(contains(space, value)).toBe(true);
  });

  it("are written where the caller wants them", () => {
    const shared = new Float32Array(new SharedArrayBuffer(4 * 4));
    flatten(tupleSpace([discreteSpace(2), boxSpace(0, 1)]), [1, 0.5], shared.subarray(1));
    expect([...shared]).toEqual([0, 0, 1, 0.5]);
  });

  it("are refused with the reason", () => {
    expect(() => flatten(discreteSpace(3), 3)).toThrow(/it is 3; expected an integer of \[0, 3\)/);
    expect(() => flatten(discreteSpace(3), 2, new Float32Array(2))).toThrow(/2 numbers; expected 3/);
    expect(() => flatDim(textSpace())).toThrow(/Text space/);
  });
});

describe("membership", () => {
  const call = dictSpace({ name: choiceSpace(["scale"]), arguments: dictSpace({ replicas: discreteSpace(3) }) });
  it.each<[Space, unknown, string, RegExp]>([
    [call, { name: "scale", arguments: { replicas: 7 } }, "arguments.replicas", /is 7; expected an integer/],
    [call, { name: "scale" }, "arguments", /is missing/],
    [call, { name: "scale", arguments: { replicas: 1, x: 1 } }, "arguments.x", /is not expected/],
    [oneOfSpace([call, textSpace()]), { name: "scale", arguments: {} }, "arguments.replicas", /is missing/],
    [
      oneOfSpace([call, dictSpace({ name: choiceSpace(["wait"]), arguments: jsonSpace }), textSpace()]),
      { name: "reboot", arguments: { replicas: 1 } },
      "name",
      /^is "reboot"; expected one of "scale", or one of "wait"$/,
    ],
    [boxSpace([0, 0], [1, 2], [2]), Float32Array.of(1, 3), "[1]", /is 3; expected a number of \[0, 2\]/],
    [boxSpace(0, 1, [2]), Float32Array.of(0, Number.NaN), "[1]", /is NaN/],
    [boxSpace(0, 1, [2]), [0, 1], "", /is a list of 2; expected a Float32Array of 2/],
    [boxSpace(0, 1, [], "int32"), 0.5, "", /is 0.5; expected an integer/],
    [textSpace({ charset: "ab" }), "abc", "", /"c" is none of them/],
    [textSpace({ minLength: 2, maxLength: 3 }), "🙂", "", /a length of 2 to 3; it has 1/],
    [tupleSpace([discreteSpace(2)]), [], "", /is a list of 0; expected a list of 1/],
    [sequenceSpace(discreteSpace(2)), [0, 2], "[1]", /is 2/],
    [{ type: "Json" }, { a: () => 1 }, "", /what JSON can write/],
    [{ type: "Table", columns: [] }, {}, "", /not an Arrow table/],
  ])("of %o is denied to %o at %j", (space, value, path, message) => {
    expect(contains(space, value)).toBe(false);
    expect(whyNot(space, value)).toEqual({ path, message: expect.stringMatching(message) });
  });

  it("of JSON is denied to what is within itself, and to what is too deep to write", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = [circular];
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const twice = { a: 1 };
    expect([circular, deep, [twice, twice]].map((value) => contains(jsonSpace, value))).toEqual([false, false, true]);
  });

  it("counts bounds as numbers of the dtype", () => {
    expect(contains({ type: "Box", dtype: "float32", shape: [1], low: 0.1, high: 0.1 }, Float32Array.of(0.1))).toBe(
      true,
    );
  });
});

describe("spaces as JSON", () => {
  it("are the same when read back", () => {
    fc.assert(
      fc.property(anySpace, (space) => {
        expect(parseSpace(spaceToJson(space))).toEqual(space);
      }),
    );
  });

  it.each<[unknown, RegExp]>([
    ["{", /no JSON/],
    [{ type: "Ball" }, /type/],
    [{ type: "Discrete", n: 0, start: 0 }, /n/],
    [{ type: "Box", dtype: "float32", shape: [2], low: [0], high: 1 }, /has 1 bounds; expected 2/],
    [{ type: "Box", dtype: "uint8", shape: [], low: 0, high: 256 }, /do not fit/],
    [{ type: "Box", dtype: "int32", shape: [], low: 0.5, high: 3 }, /do not fit.*values of int32/],
    [{ type: "Box", dtype: "float32", shape: [], low: "0", high: 3 }, /expected a finite number, null for no bound/],
    [{ type: "Text", minLength: 0, maxLength: 2, charset: null, choices: ["abc"] }, /has "abc", which the lengths/],
    [{ type: "Text", minLength: 0, maxLength: null, charset: "x", choices: ["x", "y"] }, /has "y", which/],
    [{ type: "Dict", spaces: {}, optional: ["a"] }, /expected keys of `spaces`/],
    [{ type: "Tuple", spaces: [{ type: "Text", minLength: 3, maxLength: 2, charset: null }] }, /at most maxLength/],
  ])("are refused when they cannot be: %o", (json, message) => {
    expect(() => parseSpace(json)).toThrow(message);
  });
});

describe("spaces by short calls", () => {
  it("take infinity for no bound, as Gymnasium does", () => {
    const { NEGATIVE_INFINITY: least, POSITIVE_INFINITY: most } = Number;
    expect(boxSpace(least, most, [2])).toEqual(boxSpace(null, null, [2]));
    expect(boxSpace([0, least], [most, 1], [2])).toEqual(boxSpace([0, null], [null, 1], [2]));
    expect(() => boxSpace(most, least)).toThrow(/expected a finite number/);
    expect(() => boxSpace(Number.NaN, 1)).toThrow(/expected a finite number/);
  });

  it("say what is missing of choices", () => {
    expect(() => choiceSpace([])).toThrow(/^The space cannot be: ✖ Too small.*\n +→ at choices$/);
  });
});
