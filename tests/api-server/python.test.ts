import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { needs } from "../support/needs.ts";
import { run, serveEmpty, talker } from "./served.ts";

const python =
  needs("AIOPS_GYM_KUBERNETES_PYTHON", "the Python client against the embedded cluster's API server") ?? "";

describe.skipIf(python === "")("the Python client", () => {
  it("creates, watches, runs, scales, lists and deletes", async () => {
    await using served = await serveEmpty();
    const script = fileURLToPath(new URL("client.py", import.meta.url));
    const { stdout, stderr } = await run(python, [script, served.kubeconfig], { stdin: JSON.stringify(talker("py")) });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      version: "v1.34.4",
      events: ["ADDED", "MODIFIED"],
      exec: "hello\n",
      scale: 3,
      page: [1, true],
      dynamic: 3,
      missing: [404, 'pods "nope" not found'],
    });
  });
});
