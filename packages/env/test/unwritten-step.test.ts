import { describe, expect, it } from "vitest";
import { chainHash } from "../src/trajectory.ts";
import { type StepContent, UnwrittenStep } from "../src/unwritten-step.ts";

function contentOf(action: unknown): StepContent {
  return {
    type: "step",
    step: 1,
    action,
    observation: { text: "waited", ok: true, timeUnixMicros: 10 },
    reward: 0.5,
    rewardComponents: { task: 0.5 },
    terminated: false,
    truncated: false,
    aborted: null,
  };
}

describe("a step that nobody has read", () => {
  it("becomes the record that it would have been at once, with the digest that was remembered", () => {
    const action = { name: "wait", arguments: { seconds: 10 } };
    const content = contentOf(action);
    const record = new UnwrittenStep(content, () => "abc").record("before");
    const whole = { ...content, fingerprint: "abc" };
    expect(record).toEqual({ ...whole, hash: chainHash("before", whole) });
    expect(JSON.stringify(record)).toBe(JSON.stringify({ ...whole, hash: record.hash }));
  });

  it("holds what was paid, whatever becomes of the object that said so", () => {
    const rewardComponents = { task: 0.5 };
    const step = new UnwrittenStep({ ...contentOf("wait(10)"), rewardComponents }, () => "abc");
    rewardComponents.task = 1;
    expect(step.record("").rewardComponents).toEqual({ task: 0.5 });
  });

  it("makes its record once", () => {
    let made = 0;
    const step = new UnwrittenStep(contentOf("wait(10)"), () => String(++made));
    expect(step.record("")).toBe(step.record(""));
    expect(made).toBe(1);
  });
});
