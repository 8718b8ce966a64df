/**
 * `npm run difficulty`: which share of every family's problems the expert, a random and a do-nothing policy solve. With `--write` the data
 * and the table in the documentation are written anew; with `--family <part of an id>` only the rows of those. Ten minutes of one core.
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  AIOpsEnv,
  expertPolicy,
  noopPolicy,
  type Policy,
  type ProblemFamily,
  playEpisode,
  randomPolicy,
  shippedFamilies,
} from "aiops-gym";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    seeds: { type: "string", default: "10" },
    family: { type: "string", default: "" },
  },
});
/** Validation's seeds, whatever the services and parameters. */
const first = 1_000_000;
const count = Number(values.seeds);
const dataFile = new URL("../packages/aiops-gym/src/measured-difficulty.ts", import.meta.url);
const docFile = new URL("../docs/variation.md", import.meta.url);

/** Rows of families that are not measured this time are kept as they are. */
const { measuredDifficulty } = await import("../packages/aiops-gym/src/measured-difficulty.ts");

const policies: readonly ((seed: number) => Policy)[] = [() => expertPolicy(), randomPolicy, () => noopPolicy()];

/** Shares solved by each policy. */
async function measure(env: AIOpsEnv, family: ProblemFamily): Promise<readonly number[]> {
  const shares: number[] = [];
  for (const makePolicy of policies) {
    let solved = 0;
    for (let seed = first; seed < first + count; seed++) {
      const { results } = await playEpisode(env, makePolicy(seed), family.idOf(seed), { seed });
      if (results?.["success"] === true) solved += 1;
    }
    shares.push(Number((solved / count).toFixed(3)));
  }
  return shares;
}

/** Replaces what stands between two texts. */
function replaceBetween(text: string, from: string, to: string, by: string): string {
  const start = text.indexOf(from);
  const end = text.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`"${from}" and "${to}" are not there.`);
  return `${text.slice(0, start + from.length)}${by}${text.slice(end)}`;
}

await using env = await AIOpsEnv.create();
const rows: { readonly family: ProblemFamily; readonly digest: string; readonly shares: readonly number[] }[] = [];
for (const family of shippedFamilies) {
  if (!family.id.includes(values.family)) {
    const kept = measuredDifficulty.rows.find(([id]) => id === family.id);
    if (kept !== undefined) rows.push({ family, digest: kept[1], shares: kept.slice(2) as number[] });
    continue;
  }
  const shares = await measure(env, family);
  rows.push({ family, digest: family.hash.slice(0, 8), shares });
  console.log(family.id.padEnd(56), shares.map((share) => `${Math.round(100 * share)} %`.padStart(6)).join(""));
}

if (values.write) {
  const lines = rows.map(({ family, digest, shares }) => `    ["${family.id}", "${digest}", ${shares.join(", ")}],\n`);
  const data = `  seeds: { first: ${first}, count: ${count} },\n  rows: [\n${lines.join("")}  ],\n`;
  const code = await readFile(dataFile, "utf8");
  await writeFile(
    dataFile,
    replaceBetween(code, "export const measuredDifficulty: MeasuredDifficulty = {\n", "};", data),
  );
  const cells = rows.map(
    ({ family: { kind, task }, shares }) =>
      `| \`${kind}\` | ${task} | ${shares.map((share) => `${Math.round(100 * share)} %`).join(" | ")} |\n`,
  );
  const head = "\n\n| kind of fault | task | expert | random | do nothing |\n|---|---|---|---|---|\n";
  const doc = await readFile(docFile, "utf8");
  const begin = "<!-- difficulty:begin -->";
  await writeFile(docFile, replaceBetween(doc, begin, "<!-- difficulty:end -->", `${head}${cells.join("")}\n`));
}
