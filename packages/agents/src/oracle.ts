/**
 * The oracle: knows the problem, and must reach the maximum.
 * @module
 */
import type { Action, Problem } from "@aiops-gym/problems";
import type { Policy } from "./policy.ts";

/** Plays actions one after another, then submits nothing more. */
export function scriptedPolicy(name: string, actions: readonly unknown[]): Policy {
  let next = 0;
  return {
    name,
    act: () => {
      const action = actions[Math.min(next, actions.length - 1)];
      next += 1;
      return action;
    },
  };
}

/**
 * Submits the right answer; in mitigation, plays a repair first.
 *
 * @param repair - Which of the problem's repairs; the first by default.
 */
export function oraclePolicy(problem: Problem, repair = 0): Policy {
  return scriptedPolicy("oracle", [...(problem.repairs[repair]?.actions ?? []), rightSubmission(problem)]);
}

/** The submission that is graded with the maximum. */
export function rightSubmission(problem: Problem): Action {
  const truths = problem.faults.map(({ groundTruth }) => groundTruth);
  switch (problem.task) {
    case "detection":
      return { name: "submit", arguments: { has_anomaly: truths.length > 0 ? "Yes" : "No" } };
    case "localization":
      return {
        name: "submit",
        arguments: { faulty_components: truths.flatMap(({ components }) => components.map(([first]) => first)) },
      };
    case "analysis": {
      const [truth] = truths;
      return {
        name: "submit",
        arguments: { analysis: { system_level: truth?.systemLevel, fault_type: truth?.faultType } },
      };
    }
    case "mitigation":
      return { name: "submit", arguments: {} };
  }
}
