import { describe, expect, it } from "vitest";
import { defineProblem, detectionEvaluator, type Problem, ProblemCatalog } from "../src/index.ts";

const problem = (id: string): Problem =>
  defineProblem({
    id,
    task: "detection",
    application: { name: "a" } as Problem["application"],
    evaluator: detectionEvaluator,
  });

describe("a catalog", () => {
  const catalog = new ProblemCatalog([
    problem("pod_kill-detection-1"),
    problem("pod_failure-detection-1"),
    problem("disk-localization-1"),
  ]);

  it("names the nearest ids when it does not know one", () => {
    expect(() => catalog.get("pod_kil-detection-1")).toThrow(
      /There is no problem "pod_kil-detection-1". Did you mean pod_kill-detection-1/,
    );
    expect(() => catalog.get("x")).toThrow(expect.objectContaining({ code: "ERR_UNKNOWN_PROBLEM" }));
  });

  it("refuses an id twice", () => {
    expect(() => catalog.add(problem("disk-localization-1"))).toThrow(/ids are unique/);
  });

  it("keeps the order in which problems were added", () => {
    expect(catalog.ids).toEqual(["pod_kill-detection-1", "pod_failure-detection-1", "disk-localization-1"]);
  });
});

describe("defineProblem", () => {
  it("refuses a mitigation problem without a repair, and other tasks than detection without a fault", () => {
    const base = { application: { name: "a" } as Problem["application"], evaluator: detectionEvaluator };
    expect(() => defineProblem({ ...base, id: "x", task: "localization" })).toThrow(/has no fault/);
    expect(() => defineProblem({ ...base, id: "x y", task: "detection" })).toThrow(/its id may hold/);
    expect(() => defineProblem({ ...base, id: "x", task: "detection", maxSteps: 0 })).toThrow(/maxSteps is 0/);
  });
});
