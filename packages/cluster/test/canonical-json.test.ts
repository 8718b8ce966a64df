import { describe, expect, it } from "vitest";
import { canonicalJson } from "../src/index.ts";

describe("canonicalJson", () => {
  it("gives equal texts for objects that differ in the order of their keys only", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  });
});
