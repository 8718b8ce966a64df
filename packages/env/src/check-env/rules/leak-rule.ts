/**
 * The rule that nothing a policy reads names the problem or its answer.
 * @module
 */
import type { CheckContext } from "../check-context.ts";
import type { CheckRule } from "../check-rule.ts";
import { textsOf } from "../observation-content.ts";

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
  summary: "neither observations nor info name the problem's id, its fault or its answer",
  section: "endings",
  needs: ["plays"],
  async check(context: CheckContext) {
    const { reset, steps, trajectory } = await context.whole();
    const secrets = [trajectory.header.problem, ...context.settings.secrets, ...namesOfInjectors].map((secret) =>
      secret.toLowerCase(),
    );
    const handedOut = [
      { what: "after reset", asked: "", ...reset },
      ...steps.map(({ action, result: { observation, info, rewardComponents } }, index) => ({
        what: `after step ${index + 1}`,
        // a reply may repeat what it was asked
        asked: (JSON.stringify(action) ?? "").toLowerCase(),
        observation,
        info,
        rewardComponents,
      })),
    ];
    for (const { what, asked, ...seen } of handedOut) {
      for (const text of textsOf(seen)) {
        const lower = text.toLowerCase();
        const secret = secrets.find((one) => lower.includes(one) && !asked.includes(one));
        if (secret === undefined) continue;
        const at = lower.indexOf(secret);
        const excerpt = text.slice(Math.max(0, at - 40), at + secret.length + 40).replace(/\s+/g, " ");
        return { found: `"${secret}" ${what}: "...${excerpt}..."`, expected: "no word of it before the results" };
      }
    }
    return undefined;
  },
};
