import type { RequestType, VariableSpec } from "@aiops-gym/application";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestDraft } from "../../src/workload/draft.ts";
import { itemText } from "../../src/workload/item-list.ts";
import { drawValues } from "../../src/workload/variables.ts";

function typeOf(specs: Readonly<Record<string, VariableSpec>>): RequestType {
  const variables = Object.entries(specs).map(([name, spec]) => ({ name, spec }));
  return { name: "t", weight: 1, method: "GET", url: "/", operation: "GET /", variables };
}

const points = Array.from({ length: 40 }, (_, index) => ({
  name: String(index + 1),
  latitude: 37.7 + ((index * 7) % 40) * 0.012,
  longitude: -122.3 + ((index * 11) % 40) * 0.011,
  kilometersPerDegreeOfLongitude: 88,
}));

const all = typeOf({
  day: { kind: "integer", min: 9, max: 23, digits: 2 },
  until: { kind: "integer-after", variable: "day", max: 24, digits: 2 },
  nights: { kind: "integers-between", after: "day", to: "until", digits: 2 },
  lat: { kind: "decimal", base: 37.7, size: 0.001, steps: 500, decimals: 3 },
  lon: { kind: "decimal", base: -122.3, size: 0.001, steps: 500, decimals: 3 },
  near: { kind: "nearest", latitude: "lat", longitude: "lon", withinKilometers: 4, count: 3, points },
  closest: { kind: "nearest", latitude: "lat", longitude: "lon", withinKilometers: 1000, count: 1, points },
  some: { kind: "intersection", list: "near", among: ["1", "5", "9", "13", "20"] },
  how: { kind: "choice", of: ["a", "b", "c"], weights: [1, 2, 1] },
  shown: { kind: "table", variable: "how", rows: { a: ["1", "2"] }, otherwise: "closest" },
  any: { kind: "sample", count: 2, of: 9 },
  text: { kind: "template", text: "{day}-{until} {how} {near}" },
});

describe("a request's draft", () => {
  it("reads the variables that are drawn, in any order", () => {
    const draft = RequestDraft.of(all);
    const names = all.variables.map(({ name }) => name);
    fc.assert(
      fc.property(fc.integer(), fc.shuffledSubarray(names), (chance, asked) => {
        draft?.begin(chance | 0);
        const values = drawValues({ chance: chance | 0 }, all);
        for (const name of asked) expect(draft?.value(draft.indexOf(name)), name).toEqual(values[name]);
      }),
    );
  });

  it("reads lists as numbers of their items", () => {
    const draft = RequestDraft.of(all);
    const lists = ["nights", "near", "closest", "some", "shown", "any"];
    fc.assert(
      fc.property(fc.integer(), fc.shuffledSubarray(lists), (chance, asked) => {
        draft?.begin(chance | 0);
        const values = drawValues({ chance: chance | 0 }, all);
        for (const name of asked) {
          const list = draft?.list(draft.indexOf(name));
          expect(Array.from(list?.items.subarray(0, list.count) ?? [], itemText), name).toEqual(values[name]);
        }
      }),
    );
    expect(lists.map((name) => draft?.isList(draft.indexOf(name)))).toEqual(lists.map(() => true));
    expect(["day", "lat", "how", "text"].map((name) => draft?.isList(draft.indexOf(name)))).not.toContain(true);
  });

  it("is not made of variables that are named twice, or made of later ones", () => {
    const { variables } = all;
    expect(RequestDraft.of({ ...all, variables: [...variables, ...variables] })).toBeNull();
    expect(RequestDraft.of({ ...all, variables: variables.slice(1) })).toBeNull();
  });
});

describe("the nearest places", () => {
  it("are those that measuring all distances gives", () => {
    const draft = RequestDraft.of(all);
    fc.assert(
      fc.property(fc.integer(), (chance) => {
        draft?.begin(chance | 0);
        const { lat, lon } = drawValues({ chance: chance | 0 }, all);
        const measured = points
          .map(({ name, latitude, longitude }) => ({
            name,
            kilometers: Math.hypot((Number(lat) - latitude) * 111.195, (Number(lon) - longitude) * 88),
          }))
          .sort((a, b) => a.kilometers - b.kilometers);
        const near = measured.filter(({ kilometers }) => kilometers <= 4).slice(0, 3);
        expect(draft?.value(draft.indexOf("near"))).toEqual(near.map(({ name }) => name));
        expect(draft?.value(draft.indexOf("closest"))).toEqual([measured[0]?.name]);
      }),
    );
  });
});
