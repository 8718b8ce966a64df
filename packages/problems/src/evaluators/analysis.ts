/**
 * Analysis: at which level lies the root cause, and of what kind is it?
 * @module
 */
import { z } from "zod";
import { defineEvaluator, type Evaluator } from "../evaluator.ts";

const answerSchema = z.object({ system_level: z.string(), fault_type: z.string() });

/** Both right is the maximum; one of two is half of it, and no success. Upper and lower case do not matter, as in AIOpsLab. */
export const analysisEvaluator: Evaluator = defineEvaluator({
  name: "analysis",
  description: "Right when both the system level and the fault type are.",
  async evaluate({ submission, faults }) {
    const parsed = answerSchema.safeParse(submission?.answer);
    const results = { system_level_correct: false, fault_type_correct: false };
    if (submission === undefined) return { score: 0, success: false, reason: "Nothing was submitted.", results };
    if (!parsed.success) {
      const reason = `The answer is ${JSON.stringify(submission.answer)}; expected {"system_level": ..., "fault_type": ...}.`;
      return { score: 0, success: false, reason, results };
    }
    const { system_level: level, fault_type: type } = parsed.data;
    const same = (a: string, b: string | undefined): boolean => a.trim().toLowerCase() === b?.toLowerCase();
    const levelCorrect = faults.some(({ groundTruth }) => same(level, groundTruth.systemLevel));
    const typeCorrect = faults.some(({ groundTruth }) => same(type, groundTruth.faultType));
    const expected = faults
      .map(({ groundTruth }) => `${groundTruth.systemLevel} / ${groundTruth.faultType}`)
      .join(" and ");
    return {
      score: (Number(levelCorrect) + Number(typeCorrect)) / 2,
      success: levelCorrect && typeCorrect,
      reason: `The answer is ${level} / ${type}; the root cause is ${expected}.`,
      results: { system_level_correct: levelCorrect, fault_type_correct: typeCorrect },
    };
  },
});
