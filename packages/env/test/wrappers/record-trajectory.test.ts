import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseTrajectory } from "../../src/trajectory.ts";
import { RecordTrajectory } from "../../src/wrappers/record-trajectory.ts";
import { TimeLimit } from "../../src/wrappers/time-limit.ts";
import { ScriptedEnv, stepTimes } from "./scripted-env.ts";

const folders: string[] = [];
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "aiops-gym-"));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe("recording trajectories", () => {
  it("writes every episode that ends, however it ends, once", async () => {
    const written: number[] = [];
    const limited = new TimeLimit(new ScriptedEnv({ reward: (step) => (step === 4 ? null : 1) }), { maxSteps: 5 });
    const env = new RecordTrajectory(limited, { to: (_, { steps }) => void written.push(steps.length) });
    await env.reset("easy");
    await stepTimes(env, 2);
    await env.step("submit");
    await env.reset("easy");
    await stepTimes(env, 4);
    await env.reset("easy");
    await stepTimes(env, 3);
    await env.close();
    expect(written).toEqual([3, 4]);
  });

  it("writes dropped ones where it is asked to, if a step was made", async () => {
    const written: number[] = [];
    const env = new RecordTrajectory(new ScriptedEnv(), {
      to: (_, { steps }) => void written.push(steps.length),
      unfinished: true,
    });
    await env.reset("easy");
    await stepTimes(env, 1);
    await env.reset("easy");
    await env.reset("easy");
    await stepTimes(env, 2);
    const snapshot = await env.snapshot();
    await stepTimes(env, 1);
    await env.restore(snapshot);
    await env.close();
    await env.close();
    expect(written).toEqual([1, 3, 2]);
  });

  it("writes no episode again that was over in the snapshot, or in the fork's original, whatever ended it", async () => {
    const written: number[] = [];
    const limited = new TimeLimit(new ScriptedEnv(), { maxSteps: 2 });
    const env = new RecordTrajectory(limited, {
      to: (_, { steps }) => void written.push(steps.length),
      unfinished: true,
    });
    await env.reset("easy");
    await stepTimes(env, 2);
    const fork = await env.fork();
    await env.restore(await env.snapshot());
    await fork.close();
    await env.close();
    expect(written).toEqual([2]);
  });

  it("writes a file an episode into a folder, one for equal ones, from forks as well", async () => {
    const folder = join(await makeFolder(), "runs");
    const env = new RecordTrajectory(new ScriptedEnv(), { to: folder });
    await env.reset("easy", { seed: 5 });
    await stepTimes(env, 1);
    const [same, other] = [await env.fork(), await env.fork()];
    await env.step("submit");
    await same.step("submit");
    await stepTimes(other, 1);
    await other.step("submit");
    const names = (await readdir(folder)).sort();
    expect(names).toEqual([expect.stringMatching(/^easy-5-[0-9a-f]{12}\.jsonl$/), expect.stringMatching(/^easy-5-/)]);
    const lengths: number[] = [];
    for (const name of names) lengths.push(parseTrajectory(await readFile(join(folder, name), "utf8")).steps.length);
    expect(lengths.sort()).toEqual([2, 3]);
  });

  it("throws what its writer throws", async () => {
    const env = new RecordTrajectory(new ScriptedEnv(), { to: () => Promise.reject(new Error("disk full")) });
    await env.reset("easy");
    await expect(env.step("submit")).rejects.toThrow("disk full");
  });
});
