import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AIOpsEnv, oraclePolicy, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";

const script = fileURLToPath(new URL("continue.ts", import.meta.url));

/** A look at everything that has state of its own, then the oracle's actions. */
function actionsOf(problem: (typeof shippedProblems)[number]): readonly unknown[] {
  const oracle = oraclePolicy(problem);
  const { namespace } = problem.application;
  const looks = [
    { name: "get_metrics", arguments: { namespace, duration: 1 } },
    { name: "exec_shell", arguments: { command: "echo $RANDOM >> /tmp/notes; date >> /tmp/notes; cat /tmp/notes" } },
  ];
  const count = (problem.repairs[0]?.actions.length ?? 0) + 1;
  return [...looks, ...Array.from({ length: count }, () => oracle.act({} as never, {} as never))];
}

describe("a snapshot", () => {
  it("taken before any step of any oracle's episode goes on alike in a fresh process", async () => {
    const folder = await mkdtemp(join(tmpdir(), "aiops-gym-"));
    try {
      const lines: string[] = [];
      const expected: string[] = [];
      for (const problem of sample(shippedProblems)) {
        await using env = await AIOpsEnv.create();
        await env.reset(problem.id, { seed: 21 });
        const actions = actionsOf(problem);
        for (const [index, action] of actions.entries()) {
          const file = join(folder, `${problem.id}-${index}`);
          await writeFile(file, await env.snapshot());
          lines.push(JSON.stringify({ snapshot: file, actions: actions.slice(index) }));
          await env.step(action);
        }
        const end = `${env.trajectory.end?.hash} ${await env.stateHash()}`;
        for (const _ of actions) expected.push(end);
      }
      const list = join(folder, "list.jsonl");
      await writeFile(list, lines.join("\n"));
      const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@source", script, list], {
        maxBuffer: 1 << 24,
      });
      expect(stdout.trim().split("\n")).toEqual(expected);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 900_000);

  it("that is damaged is refused, and the episode under way goes on", async () => {
    await using env = await AIOpsEnv.create();
    await env.reset("noop_detection_hotel_reservation-1", { seed: 1 });
    const snapshot = await env.snapshot();
    const damaged = snapshot.slice();
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] as number) ^ 1;
    await expect(env.restore(damaged)).rejects.toMatchObject({ code: "ERR_INVALID_SNAPSHOT" });
    await expect(env.restore(snapshot.slice(0, 100))).rejects.toMatchObject({ code: "ERR_INVALID_SNAPSHOT" });
    await expect(env.restore(new Uint8Array())).rejects.toMatchObject({ code: "ERR_INVALID_SNAPSHOT" });
    expect((await env.step({ name: "wait", arguments: { seconds: 1 } })).observation.ok).toBe(true);
  });
});

describe("a fork", () => {
  it("goes on like its original, and neither sees the other's actions", async () => {
    await using env = await AIOpsEnv.create();
    await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 2 });
    await env.step({ name: "exec_shell", arguments: { command: "echo one > /tmp/file" } });
    await using fork = await env.fork();
    const action = {
      name: "exec_shell",
      arguments: { command: "cat /tmp/file; kubectl rollout undo deployment/geo -n test-hotel-reservation" },
    };
    const [a, b] = [await env.step(action), await fork.step(action)];
    expect(a.observation.text).toBe(b.observation.text);
    expect(await env.stateHash()).toBe(await fork.stateHash());
    await fork.step({
      name: "exec_shell",
      arguments: { command: "rm /tmp/file; kubectl delete deployment frontend -n test-hotel-reservation" },
    });
    const after = await env.step({
      name: "exec_shell",
      arguments: { command: "cat /tmp/file; kubectl get deployment frontend -n test-hotel-reservation" },
    });
    expect(after.observation.text).toMatch(/^one\n/);
    expect(after.observation.text).toMatch(/frontend\s+1\/1/);
  });
});
