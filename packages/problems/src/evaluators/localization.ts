/**
 * Localization: which service is at fault?
 * @module
 */
import { defineEvaluator, type Evaluation, type EvaluationContext, type Evaluator } from "../evaluator.ts";

/**
 * The maximum for naming every faulty service and nothing else. A longer answer that holds all of them earns their share of
 * it (AIOpsLab's 100 / length); an answer that misses one earns nothing.
 */
export const localizationEvaluator: Evaluator = defineEvaluator({
  name: "localization",
  description: "Right when the answer names the faulty services and no other.",
  async evaluate(context) {
    const { submission } = context;
    if (submission === undefined) return verdict(0, false, "Nothing was submitted.", false);
    const answer = readNames(submission.answer);
    if (answer === undefined) {
      return verdict(
        0,
        false,
        `The answer is ${JSON.stringify(submission.answer)}; expected a list of service names.`,
        false,
      );
    }
    return grade(context, answer);
  },
});

function grade({ faults }: EvaluationContext, answer: readonly string[]): Evaluation {
  const components = faults.flatMap(({ groundTruth }) => groundTruth.components);
  const expected = components.map((names) => names.join(" or ")).join(", ");
  const named = components.filter((alternatives) => alternatives.some((name) => answer.includes(name)));
  const wrong = answer.filter((name) => !components.some((alternatives) => alternatives.includes(name)));
  const said = `The answer is [${answer.join(", ")}]; at fault: ${expected}.`;
  if (named.length < components.length) return verdict(0, false, `${said} Not all of them are named.`, false);
  if (wrong.length === 0 && answer.length <= components.length) return verdict(1, true, said, true);
  return verdict(
    components.length / answer.length,
    false,
    `${said} It names ${answer.length}, of which ${components.length} would do.`,
    true,
  );
}

function readNames(answer: unknown): readonly string[] | undefined {
  const list: unknown = typeof answer === "string" ? [answer] : answer;
  if (!Array.isArray(list) || !list.every((name) => typeof name === "string")) return undefined;
  return [...new Set(list.map((name) => name.trim()))];
}

function verdict(score: number, success: boolean, reason: string, isSubset: boolean): Evaluation {
  return { score, success, reason, results: { "Localization Accuracy": score * 100, is_subset: isSubset } };
}
