import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { RemoteEnv } from "@aiops-gym/bridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const problem = "misconfig_app_hotel_res-detection-1";
const timeout = 120_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aiops-gym-"));
});
afterAll(() => rm(folder, { recursive: true }));

function start(args: readonly string[]) {
  const env = { ...process.env, FORCE_COLOR: undefined, DEBUG: undefined };
  return spawn(process.execPath, ["--conditions=@source", main, ...args], { cwd: folder, env });
}

async function cli(args: readonly string[], stdin = "") {
  const child = start(args);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => {
    stdout += part;
  });
  child.stderr.on("data", (part) => {
    stderr += part;
  });
  child.stdin.end(stdin);
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, stderr, lastLine: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

describe("aiops-gym problems", () => {
  it(
    "lists ids, tasks and applications",
    async () => {
      const { code, stdout } = await cli(["problems", "--json"]);
      expect(code).toBe(0);
      const rows = JSON.parse(stdout);
      expect(rows).toContainEqual({ id: problem, task: "detection", application: "hotel-reservation" });
      const mitigation = JSON.parse((await cli(["problems", "--json", "--task", "mitigation"])).stdout);
      expect(mitigation).toEqual(rows.filter(({ task }: { task: string }) => task === "mitigation"));
      expect((await cli(["problems"])).stdout).toContain(`${rows.length} problems`);
    },
    timeout,
  );
});

describe("aiops-gym list", () => {
  it(
    "lists families and splits, and plays what a seed draws",
    async () => {
      const families = JSON.parse((await cli(["list", "--families", "--json", "--task", "mitigation"])).stdout);
      expect(families.map(({ id }: { id: string }) => id)).toContain("hotel-reservation/misconfig_app-mitigation");
      const { hash, splits } = JSON.parse((await cli(["list", "--splits", "--json"])).stdout);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(splits[0]).toMatchObject({ name: "train", seeds: { first: 0, count: 1_000_000 } });
      const id = "hotel-reservation/misconfig_app-detection#3";
      const { lastLine } = await cli(["run", id, "--policy", "oracle", "--json"]);
      expect(JSON.parse(lastLine)).toMatchObject({
        problem: expect.stringMatching(/^hotel-reservation\/misconfig_app-detection@[0-9a-f]{8}#3$/),
        return: 1,
      });
    },
    timeout,
  );
});

describe("a command line that cannot work", () => {
  const wrong: Readonly<Record<string, readonly [args: readonly string[], code: number, says: string]>> = {
    "an unknown problem": [["run", "misconfig_app_hotel_res-detection-9"], 1, "misconfig_app_hotel_res-detection-1"],
    "an unknown family": [["run", "hotel-reservation/misconfig_ap-detection#3"], 1, "misconfig_app-detection"],
    "a family without a seed": [["run", "hotel-reservation/misconfig_app-detection"], 1, "name one of its seeds"],
    "an unknown command": [["dance"], 2, "dance"],
    "an unknown option": [["run", problem, "--sed", "1"], 2, "--seed"],
    "an unknown policy": [["run", problem, "--policy", "lucky"], 2, "expert, oracle, random, noop, human"],
    "a seed that is none": [["run", problem, "--seed", "x"], 2, "whole number"],
    "no problem": [["run"], 2, "missing required argument"],
    "no such file": [["replay", "nothing.jsonl"], 1, "no such file"],
    "an open door": [["serve", "--host", "0.0.0.0"], 1, "expected a token"],
  };
  for (const [what, [args, code, says]] of Object.entries(wrong)) {
    it(
      `says so in a line: ${what}`,
      async () => {
        const ended = await cli(args);
        expect(ended.stderr).toContain(says);
        expect(ended.code).toBe(code);
        expect(ended.stderr).not.toMatch(/^\s+at /m);
        expect(ended.stdout).toBe("");
      },
      timeout,
    );
  }
});

describe("aiops-gym run and replay", () => {
  it(
    "end with a line of JSON, write a trajectory, and prove it",
    async () => {
      const out = join(folder, "deep", "episode.jsonl");
      const run = await cli(["run", problem, "--policy", "oracle", "--seed", "11", "--json", "--out", out]);
      expect(run.stderr).toBe("");
      const summary = JSON.parse(run.lastLine);
      expect(Object.keys(summary)).toEqual([
        "problem",
        "seed",
        "steps",
        "terminated",
        "truncated",
        "aborted",
        "return",
        "results",
        "hash",
      ]);
      expect(summary).toMatchObject({ problem, seed: 11, steps: 1, terminated: true, truncated: false, aborted: null });
      expect(summary).toMatchObject({ return: 1, results: { success: true } });
      const replayed = await cli(["replay", out, "--json"]);
      expect(JSON.parse(replayed.lastLine)).toEqual({ file: out, steps: 1, hash: summary.hash, identical: true });

      const edited = join(folder, "edited.jsonl");
      await writeFile(edited, (await readFile(out, "utf8")).replace('"seed":11', '"seed":12'));
      const refused = await cli(["replay", edited]);
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining("Line 1 of the trajectory is refused"),
      ]);
    },
    timeout,
  );

  it(
    "shows a line a step, or with --watch the health of the services, without colours in a pipe",
    async () => {
      const args = ["run", problem, "--policy", "noop", "--max-steps", "2"];
      const short = await cli(args);
      expect(short.stdout).toMatch(/^step {2}2 /m);
      const watched = await cli([...args, "--watch"]);
      expect(watched.stdout).toContain("of requests succeed");
      expect(watched.stdout).toContain("not solved (ran out of steps)");
      expect(watched.stdout).not.toContain("\u001b");
      const widths = watched.stdout.split("\n").map((line) => [...line].length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(80);
    },
    timeout,
  );

  it(
    "takes actions of a person, as AIOpsLab's command line does",
    async () => {
      const lines = 'exec_shell("kubectl get service frontend")\n\nsubmit("Yes")\n';
      const played = await cli(["run", problem, "--policy", "human", "--json"], lines);
      expect(played.stdout).toMatch(/^frontend\s+ClusterIP/m);
      expect(JSON.parse(played.lastLine)).toMatchObject({ steps: 2, terminated: true, return: 1 });
      expect((await cli(["run", problem, "--policy", "human"], "exit\n")).code).toBe(0);
    },
    timeout,
  );
});

