import { describe, expect, it } from "vitest";
import {
  defineFamilies,
  type FaultKind,
  formatDrawnId,
  instantiate,
  type Problem,
  ProblemCatalog,
  parseDrawnId,
  scaleToZero,
  textOf,
} from "../../src/index.ts";

const application = { name: "shop" } as Problem["application"];
const kind: FaultKind = {
  application: "shop",
  name: "gone",
  description: "A service is gone.",
  tasks: ["detection", "mitigation"],
  version: 1,
  usersNotice: true,
  choices: { service: { kind: "one-of", of: ["cart", "pay"] } },
  incident: (draw) => ({
    application,
    faults: [instantiate(scaleToZero, { service: textOf(draw, "service"), replicas: 1 })],
    repairs: [{ name: "scale it", actions: [] }],
    secondsToFault: 10,
    secondsToPage: 30,
  }),
};
const [detection, mitigation] = defineFamilies(kind);
if (detection === undefined || mitigation === undefined) throw new Error("expected two families");

describe("a family", () => {
  it("has a fault in half of detection's problems, and in all of the other tasks'", () => {
    const faulty = Array.from({ length: 1000 }, (_, seed) => detection.sample(seed).faults.length);
    const count = faulty.filter((faults) => faults === 1).length;
    // four standard deviations: sqrt(1000 / 4) is 15.8
    expect(Math.abs(count - 500)).toBeLessThan(64);
    expect(Array.from({ length: 100 }, (_, seed) => mitigation.sample(seed).faults.length)).toEqual(
      Array.from({ length: 100 }, () => 1),
    );
  });

  it("draws the same incident for all tasks", () => {
    for (let seed = 0; seed < 50; seed++)
      expect(detection.draw(seed)["service"]).toBe(mitigation.draw(seed)["service"]);
  });

  it("has twins that are faulty where the problem is healthy, and the other way round", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [problem, twin] = [detection.sample(seed), detection.twin(seed)];
      expect(problem.faults.length + twin.faults.length).toBe(1);
      expect(twin.secondsToPage).toBe(problem.secondsToPage);
      expect(twin.id).toBe(`${problem.id}/twin`);
    }
    expect(() => mitigation.twin(0)).toThrow(/no healthy twins/);
  });

  it("keeps the latest problems that were asked for", () => {
    const problem = detection.sample(3);
    for (let seed = 10; seed < 200; seed++) detection.sample(seed);
    expect(detection.sample(3)).toBe(problem);
    expect(detection.twin(3)).not.toBe(problem);
    expect(detection.twin(3)).toBe(detection.twin(3));
    for (let seed = 1000; seed < 1256; seed++) detection.sample(seed);
    expect(detection.sample(3)).not.toBe(problem);
    expect(detection.sample(3).id).toBe(problem.id);
    expect(() => detection.sample(-1)).toThrow("has no seed -1; expected an integer");
  });

  it("changes its hash with its choices, its version and its basis, not with its words", () => {
    const hash = (change: Partial<FaultKind>): string | undefined => defineFamilies({ ...kind, ...change })[0]?.hash;
    expect(hash({ description: "Other words." })).toBe(detection.hash);
    for (const change of [
      { version: 2 },
      { basis: ["other data"] },
      { choices: { service: { kind: "one-of" as const, of: ["cart"] } } },
    ])
      expect(hash(change)).not.toBe(detection.hash);
  });

  it("refuses seeds that are none", () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => detection.sample(seed)).toThrow(/has no seed/);
  });

  it("refuses names that cannot be part of an id, and a choice of its own name", () => {
    expect(() => defineFamilies({ ...kind, name: "a-b" })).toThrow(/letters, digits and `_` only/);
    expect(() => defineFamilies({ ...kind, choices: { faulty: { kind: "flag", probability: 1 } } })).toThrow(
      /"faulty"/,
    );
  });
});

describe("the id of a drawn problem", () => {
  const digest = detection.hash.slice(0, 8);
  const catalog = new ProblemCatalog([], [detection, mitigation]);

  it("says family, definition and seed", () => {
    expect(detection.sample(17).id).toBe(`shop/gone-detection@${digest}#17`);
  });

  it("is read as it is written", () => {
    for (const id of ["shop/gone-detection#0", "shop/gone-detection@12ab#17", "a/b-c@0#3/twin"]) {
      const parsed = parseDrawnId(id);
      expect(parsed && formatDrawnId(parsed)).toBe(id);
    }
    expect(parseDrawnId("noop_detection_hotel_reservation-1")).toBeUndefined();
  });

  it("finds the problem again, with and without the digest", () => {
    const { id } = detection.sample(17);
    for (const text of [id, "shop/gone-detection#17"]) {
      expect(catalog.get(text).id).toBe(id);
      expect(catalog.get(text).faults.map(({ parameters }) => parameters)).toEqual(
        detection.sample(17).faults.map(({ parameters }) => parameters),
      );
    }
    expect(catalog.get(`${id}/twin`).id).toBe(`${id}/twin`);
  });

  it("is refused under another definition, for unknown families, and without a seed", () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      ["shop/gone-detection@00000000#1", /was drawn from another definition of shop\/gone-detection/],
      ["shop/gon-detection#1", /no family "shop\/gon-detection". Did you mean shop\/gone-detection/],
      ["shop/gone-detection", /It is a family: name one of its seeds, as in "shop\/gone-detection#0"/],
      ["shop/gone-detection#99999999999999999999", /expected an integer in \[0, 2\^53\)/],
    ];
    for (const [id, says] of refused) {
      expect(() => catalog.get(id)).toThrow(says);
      expect(() => catalog.get(id)).toThrow(expect.objectContaining({ code: "ERR_UNKNOWN_PROBLEM" }));
    }
  });

  it("is refused twice", () => {
    expect(() => catalog.addFamily(detection)).toThrow(/ids are unique/);
  });
});
