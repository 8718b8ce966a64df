import type { RequestType, VariableSpec } from "@aiops-gym/application";
import { createRandomStream } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { drawVariables } from "../../src/workload/variables.ts";

function draw(specs: Readonly<Record<string, VariableSpec>>, given: Readonly<Record<string, string>> = {}) {
  const type: RequestType = {
    name: "t",
    weight: 1,
    method: "GET",
    url: "/?all={a}",
    operation: "GET /",
    variables: Object.entries(specs).map(([name, spec]) => ({ name, spec })),
  };
  return drawVariables(createRandomStream(3, "variables"), type, given);
}

describe("drawVariables", () => {
  it("derives nights from two days, and pads them", () => {
    const variables = draw(
      {
        a: { kind: "integer", min: 9, max: 9, digits: 2 },
        b: { kind: "integer-after", variable: "a", max: 12, digits: 2 },
        nights: { kind: "integers-between", after: "a", to: "b", digits: 2 },
      },
      { b: "11" },
    );
    expect(variables).toMatchObject({ a: "09", b: "11", nights: ["10", "11"], "request.url": "/?all=09" });
  });

  it("names the nearest places within a distance, nearest first", () => {
    const point = (name: string, latitude: number) => ({
      name,
      latitude,
      longitude: 0,
      kilometersPerDegreeOfLongitude: 111.195,
    });
    const variables = draw({
      lat: { kind: "decimal", base: 0, size: 1, steps: 1, decimals: 3 },
      lon: { kind: "decimal", base: 0, size: 1, steps: 1, decimals: 3 },
      // 0.05 degrees are 5.6 km, 0.01 are 1.1 km, 0.2 are 22 km.
      near: {
        kind: "nearest",
        latitude: "lat",
        longitude: "lon",
        withinKilometers: 10,
        count: 2,
        points: [point("far", 0.2), point("middle", 0.05), point("close", 0.01), point("next", 0.06)],
      },
      some: { kind: "intersection", list: "near", among: ["middle"] },
      kind: { kind: "choice", of: ["x"] },
      known: { kind: "table", variable: "kind", rows: { x: ["1", "2"] }, otherwise: "near" },
      unknown: { kind: "table", variable: "lat", rows: {}, otherwise: "near" },
    });
    expect(variables).toMatchObject({
      near: ["close", "middle"],
      some: ["middle"],
      known: ["1", "2"],
      unknown: ["close", "middle"],
    });
  });

  it("samples without repetition", () => {
    const list = draw({ a: { kind: "sample", count: 5, of: 5 } })["a"];
    expect([...(list ?? [])].sort()).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("is frozen, so that tasks may share it", () => {
    const variables = draw({ a: { kind: "sample", count: 2, of: 5 } });
    expect([Object.isFrozen(variables), Object.isFrozen(variables["a"])]).toEqual([true, true]);
  });
});
