import { describe, expect, it } from "vitest";
import { z } from "zod";
import { analysisEvaluator } from "../../src/evaluators/analysis.ts";
import { detectionEvaluator } from "../../src/evaluators/detection.ts";
import { localizationEvaluator } from "../../src/evaluators/localization.ts";
import { defineFault, type EvaluationContext, type GroundTruth, instantiate } from "../../src/index.ts";

function contextOf(answer: unknown, ...truths: readonly GroundTruth[]): EvaluationContext {
  const faults = truths.map((truth, index) =>
    instantiate(
      defineFault({
        name: `fault_${index}`,
        description: "",
        parameters: z.object({}),
        inject: async () => {},
        recover: async () => {},
        groundTruth: () => truth,
      }),
      {},
    ),
  );
  // Answers are graded without a look at the cluster.
  return {
    submission: answer === undefined ? undefined : { answer },
    faults,
    task: "detection",
    profile: "strict",
  } as unknown as EvaluationContext;
}

const geo: GroundTruth = {
  components: [["mongodb-geo", "geo"]],
  systemLevel: "Application",
  faultType: "Authentication Issue",
};

describe("the detection evaluator", () => {
  it.each([
    ["Yes", [geo], 1, "Correct"],
    [" yes ", [geo], 1, "Correct"],
    ["No", [geo], 0, "Incorrect"],
    ["no", [], 1, "Correct"],
    ["Yes", [], 0, "Incorrect"],
    ["Maybe", [], 0, "Incorrect"],
    [["Yes"], [geo], 0, "Invalid Format"],
    [undefined, [geo], 0, "Invalid Format"],
  ])("gives %j with %d faults the score it deserves", async (answer, truths, score, accuracy) => {
    const evaluation = await detectionEvaluator.evaluate(contextOf(answer, ...(truths as GroundTruth[])));
    expect(evaluation.score).toBe(score);
    expect(evaluation.results["Detection Accuracy"]).toBe(accuracy);
  });
});

describe("the localization evaluator", () => {
  // AIOpsLab: 100 for exactly the fault, 100 / length for more than it, 0 without it.
  it.each([
    [["mongodb-geo"], 1, true],
    [["geo"], 1, true],
    ["geo", 1, true],
    [["geo", "rate"], 0.5, false],
    [["mongodb-geo", "geo"], 0.5, false],
    [["rate"], 0, false],
    [[], 0, false],
    [[1], 0, false],
    [undefined, 0, false],
  ])("gives %j the score it deserves", async (answer, score, success) => {
    const evaluation = await localizationEvaluator.evaluate(contextOf(answer, geo));
    expect([evaluation.score, evaluation.success]).toEqual([score, success]);
  });

  it("wants all of several faulty services", async () => {
    const truth: GroundTruth = { components: [["a"], ["b"]] };
    expect((await localizationEvaluator.evaluate(contextOf(["a"], truth))).score).toBe(0);
    expect((await localizationEvaluator.evaluate(contextOf(["b", "a"], truth))).score).toBe(1);
    expect((await localizationEvaluator.evaluate(contextOf(["b", "a", "c", "d"], truth))).score).toBe(0.5);
  });
});

describe("the analysis evaluator", () => {
  it.each([
    [{ system_level: "application", fault_type: "Authentication issue" }, 1],
    [{ system_level: "Application", fault_type: "Misconfiguration" }, 0.5],
    [{ system_level: "Hardware", fault_type: "Code Defect" }, 0],
    [{ system_level: "Application" }, 0],
    ["Application", 0],
    [undefined, 0],
  ])("gives %j the score it deserves", async (answer, score) => {
    const evaluation = await analysisEvaluator.evaluate(contextOf(answer, geo));
    expect([evaluation.score, evaluation.success]).toEqual([score, score === 1]);
  });
});
