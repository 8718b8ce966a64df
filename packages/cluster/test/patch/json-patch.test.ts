import fc from "fast-check";
import { createPatch } from "rfc6902";
import { describe, expect, it } from "vitest";
import { applyJsonPatch, type JsonPatchOperation } from "../../src/index.ts";
import { jsonEqual } from "../../src/patch/values.ts";
import { frozen } from "./frozen.ts";

const document = frozen({ spec: { replicas: 0, containers: [{ name: "c" }] }, "a/b": { "~": 1 } });

describe("applyJsonPatch", () => {
  it.each<[JsonPatchOperation, unknown]>([
    [
      { op: "replace", path: "/spec/replicas", value: 3 },
      { ...document, spec: { ...document.spec, replicas: 3 } },
    ],
    [
      { op: "remove", path: "/a~1b/~0" },
      { ...document, "a/b": {} },
    ],
    [
      { op: "add", path: "/spec/containers/-", value: { name: "z" } },
      { ...document, spec: { replicas: 0, containers: [{ name: "c" }, { name: "z" }] } },
    ],
    [
      { op: "add", path: "/spec/containers/0", value: { name: "z" } },
      { ...document, spec: { replicas: 0, containers: [{ name: "z" }, { name: "c" }] } },
    ],
    [
      { op: "move", from: "/spec/replicas", path: "/n" },
      { ...document, spec: { containers: [{ name: "c" }] }, n: 0 },
    ],
    [
      { op: "copy", from: "/spec/replicas", path: "/n" },
      { ...document, n: 0 },
    ],
    [{ op: "test", path: "/spec/replicas", value: 0 }, document],
    // manners of Kubernetes' library, seen on 1.34.4
    [
      { op: "replace", path: "/nope", value: 1 },
      { ...document, nope: 1 },
    ],
    [
      { op: "copy", from: "/nope", path: "/n" },
      { ...document, n: null },
    ],
    [{ op: "test", path: "/nope", value: null }, document],
    [
      { op: "remove", path: "/spec/containers/-1" },
      { ...document, spec: { replicas: 0, containers: [] } },
    ],
    [
      { op: "add", path: "spec/replicas", value: 5 },
      { ...document, replicas: 5 },
    ],
  ])("applies %j", (operation, result) => {
    expect(applyJsonPatch(document, [operation])).toEqual(result);
  });

  // all refused alike by Kubernetes 1.34.4
  it.each([
    { op: "replace", path: "/spec/foo/bar", value: 1 },
    { op: "remove", path: "/spec/foo" },
    { op: "remove", path: "/spec/containers/5" },
    { op: "replace", path: "/spec/containers/1", value: 1 },
    { op: "add", path: "/spec/containers/5", value: 1 },
    { op: "test", path: "/spec/replicas", value: 4 },
    { op: "test", path: "/spec/nope", value: 4 },
    { op: "frob", path: "/spec/replicas", value: 0 },
    { op: "move", path: "/spec/x", from: "/spec/nope" },
    { op: "add", path: "/spec/a/b", value: 1 },
    { op: "add", path: "/spec/containers/x", value: {} },
    { op: "remove", path: "/spec/replicas/x" },
    { op: "replace", path: "/spec/containers/-", value: {} },
    { op: "copy", from: "/spec/containers/4", path: "/spec/x" },
    { op: "remove", path: "" },
  ])("refuses $op $path", (operation) => {
    expect(() => applyJsonPatch(document, [operation as JsonPatchOperation])).toThrow(
      expect.objectContaining({ message: "the server rejected our request due to an error in our request", code: 422 }),
    );
  });

  it("does what another library's difference says, there and back, and leaves its arguments alone", () => {
    const value = fc.dictionary(fc.constantFrom("a", "b", "c/d", "~"), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(value, value, (from, to) => {
        const there = frozen(createPatch(from, to)) as JsonPatchOperation[];
        const back = createPatch(to, from) as JsonPatchOperation[];
        const arrived = frozen(applyJsonPatch(frozen(from), there));
        expect(jsonEqual(arrived, to)).toBe(true);
        expect(jsonEqual(applyJsonPatch(arrived, back), from)).toBe(true);
      }),
    );
  });
});
