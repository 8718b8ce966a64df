import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { globalFeatures, type Normalisation, serviceFeatures } from "@aiops-gym/env";
import { describe, expect, it } from "vitest";

const page = fileURLToPath(new URL("../../docs/spaces.md", import.meta.url));

function formula(normalisation: Normalisation): string {
  switch (normalisation.kind) {
    case "share":
      return "x";
    case "saturating":
      return `x / (x + ${normalisation.half})`;
    case "rate":
      return `r / (r + ${normalisation.half}), r = x per second`;
    case "of":
      return `x / ${normalisation.measure}, at most 1`;
    case "among":
      return "x / (x + users' requests per second)";
    case "known":
      return "1 if measured, else 0";
  }
}

describe("docs/spaces.md", () => {
  it("lists the features as they are", async () => {
    const text = await readFile(page, "utf8");
    const rows = [
      ...globalFeatures.map((one) => `| \`${one.name}\` | ${one.unit} | ${one.normalisation} | ${one.description} |`),
      ...serviceFeatures.map(
        (one) => `| \`${one.name}\` | ${one.unit} | ${formula(one.normalisation)} | ${one.description} |`,
      ),
    ];
    const listed = text.split("\n").filter((line) => /^\| `[a-z0-9_]+` \| /.test(line));
    expect(listed).toEqual(rows);
  });
});
