import type { Env } from "../../src/env.ts";

/** Begins and submits episodes; what was played, as `<problem> <seed>`. */
export async function playedBy(env: Env<Float32Array>, episodes: number): Promise<string[]> {
  const played: string[] = [];
  for (let episode = 0; episode < episodes; episode++) {
    await env.reset();
    const { problem, seed } = env.trajectory.header;
    played.push(`${problem} ${seed}`);
    await env.step("submit");
  }
  return played;
}