describe("aiops-gym play", () => {
  it(
    "starts problems by id, says which are near, and leaves by exit",
    async () => {
      const lines = `start ${problem}x\nstart ${problem}\nsubmit("Yes")\nproblems\nexit\n`;
      const { code, stdout } = await cli(["play"], lines);
      expect(code).toBe(0);
      expect(stdout).toContain(`There is no problem "${problem}x". Did you mean ${problem}`);
      expect(stdout).toContain("✔ solved (submitted)");
      expect(stdout).toContain("noop_detection_hotel_reservation-1");
    },
    timeout,
  );
});

describe("aiops-gym serve", () => {
  it(
    "plays episodes for clients, and shuts down when it is told to",
    async () => {
      const child = start(["serve", "--port", "0", "--token", "secret"]);
      const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
      const url = /ws:\S+/.exec(line)?.[0] ?? "";
      await using env = await RemoteEnv.connect(url, { token: "secret", env: { maxSteps: 2 } });
      const { observation, info } = await env.reset(problem, { seed: 3, tables: ["services", "events"] });
      expect(info.maxSteps).toBe(2);
      expect(observation.services.numRows).toBe(19);
      expect(observation.events.numRows).toBeGreaterThan(0);
      const step = await env.step('submit("Yes")');
      expect(step).toMatchObject({ reward: 1, terminated: true, results: { success: true } });
      child.kill("SIGTERM");
      expect((await once(child, "close"))[0]).toBe(0);
    },
    timeout,
  );
});

describe("aiops-gym check", () => {
  it(
    "tells which rules the environment keeps",
    async () => {
      const { code, lastLine, stderr } = await cli(["check", problem, "--max-steps", "2", "--json"]);
      expect(stderr).toBe("");
      expect(code).toBe(0);
      const { passed, failed, skipped, ...rest } = JSON.parse(lastLine);
      expect(rest).toEqual({ problem });
      expect({ failed, skipped }).toEqual({ failed: [], skipped: [] });
      expect(passed).toContain("no-leak");
    },
    timeout,
  );
});

describe("aiops-gym bench", () => {
  it.each([
    ["no/such/folder/figures.json", "cannot be written; name a file in a folder that exists."],
    [".", "is a folder; name a file."],
  ])(
    "does not measure for minutes what it cannot write: --json %s",
    async (file, why) => {
      const { code, stdout, stderr } = await cli(["bench", "--json", file]);
      expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `error: --json ${file} ${why}\n` });
    },
    timeout,
  );

  it(
    "ends with a line of JSON",
    async () => {
      const { code, lastLine, stderr } = await cli(["bench", "--quick", "--json"]);
      expect(stderr).toBe("");
      expect(code).toBe(0);
      const { machine, figures } = JSON.parse(lastLine);
      expect(machine).toMatchObject({
        node: process.versions.node,
        cores: expect.any(Number),
        cpu: expect.any(String),
      });
      const units = new Map<string, string>(
        figures.map(({ name, unit }: { name: string; unit: string }) => [name, unit]),
      );
      const taken = { "steps.mixed": "1/s", "allocation.waiting": "KiB", "rate.10.request": "µs", "reset.warm": "ms" };
      expect(Object.fromEntries(units)).toMatchObject(taken);
      for (const { low, median, high } of figures) {
        expect(low).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(high);
      }
    },
    timeout,
  );
});

describe("aiops-gym cluster", () => {
  it(
    "serves an application's cluster, whose clock another process steps",
    async () => {
      const child = start([
        "cluster",
        "up",
        "--app",
        "hotel-reservation",
        "--clock",
        "stepped",
        "--kubeconfig",
        "kube.yaml",
      ]);
      const [line] = (await once(createInterface(child.stdout), "line")) as [string];
      expect(line).toMatch(/^export KUBECONFIG=\/.*\/kube\.yaml$/);
      expect(await readFile(join(folder, "kube.yaml"), "utf8")).toContain("namespace: test-hotel-reservation");
      const step = async () => Date.parse((await cli(["cluster", "step", "30", "--kubeconfig", "kube.yaml"])).lastLine);
      const first = await step();
      expect((await step()) - first).toBe(30_000);
      child.kill("SIGINT");
      expect(await once(child, "close")).toEqual([0, null]);
    },
    timeout,
  );

  it(
    "refuses an application that there is not",
    async () => {
      const { code, stderr } = await cli(["cluster", "up", "--app", "nope"]);
      expect(code).toBe(2);
      expect(stderr).toContain("There is no application nope; expected one of hotel-reservation.");
    },
    timeout,
  );
});
