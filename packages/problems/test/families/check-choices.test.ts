import { describe, expect, it } from "vitest";
import {
  type Choices,
  defineFamilies,
  type FaultKind,
  instantiate,
  type Problem,
  scaleToZero,
} from "../../src/index.ts";

const kind: FaultKind = {
  application: "shop",
  name: "gone",
  description: "A service is gone.",
  tasks: ["detection"],
  version: 1,
  usersNotice: true,
  choices: {},
  incident: () => ({
    application: { name: "shop" } as Problem["application"],
    faults: [instantiate(scaleToZero, { service: "cart", replicas: 1 })],
    repairs: [],
    secondsToFault: 0,
    secondsToPage: 60,
  }),
};
const flag = { kind: "flag", probability: 1 } as const;

describe("a family", () => {
  it.each<[string, Choices, string]>([
    ["nothing to choose from", { a: { kind: "one-of", of: [] } }, "has nothing to choose from"],
    ["a range without a step", { a: { kind: "range", min: 0, max: 10, step: 0 } }, "ranges from 0 to 10 by 0"],
    ["a range that falls", { a: { kind: "range", min: 10, max: 0, step: 1 } }, "ranges from 10 to 0 by 1"],
    ["a range of no numbers", { a: { kind: "range", min: Number.NaN, max: 0, step: 1 } }, "ranges from NaN to 0"],
    ["an odd probability", { a: { kind: "flag", probability: 2 } }, "has probability 2"],
    ["more than there are", { a: { kind: "subset", of: ["x", "y"], atLeast: 1, atMost: 3 } }, "takes 1 to 3 of 2"],
    ["at least more than at most", { a: { kind: "subset", of: ["x"], atLeast: 1, atMost: 0 } }, "takes 1 to 0 of 1"],
    ["an unknown kind", { a: { kind: "oneof", of: ["x"] } } as unknown as Choices, 'is of kind "oneof"'],
    [
      "one that depends on a later one",
      { a: { kind: "by", choice: "b", cases: { true: flag, false: flag } }, b: flag },
      'depends on "b", which does not stand before it',
    ],
    [
      "a value without a case",
      { b: { kind: "one-of", of: ["x", "y"] }, a: { kind: "by", choice: "b", cases: { x: flag } } },
      'has no case for b "y"',
    ],
    [
      "a mistake in a case",
      { b: { kind: "one-of", of: ["x"] }, a: { kind: "by", choice: "b", cases: { x: { kind: "one-of", of: [] } } } },
      'has nothing to choose from; expected at least one value in `of`, in its case for b "x"',
    ],
  ])("is refused with %s", (_, choices, says) => {
    expect(() => defineFamilies({ ...kind, choices })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_DEFINITION", message: expect.stringContaining(says) }),
    );
  });

  it("may choose by what was chosen by another choice", () => {
    const choices: Choices = {
      a: { kind: "one-of", of: [1, 2] },
      b: { kind: "by", choice: "a", cases: { 1: { kind: "one-of", of: ["x"] }, 2: { kind: "one-of", of: ["y"] } } },
      c: { kind: "by", choice: "b", cases: { x: flag, y: flag } },
    };
    expect(defineFamilies({ ...kind, choices })).toHaveLength(1);
  });

  it("is refused for an application whose name cannot be part of an id", () => {
    expect(() => defineFamilies({ ...kind, application: "my shop" })).toThrow(
      /its application's name may hold letters/,
    );
  });

  it("refuses incidents without a fault, and times that are none", () => {
    const sampled = (change: object) => () =>
      defineFamilies({ ...kind, incident: (draw) => ({ ...kind.incident(draw), ...change }) })[0]?.sample(4);
    expect(sampled({})).not.toThrow();
    expect(sampled({ faults: [] })).toThrow("the incident of seed 4 has no fault; give it one");
    expect(sampled({ secondsToFault: -5 })).toThrow("secondsToFault is -5; expected seconds, 0 or more.");
    expect(sampled({ secondsToPage: Number.NaN })).toThrow("secondsToPage is NaN; expected seconds, 0 or more.");
  });
});
