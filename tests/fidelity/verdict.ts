/**
 * What a replay came to.
 * @module
 */
import { compare, type Difference } from "./compare.ts";
import { playEmbedded } from "./embedded.ts";
import type { Explanation } from "./explained.ts";
import { hashOf, readRecording } from "./recording.ts";
import type { Scenario } from "./scenario.ts";

/** A scenario's differences, each with its reason where there is one. */
export interface Verdict {
  readonly scenario: Scenario;
  readonly result: "agree" | "explained" | "differ";
  readonly differences: readonly (Difference & { readonly reason?: string })[];
}

/** Plays a scenario on the embedded cluster and judges it by its recording. */
export async function judge(scenario: Scenario, explanations: readonly Explanation[], seed = 1): Promise<Verdict> {
  const recording = readRecording(scenario.name);
  const wrong = (what: string): Verdict => ({
    scenario,
    result: "differ",
    differences: [{ subject: "recording", what }],
  });
  if (recording === undefined) return wrong(`there is none; npm run record -- --only ${scenario.name}`);
  if (recording.hash !== hashOf(scenario)) return wrong(`is of another form of this scenario; record it again`);
  let played: Awaited<ReturnType<typeof playEmbedded>>;
  try {
    played = await playEmbedded(scenario, seed);
  } catch (error) {
    return { scenario, result: "differ", differences: [{ subject: "play", what: String(error) }] };
  }
  const differences = compare(scenario, recording.runs, played).map((difference) => {
    const reason = explanations.find((explanation) => explains(explanation, scenario, difference))?.reason;
    return { ...difference, ...(reason === undefined ? {} : { reason }) };
  });
  const open = differences.some(({ reason }) => reason === undefined);
  return { scenario, result: differences.length === 0 ? "agree" : open ? "differ" : "explained", differences };
}

/** Whether an explanation is meant for a difference. */
export function explains({ scenario, subject = "" }: Explanation, { name }: Scenario, difference: Difference): boolean {
  return scenario === name && difference.subject.startsWith(subject);
}

/** Explanations that explain nothing. */
export function staleExplanations(
  verdicts: readonly Verdict[],
  explanations: readonly Explanation[],
): readonly Explanation[] {
  return explanations.filter(
    (explanation) =>
      !verdicts.some(({ scenario, differences }) =>
        differences.some((difference) => explains(explanation, scenario, difference)),
      ),
  );
}

/** The last line of `--json`. */
export interface Summary {
  readonly scenarios: number;
  readonly agree: number;
  readonly explained: number;
  readonly differ: number;
}

/** How many scenarios came to what. */
export function summarize(verdicts: readonly Verdict[]): Summary {
  const count = (result: Verdict["result"]): number => verdicts.filter((verdict) => verdict.result === result).length;
  return {
    scenarios: verdicts.length,
    agree: count("agree"),
    explained: count("explained"),
    differ: count("differ"),
  };
}
