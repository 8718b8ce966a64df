/**
 * The scripted expert on the same episodes: it reads texts and tables, and writes free-form actions.
 */
import { AIOpsEnv, expertPolicy, type ProblemSource, playEpisode } from "aiops-gym";
import type { Row } from "./measure-all.ts";

/** Plays the first draws of a source. */
export async function measureExpert(source: ProblemSource, episodes: number): Promise<Row> {
  await using env = await AIOpsEnv.create();
  let solved = 0;
  let steps = 0;
  for (let index = 0; index < episodes; index++) {
    const { problemId, seed } = source(index);
    const played = await playEpisode(env, expertPolicy(), problemId, { seed });
    solved += played.return === 1 ? 1 : 0;
    steps += played.steps;
  }
  return { policy: "expert", solved: solved / episodes, meanSteps: steps / episodes };
}
