import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { writeFigures } from "../../benchmarks/write-figures.ts";

const folder = fileURLToPath(new URL("../../benchmarks/", import.meta.url));
const machine = { cpu: "C", cores: 2, memoryGiB: 4, system: "linux x64", node: "24.0.0", load: 0.5 };
const line = "C, 2 cores, 4 GiB, linux x64, Node 24.0.0, load 0.5 at the start";
const figure = { name: "a", what: "steps", unit: "1/s", median: 12345.5, low: 9, high: 20000, runs: 5 };

describe("figures of benchmarks", () => {
  it("have their place in the README, each benchmark's", () => {
    const readme = readFileSync(`${folder}README.md`, "utf8");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".bench.ts"))) {
      const name = file.replace(".bench.ts", "");
      expect(readme).toMatch(new RegExp(`<!-- begin ${name} -->[\\s\\S]*<!-- end ${name} -->`));
    }
  });

  it("replace those of before, with the machine, and leave the rest of the page", () => {
    const page = "# P\n<!-- begin x -->\nold\n<!-- end x -->\nend\n";
    const written = writeFigures(page, machine, { x: { benchmark: "x", figures: [figure, { ...figure, runs: 1 }] } });
    expect(written).toBe(
      [
        ...["# P", "<!-- begin x -->", line, "", "| figure | median | runs |", "| --- | --- | --- |"],
        ...[
          "| steps | 12,345.5 1/s | 9 to 20,000 |",
          "| steps | 12,345.5 1/s | one run |",
          "<!-- end x -->",
          "end",
          "",
        ],
      ].join("\n"),
    );
  });

  it("of reports without a list are told by their paths, and get a section where they have none", () => {
    const written = writeFigures("# P\n", machine, { y: { benchmark: "y", rollout: { milliseconds: 1.23456 } } });
    expect(written).toContain("## y\n\n<!-- begin y -->");
    expect(written).toContain("| rollout.milliseconds | 1.235 |");
  });
});
