import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("the README's code", () => {
  it("runs, and prints what its comments promise", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? "");
    expect(blocks).toHaveLength(1);
    // inside the repository, where `aiops-gym` resolves
    const folder = await mkdtemp(join(root, "tests/docs/readme-"));
    try {
      const file = join(folder, "block.ts");
      await writeFile(file, blocks[0] ?? "");
      const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@source", file]);
      expect(stdout).toMatch(/^You are on call for Hotel Reservation/);
      expect(stdout).toContain(" mitigation\n");
      expect(stdout).toContain("0 false false null\n");
      expect(stdout).toMatch(/\n1 Users were served as before/);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  it("names commands that exist", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--conditions=@source",
      join(root, "packages/aiops-gym/src/main.ts"),
      "--help",
    ]);
    for (const [, command] of readme.matchAll(/npx aiops-gym (\w+)/g))
      expect(stdout).toMatch(new RegExp(`^\\s+${command}\\b`, "m"));
  }, 60_000);
});
