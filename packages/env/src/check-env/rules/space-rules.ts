/**
 * Rules of spaces: observations are of theirs, and samples of actions are taken.
 * @module
 */

import { canonicalJson, createRandomStream } from "@aiops-gym/cluster";
import { whyNot } from "../../spaces/contains.ts";
import { sampleSpace } from "../../spaces/sample-space.ts";
import type { Space } from "../../spaces/space.ts";
import { parseSpace, spaceToJson } from "../../spaces/space-schema.ts";
import { isOver } from "../../wrappers/is-over.ts";
import { type CheckRule, describeError, type Verdict } from "../check-rule.ts";
import { maskOf } from "../default-actions.ts";

/** A space is data: it can be written down and read back. */
function isData(what: string, space: Space): Verdict {
  const expected = "a space of docs/spaces.md, that is the same after it was written down and read";
  try {
    const read = parseSpace(spaceToJson(space));
    if (canonicalJson(read) === canonicalJson(space)) return undefined;
    return { found: `${what} reads back as ${spaceToJson(read).slice(0, 120)}`, expected };
  } catch (error) {
    return { found: `${what} is refused by parseSpace: ${describeError(error)}`, expected };
  }
}

const observationSpace: CheckRule = {
  name: "observation-space",
  summary: "every observation is of `observationSpace`, which is data and stays the same",
  section: "sequences",
  needs: ["plays", "tables"],
  async check(context) {
    const { env } = context;
    const before = env.observationSpace;
    const verdict = isData("observationSpace", before);
    if (verdict !== undefined) return verdict;
    const { reset, steps } = await context.whole();
    for (const [index, { observation }] of [reset, ...steps.map(({ result }) => result)].entries()) {
      const wrong = whyNot(before, observation);
      if (wrong === null) continue;
      const path = wrong.path === "" ? "" : ` ${wrong.path}`;
      return { found: `observation ${index}:${path} ${wrong.message}`, expected: "what its observationSpace says" };
    }
    return canonicalJson(env.observationSpace) === canonicalJson(before)
      ? undefined
      : { found: "observationSpace is another after an episode", expected: "one for all episodes" };
  },
};

/** Samples that are tried. */
const samples = 8;

const actionSpace: CheckRule = {
  name: "action-space",
  summary: "`actionSpace` is data, and samples of it are taken; what the mask allows is done",
  section: "what-happens-in-a-step",
  needs: ["truncation", "reward-null"],
  async check(context) {
    const { env, settings } = context;
    let last = await context.reset();
    const verdict = isData("actionSpace", env.actionSpace);
    if (verdict !== undefined) return verdict;
    const stream = createRandomStream(settings.seed, "checkEnv");
    for (let drawn = 0; drawn < samples; drawn++) {
      const action = sampleSpace(env.actionSpace, stream, maskOf(env.actionSpace, last));
      const what = `the sample ${JSON.stringify(action)?.slice(0, 200)}`;
      const wrong = whyNot(env.actionSpace, action);
      if (wrong !== null)
        return { found: `${what} is not of actionSpace: ${wrong.path} ${wrong.message}`, expected: "it to be" };
      try {
        const result = await env.step(action);
        if (result.aborted !== null)
          return { found: `${what} aborted the episode: ${result.aborted.cause}`, expected: "an observation" };
        const { notice } = result.info;
        if (notice !== undefined && last.info.actionMask !== undefined)
          return {
            found: `${what}, which the mask allows, was not done: ${notice}`,
            expected: "what the mask allows to be done",
          };
        if (result.info.step <= last.info.step) return { found: `${what} spent no step`, expected: "a step a sample" };
        last = isOver(result) ? await context.reset() : result;
      } catch (error) {
        return { found: `${what} made step throw ${describeError(error)}`, expected: "an observation" };
      }
    }
    return undefined;
  },
};

/** In the order in which they are looked at. */
export const spaceRules = { observationSpace, actionSpace } as const;
