/**
 * Detection: is something wrong?
 * @module
 */
import { defineEvaluator, type Evaluator } from "../evaluator.ts";

/** `"Yes"` when there is a fault, `"No"` when there is none; case and blanks do not matter, as in AIOpsLab. */
export const detectionEvaluator: Evaluator = defineEvaluator({
  name: "detection",
  description: "Right when the answer says whether there is a fault.",
  async evaluate({ submission, faults }) {
    const expected = faults.length > 0 ? "Yes" : "No";
    if (submission === undefined) {
      return {
        score: 0,
        success: false,
        reason: "Nothing was submitted.",
        results: { "Detection Accuracy": "Invalid Format" },
      };
    }
    const answer = readAnswer(submission.answer);
    if (answer === undefined) {
      const reason = `The answer is ${JSON.stringify(submission.answer)}; expected "Yes" or "No".`;
      return { score: 0, success: false, reason, results: { "Detection Accuracy": "Invalid Format" } };
    }
    const success = answer === expected.toLowerCase();
    const accuracy = success ? "Correct" : "Incorrect";
    const reason = `The answer is "${answer}"; there was ${faults.length > 0 ? "a" : "no"} fault, so "${expected}" is right.`;
    return { score: success ? 1 : 0, success, reason, results: { "Detection Accuracy": accuracy } };
  },
});

function readAnswer(answer: unknown): string | undefined {
  return typeof answer === "string" ? answer.trim().toLowerCase() : undefined;
}
