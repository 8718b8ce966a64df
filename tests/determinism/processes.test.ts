import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { sampleEvery } from "../support/long.ts";

const script = fileURLToPath(new URL("play-all.ts", import.meta.url));

/** Plays problems in a process of its own. */
async function playAll(seed: number): Promise<readonly string[]> {
  const args = ["--conditions=@source", script, String(seed), String(sampleEvery)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
  return stdout.trim().split("\n");
}

describe("every problem", () => {
  it("gives the same bytes in two processes, and others under another seed", async () => {
    const [one, other, another] = await Promise.all([playAll(3), playAll(3), playAll(4)]);
    expect(one).toEqual(other);
    for (const [index, line] of one.entries()) expect(line).not.toBe(another[index]);
  }, 900_000);
});
