import { GymError } from "@aiops-gym/cluster";
import fc from "fast-check";
import { Packr } from "msgpackr";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "../src/index.ts";

/** Plain data as messages hold it: `-0` and keys that are no keys of plain objects aside. */
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).filter((number) => !Object.is(number, -0)),
    fc.string({ unit: "binary" }),
    fc.uint8Array(),
    fc.array(tie("value")),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { noNullPrototype: true },
    ),
  ),
})).value;
const message = fc.dictionary(
  fc.string().filter((key) => key !== "__proto__"),
  value,
  { noNullPrototype: true },
);

/** Bytes come back as views of the frame; compared by content. */
function plain(item: unknown): unknown {
  if (item instanceof Uint8Array) return { bytes: [...item] };
  if (Array.isArray(item)) return item.map(plain);
  if (typeof item !== "object" || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([key, part]) => [key, plain(part)]));
}

function refusal(bytes: Uint8Array): unknown {
  try {
    decodeMessage(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("the codec", () => {
  it("gives back every message", () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(plain(decodeMessage(encodeMessage(sent as Record<string, unknown>)))).toEqual(plain(sent));
      }),
      { seed: 1 },
    );
  });

  it("refuses every message that is cut off or goes on", () => {
    fc.assert(
      fc.property(message, fc.nat(), (sent, at) => {
        const bytes = encodeMessage(sent as Record<string, unknown>);
        expect(refusal(bytes.subarray(0, at % bytes.length))).toMatchObject({ code: "ERR_PROTOCOL" });
        expect(refusal(Uint8Array.of(...bytes, 0))).toMatchObject({ code: "ERR_PROTOCOL" });
      }),
      { seed: 2 },
    );
  });

  it("answers arbitrary bytes with data or ERR_PROTOCOL", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const error = refusal(bytes);
        if (error !== undefined) expect(error).toBeInstanceOf(GymError);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it("writes times as 64-bit integers, bytes as bin, and leaves out what is undefined", () => {
    // MessagePack's specification: 0x81 map of one, 0xa1 string of one, 0xd3 int 64, 0xc4 bin 8.
    expect(Buffer.from(encodeMessage({ t: 1_767_603_600_000_000 })).toString("hex")).toBe("81a174d3000647a048ae8400");
    expect(Buffer.from(encodeMessage({ b: Uint8Array.of(1, 2), u: undefined })).toString("hex")).toBe("81a162c4020102");
  });

  it("refuses lengths that the frame does not have, before it reserves memory for them", () => {
    for (const hex of ["ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "dd04000000c0"])
      expect(refusal(Buffer.from(hex, "hex"))).toMatchObject({ code: "ERR_PROTOCOL" });
  });

  it("refuses nesting that would overflow the stack", () => {
    expect(refusal(new Uint8Array(100_000).fill(0x91))).toMatchObject({
      message: expect.stringContaining("64 levels"),
    });
  });

  it("refuses extensions: dates, records, errors", () => {
    const extensions = new Packr({ moreTypes: true, structures: [] });
    for (const sent of [new Date(0), { record: 1 }, new Error("no"), new Set([1]), /x/]) {
      expect(refusal(extensions.pack(sent))).toMatchObject({ code: "ERR_PROTOCOL" });
    }
  });
});
