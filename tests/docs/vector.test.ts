import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("docs/vector.md's example", () => {
  it("localizes the fault in every episode", async () => {
    const page = await readFile(join(root, "docs/vector.md"), "utf8");
    // each file's name stands in the paragraph before its code
    const files = [...page.matchAll(/`(\S+\.ts)`[^`]*\n\n```ts\n([\s\S]*?)```/g)];
    expect(files.map(([, name]) => name)).toEqual(["service-env.ts", "play.ts"]);
    // inside the repository, where `aiops-gym` resolves
    const folder = await mkdtemp(join(root, "tests/docs/vector-"));
    try {
      for (const [, name = "", code = ""] of files) await writeFile(join(folder, name), code);
      const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@source", join(folder, "play.ts")]);
      expect(stdout).toBe("8 episodes: 1 1 1 1 1 1 1 1\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 180_000);
});
