import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainHash, formatTrajectory, parseTrajectory, type Trajectory, trajectoryVersion } from "../src/trajectory.ts";

function makeTrajectory(texts: readonly string[]): Trajectory {
  const start = {
    type: "episode" as const,
    version: trajectoryVersion,
    problem: "p-1",
    seed: 7,
    cluster: "embedded",
    profile: "strict" as const,
    pace: "fixed" as const,
    stepSeconds: 10,
    maxSteps: 30,
    coldStart: false,
    observation: { text: "page", timeUnixMicros: 1_000_000 },
    fingerprint: "0",
  };
  let hash = chainHash("", start);
  const header = { ...start, hash };
  const steps = texts.map((text, index) => {
    const content = {
      type: "step" as const,
      step: index + 1,
      action: { name: "wait", arguments: { seconds: 1 } },
      observation: { text, ok: true, timeUnixMicros: 2_000_000 + index },
      reward: 0,
      rewardComponents: { task: 0 },
      terminated: false,
      truncated: false,
      aborted: null,
      fingerprint: String(index),
    };
    hash = chainHash(hash, content);
    return { ...content, hash };
  });
  const ending = { type: "end" as const, return: 0, results: {}, stateHash: "s" };
  return { header, steps, end: { ...ending, hash: chainHash(hash, ending) } };
}

describe("a trajectory", () => {
  it("reads back as it was written", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const trajectory = makeTrajectory(texts);
        expect(parseTrajectory(formatTrajectory(trajectory))).toEqual(trajectory);
      }),
    );
  });

  it("is refused when any character of a value was changed, naming the line", () => {
    const text = formatTrajectory(makeTrajectory(["one", "two"]));
    expect(() => parseTrajectory(text.replace('"one"', '"0ne"'))).toThrow(/Line 2 .* its hash does not fit/);
    expect(() => parseTrajectory(text.replace('"seed":7', '"seed":8'))).toThrow(/Line 1 /);
  });

  it("is refused when a step is missing, repeated or cut off", () => {
    const lines = formatTrajectory(makeTrajectory(["one", "two"]))
      .trim()
      .split("\n");
    expect(() => parseTrajectory([lines[0], lines[2]].join("\n"))).toThrow(/Line 2 /);
    expect(() => parseTrajectory([lines[0], lines[1], lines[1]].join("\n"))).toThrow(/Line 3 /);
    expect(() => parseTrajectory(`${lines[0]}\n${lines[1]?.slice(0, 40)}`)).toThrow(/Line 2 .*not JSON/);
    expect(() => parseTrajectory("")).toThrow(/it is empty/);
  });

  it("of a later version is refused", () => {
    const text = formatTrajectory(makeTrajectory([])).replace('"version":1', '"version":2');
    expect(() => parseTrajectory(text)).toThrow(expect.objectContaining({ code: "ERR_INVALID_TRAJECTORY" }));
  });
});
