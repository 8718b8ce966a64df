/**
 * Measures policies on the same episodes.
 */
import { type ChoiceEnv, type ChoicePolicy, type ProblemSource, playChoices } from "aiops-gym";

/** What a policy reached. */
export interface Row {
  readonly policy: string;
  /** Share of the episodes. */
  readonly solved: number;
  readonly meanSteps: number;
}

/**
 * Plays the first draws of a source, each with all policies before the next: a page that comes again is kept, which is most of what a
 * short episode costs.
 */
export async function measureAll(
  env: ChoiceEnv,
  policies: Readonly<Record<string, ChoicePolicy>>,
  source: ProblemSource,
  episodes: number,
): Promise<readonly Row[]> {
  const sums = Object.entries(policies).map(([policy, choose]) => ({ policy, choose, solved: 0, steps: 0 }));
  for (let index = 0; index < episodes; index++) {
    for (const sum of sums) {
      const { score, transitions } = await playChoices(env, sum.choose, source(index));
      if (score === 1) sum.solved += 1;
      sum.steps += transitions.length;
    }
  }
  return sums.map(({ policy, solved, steps }) => ({
    policy,
    solved: solved / episodes,
    meanSteps: steps / episodes,
  }));
}
