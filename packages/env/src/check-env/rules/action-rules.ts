/**
 * Rules of what actions are taken, and how what cannot be understood is answered.
 * @module
 */

import { isOver } from "../../wrappers/is-over.ts";
import { type CheckRule, describeError } from "../check-rule.ts";
import { takesToolCalls } from "../default-actions.ts";

const malformed: CheckRule = {
  name: "malformed-actions",
  summary: "an action that cannot be understood is answered by an observation that says so, and spends a step",
  section: "what-happens-in-a-step",
  needs: ["plays", "truncation"],
  async check(context) {
    const { env } = context;
    const actions = await context.malformed();
    if (actions.length === 0) return { skipped: "no malformed actions were given" };
    const { steps, over } = await context.whole();
    const most = over ? steps.length - 1 : steps.length;
    if (most === 0) return { skipped: "every step ends its episode" };
    let last = await context.reset();
    let played = 0;
    for (const action of actions) {
      // the last step of an episode ends it whatever the action is, and wrappers may end it before `maxSteps`
      if (played === most) {
        last = await context.reset();
        played = 0;
      }
      played += 1;
      const what = `step(${JSON.stringify(action)})`;
      const expected = "an observation with ok false whose text says what to do";
      try {
        const result = await env.step(action);
        if (isOver(result)) return { found: `${what} ended the episode`, expected };
        if (result.info.step <= last.info.step) return { found: `${what} spent no step`, expected };
        const { ok, text } = (result.observation ?? {}) as { readonly ok?: unknown; readonly text?: unknown };
        if (ok === true) return { found: `${what} was answered with ok true`, expected };
        if (text === "") return { found: `${what} was answered with an empty text`, expected };
        last = result;
      } catch (error) {
        // a wrapper whose actions are of another type may refuse values of none
        const refused = !takesToolCalls(env.actionSpace) && error instanceof Error && "code" in error;
        if (refused && error.code === "ERR_INVALID_ACTION") continue;
        return { found: `${what} threw ${describeError(error)}`, expected };
      }
    }
    return undefined;
  },
};

/** In the order in which they are looked at. */
export const actionRules = { malformed } as const;
