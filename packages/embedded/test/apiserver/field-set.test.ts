import { describe, expect, it } from "vitest";
import { builtInShape } from "../../src/apiserver/apply/built-in-shape.ts";
import { compareFields, fieldsOf } from "../../src/apiserver/apply/compare-fields.ts";
import { fromFieldsV1, pathText, toFieldsV1 } from "../../src/apiserver/apply/field-set.ts";
import { mergeApplied, withoutFields } from "../../src/apiserver/apply/merge-objects.ts";

const shape = builtInShape({ apiVersion: "v1", kind: "Pod" });
const container = (name: string, fields = {}): unknown => ({ name, ...fields });

describe("sets of fields", () => {
  it("are written with a dot for members that have members", () => {
    const fields = { "f:spec": { "f:containers": { 'k:{"name":"main"}': { ".": {}, "f:image": {} } } } };
    expect(toFieldsV1(fromFieldsV1(fields))).toEqual(fields);
  });

  it("name items of lists by their keys, with what keys are by default", () => {
    const pod = { spec: { containers: [{ name: "main", ports: [{ containerPort: 80 }] }] } };
    expect([...fieldsOf(pod, shape)].map(pathText)).toEqual([
      '.spec.containers[name="main"]',
      '.spec.containers[name="main"].name',
      '.spec.containers[name="main"].ports[containerPort=80,protocol="TCP"]',
      '.spec.containers[name="main"].ports[containerPort=80,protocol="TCP"].containerPort',
    ]);
  });

  it("take lists without keys as a whole", () => {
    const { added, modified } = compareFields(
      { spec: { tolerations: [{ key: "a" }] } },
      { spec: { tolerations: [{ key: "b" }], nodeName: "n" } },
      shape,
    );
    expect([...added].map(pathText)).toEqual([".spec.nodeName"]);
    expect([...modified].map(pathText)).toEqual([".spec.tolerations"]);
  });
});

describe("an applied configuration", () => {
  it("comes into the order that it has, around what is there", () => {
    const live = { spec: { containers: ["a", "b", "c"].map((name) => container(name, { image: "old" })) } };
    const applied = { spec: { containers: [container("c", { image: "new" }), container("d")] } };
    expect(mergeApplied(live, applied, shape)).toEqual({
      spec: {
        containers: [
          container("a", { image: "old" }),
          container("b", { image: "old" }),
          container("c", { image: "new" }),
          container("d"),
        ],
      },
    });
  });

  it("gives up items with all that is in them", () => {
    const pod = { spec: { containers: [container("a"), container("b", { image: "x" })] } };
    const gone = fromFieldsV1({ "f:spec": { "f:containers": { 'k:{"name":"b"}': {} } } });
    expect(withoutFields(pod, gone, shape)).toEqual({ spec: { containers: [container("a")] } });
  });
});
