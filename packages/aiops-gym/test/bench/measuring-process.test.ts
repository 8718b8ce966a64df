import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { measureApart } from "../../src/cli/bench/measuring-process.ts";
import { fullSize, quickSize } from "../../src/cli/bench/run-bench.ts";

const { signal } = new AbortController();
const timeout = 120_000;

describe("a measurement in a process of its own", () => {
  it(
    "gives its figures",
    async () => {
      const figures = await measureApart("steps.features.waiting", quickSize, signal);
      expect(figures.map(({ name }) => name)).toEqual([
        "steps.features.waiting",
        "cpu.features.waiting",
        "collection.features.waiting",
        "share.features.waiting",
        "allocation.features.waiting",
      ]);
      for (const { median } of figures.slice(0, 2)) expect(median).toBeGreaterThan(0);
    },
    timeout,
  );

  it(
    "does not outlive who asked for them",
    async () => {
      const file = fileURLToPath(new URL("../../src/cli/bench/measuring-process.ts", import.meta.url));
      const child = fork(file, [], { execArgv: ["--conditions=@source"], serialization: "advanced" });
      // minutes, in runs of a tenth of a second
      child.send({ name: "steps.waiting", size: { ...fullSize, warmSeconds: 600, runSeconds: 0.1, firstSeconds: 0 } });
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      expect(child.exitCode).toBeNull();
      child.disconnect();
      expect(await once(child, "exit")).toEqual([0, null]);
    },
    timeout,
  );

  it(
    "says when the process fails, and is not begun after an interrupt",
    async () => {
      await expect(measureApart("nothing", quickSize, signal)).rejects.toThrow(
        "The process that measures nothing ended with 1.",
      );
      await expect(measureApart("nothing", quickSize, AbortSignal.abort(new Error("interrupted")))).rejects.toThrow(
        "interrupted",
      );
    },
    timeout,
  );
});
