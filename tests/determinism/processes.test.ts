import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("play-all.ts", import.meta.url));

/** Plays all problems in a process of its own, under this Node or another. */
async function playAll(node: string, seed: number): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(
    node,
    ["--conditions=@source", "--disable-warning=ExperimentalWarning", script, String(seed)],
    { maxBuffer: 1 << 24 },
  );
  return stdout.trim().split("\n");
}

describe("every problem", () => {
  it("gives the same bytes in two processes", async () => {
    const [one, other] = await Promise.all([playAll(process.execPath, 3), playAll(process.execPath, 3)]);
    expect(one).toHaveLength(shippedProblems.length);
    expect(one).toEqual(other);
  }, 600_000);

  it("gives other bytes under another seed", async () => {
    const [one, other] = await Promise.all([playAll(process.execPath, 3), playAll(process.execPath, 4)]);
    for (const [index, line] of (one ?? []).entries()) expect(line).not.toBe(other?.[index]);
  }, 600_000);
});
