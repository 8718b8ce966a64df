import { AIOpsEnv, type Observation, shippedProblems } from "aiops-gym";
import type { Table } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";

/** All texts of a table, those of its dictionaries included, whether a row uses them or not. */
function textsOf(table: Table): string {
  const texts = new Set<string>();
  for (const { name } of table.schema.fields) {
    const vector = table.getChild(name);
    for (const data of vector?.data ?? []) {
      const dictionary = (
        data as { dictionary?: { toArray(): ArrayLike<unknown>; length: number; get(index: number): unknown } }
      ).dictionary;
      for (let index = 0; index < (dictionary?.length ?? 0); index++) texts.add(String(dictionary?.get(index)));
    }
    for (let row = 0; row < table.numRows; row++) {
      const value: unknown = vector?.get(row);
      if (typeof value === "string") texts.add(value);
    }
  }
  return [...texts].join("\n");
}

function everythingIn(observation: Observation): string {
  const tables = (["logs", "metrics", "traces", "events", "services"] as const).map((name) =>
    textsOf(observation[name]),
  );
  return [observation.text, JSON.stringify(observation.briefing ?? null), ...tables].join("\n");
}

const looks = [
  "kubectl get all,events -n test-hotel-reservation -o yaml",
  "kubectl describe pods -n test-hotel-reservation",
  "kubectl get podchaos,networkchaos,iochaos,kernelchaos -A; kubectl api-resources; kubectl get ns; kubectl get events -A",
  "env; ls -laR / 2>/dev/null | head -400; cat /proc/self/environ /proc/1/cmdline",
];

describe("what a policy sees", () => {
  for (const problem of sample(shippedProblems)) {
    it(`names neither the problem nor its fault: ${problem.id}`, async () => {
      await using env = await AIOpsEnv.create();
      const { observation, info } = await env.reset(problem.id, { seed: 17 });
      const seen = [everythingIn(observation), JSON.stringify(info)];
      for (const command of looks) {
        const step = await env.step({ name: "exec_shell", arguments: { command } });
        seen.push(everythingIn(step.observation), JSON.stringify(step.info), JSON.stringify(step.results));
      }
      // kubectl repeats the kind that it was asked for
      const lines = seen
        .join("\n")
        .split("\n")
        .filter((line) => !line.includes("doesn't have a resource type"));
      const telling = ["chaos", problem.id, ...problem.faults.map(({ name }) => name)];
      const found = lines.filter((line) => telling.some((word) => line.toLowerCase().includes(word.toLowerCase())));
      expect(found.map((line) => line.slice(0, 200)).join("\n")).toBe("");
    }, 60_000);
  }
});
