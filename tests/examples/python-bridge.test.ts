import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { ended, root } from "./run-node.ts";

const modules = ["websockets", "msgpack", "pyarrow"];
const python = spawnSync("python3", ["-c", `import ${modules.join(", ")}`]).status === 0;
if (!python) console.log(`skipped: the Python example; python3 with ${modules.join(", ")} is not here`);

describe.skipIf(!python)("the example python-bridge/play.py", () => {
  it("plays an episode over the bridge", async () => {
    const args = ["--conditions=@source", "packages/aiops-gym/src/main.ts", "serve", "--port", "0"];
    const server = spawn(process.execPath, args, { cwd: root });
    try {
      const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
      const url = /ws:\S+/.exec(line)?.[0] ?? "";
      const { code, stdout, stderr } = await ended(
        spawn("python3", ["examples/python-bridge/play.py", url], { cwd: root }),
      );
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(stdout).toMatch(/submit: reward 1(\.0)?, table bytes \{.*'logs': \d+/);
      expect(stdout).toContain("terminated True");
    } finally {
      server.kill();
    }
  }, 120_000);
});
