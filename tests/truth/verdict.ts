/**
 * From checks to a verdict: what agrees, what differs for a stated reason, what differs without one.
 * @module
 */
import type { Check } from "./check.ts";
import type { Explanation } from "./explained.ts";

/** A check and why its difference is right, if somebody says so. */
export interface JudgedCheck extends Check {
  readonly reason: string | undefined;
}

/** All checks of a scenario. */
export interface Verdict {
  readonly scenario: string;
  readonly checks: readonly JudgedCheck[];
}

function explains({ scenario, area, subject }: Explanation, of: string, check: Check): boolean {
  return (scenario === undefined || scenario === of) && area === check.area && subject.test(check.subject);
}

/** Looks for a reason for every difference. */
export function judge(scenario: string, checks: readonly Check[], explanations: readonly Explanation[]): Verdict {
  return {
    scenario,
    checks: checks.map((check) => {
      const known = check.agree ? undefined : explanations.find((entry) => explains(entry, scenario, check));
      return { ...check, reason: known?.reason };
    }),
  };
}

/** Gives differences without a reason one when the check agrees under another seed. */
export function blameChance(verdict: Verdict, others: readonly (readonly Check[])[]): Verdict {
  const checks = verdict.checks.map((check): JudgedCheck => {
    if (check.agree || check.reason !== undefined) return check;
    const agreeing = others.filter((plays) =>
      plays.some(({ area, subject, agree }) => agree && area === check.area && subject === check.subject),
    );
    if (agreeing.length === 0) return check;
    return { ...check, reason: `chance: agrees under ${agreeing.length} of ${others.length} other seeds` };
  });
  return { ...verdict, checks };
}

/** Explanations of scenarios that were compared, but that no difference needs. */
export function staleExplanations(
  verdicts: readonly Verdict[],
  explanations: readonly Explanation[],
): readonly Explanation[] {
  return explanations.filter((entry) => {
    const compared = verdicts.filter(({ scenario }) => entry.scenario === undefined || entry.scenario === scenario);
    const used = compared.some(({ scenario, checks }) =>
      checks.some((check) => !check.agree && explains(entry, scenario, check)),
    );
    return compared.length > 0 && !used;
  });
}

/** Numbers of a run. A difference with a reason still does not agree. */
export interface Summary {
  readonly recordings: number;
  readonly checks: number;
  readonly agree: number;
}

/** Counts checks. */
export function summarize(verdicts: readonly Verdict[]): Summary {
  const checks = verdicts.flatMap((verdict) => verdict.checks);
  return { recordings: verdicts.length, checks: checks.length, agree: checks.filter(({ agree }) => agree).length };
}
