import { readdirSync, readFileSync } from "node:fs";
import type { KubeObject } from "@aiops-gym/cluster";
import { describe, expect, it } from "vitest";
import { runKubectl } from "../src/index.ts";
import { MemoryApi, TestClock } from "./support/memory-api.ts";

interface Recording {
  readonly recorded: string;
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
  readonly cases: readonly {
    readonly argv: readonly string[];
    readonly now: number;
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number;
  }[];
}

const folder = new URL("fixtures/", import.meta.url);

/** Each file was recorded by `support/record-fixtures.ts` from the real kubectl on a real cluster. */
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const { recorded, namespace, objects, cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recording;
  describe(`kubectl prints what it printed on ${recorded} (${file})`, () => {
    for (const { argv, now, stdout, stderr, exitCode } of cases) {
      it(`kubectl ${argv.join(" ")}`, async () => {
        const clock = new TestClock(now);
        const api = new MemoryApi({ objects, clock });
        const result = await runKubectl({ api, clock, namespace }, { argv });
        expect(result).toEqual({ stdout, stderr, exitCode });
      });
    }
  });
}
