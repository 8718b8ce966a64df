/**
 * The rule that nothing a policy reads names the problem or its answer.
 * @module
 */
import type { CheckContext } from "../check-context.ts";
import type { CheckRule, Verdict } from "../check-rule.ts";
import { textsOf } from "../observation-content.ts";
import { secretsOfId } from "../secrets.ts";

/** Names that only injectors use: a policy that reads one knows that something was injected. */
const namesOfInjectors = [
  "chaos-mesh",
  "chaosmesh",
  "podchaos",
  "networkchaos",
  "iochaos",
  "kernelchaos",
  "stresschaos",
];

/** The rule. */
export const leakRule: CheckRule = {
  name: "no-leak",
  summary: "neither observations, spaces nor info name the problem's id, its fault or its answer",
  section: "endings",
  needs: ["plays"],
  async check(context: CheckContext) {
    const { reset, steps, trajectory } = await context.whole();
    const { actionSpace, observationSpace } = context.env;
    const secrets = [...secretsOfId(trajectory.header.problem), ...context.settings.secrets, ...namesOfInjectors].map(
      (secret) => secret.toLowerCase(),
    );
    const handedOut: readonly HandedOut[] = [
      { what: "in the spaces", asked: "", seen: [actionSpace, observationSpace], facts: [] },
      { what: "after reset", asked: "", seen: reset, facts: reset.info },
      ...steps.map(({ action, result: { observation, info, rewardComponents } }, index) => ({
        what: `after step ${index + 1}`,
        // a reply may repeat what it was asked
        asked: (JSON.stringify(action) ?? "").toLowerCase(),
        seen: { observation, info, rewardComponents },
        facts: { info, rewardComponents },
      })),
    ];
    for (const one of handedOut) {
      const verdict = names(one, secrets) ?? answers(one, context.settings.answers);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  },
};

/** What a policy gets at one time. */
interface HandedOut {
  readonly what: string;
  /** The action that it replies to, in lower case. */
  readonly asked: string;
  readonly seen: unknown;
  /** The part of it that has no reason to name services or kinds of faults. */
  readonly facts: unknown;
}

function names({ what, asked, seen }: HandedOut, secrets: readonly string[]): Verdict {
  for (const text of textsOf(seen)) {
    const lower = text.toLowerCase();
    const secret = secrets.find((one) => lower.includes(one) && !asked.includes(one));
    if (secret === undefined) continue;
    const at = lower.indexOf(secret);
    const excerpt = text.slice(Math.max(0, at - 40), at + secret.length + 40).replace(/\s+/g, " ");
    return { found: `"${secret}" ${what}: "...${excerpt}..."`, expected: "no word of it before the results" };
  }
  return undefined;
}

function answers({ what, facts }: HandedOut, right: readonly string[]): Verdict {
  const texts = textsOf(facts);
  const answer = right.find((one) => texts.has(one));
  if (answer === undefined) return undefined;
  return {
    found: `the answer "${answer}" ${what}, in info or the reward's components`,
    expected: "no word of it before the results",
  };
}
