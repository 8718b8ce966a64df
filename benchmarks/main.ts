/**
 * Runs the benchmarks beside this file, each a `*.bench.ts` in a process of its own that ends with one line of JSON.
 *
 *     npm run bench                       all of them
 *     npm run bench -- episodes           those whose names contain `episodes`
 *     npm run bench -- --write            and write their figures into README.md
 *     npm run bench -- --json results.json
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../packages/aiops-gym/src/cli/bench/machine.ts";
import { writeFigures } from "./write-figures.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean" }, json: { type: "string" } },
});
const [wanted = ""] = positionals;
const folder = import.meta.dirname;
const names = readdirSync(folder).filter((name) => name.endsWith(".bench.ts") && name.includes(wanted));
if (names.length === 0) throw new Error(`No benchmark's name in benchmarks/ contains "${wanted}".`);

/** The last line of what a benchmark prints, which is shown as it comes. */
async function run(name: string): Promise<unknown> {
  console.log(`# ${name}`);
  const child = spawn(process.execPath, ["--conditions=@source", join(folder, name)], {
    stdio: ["inherit", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (part: Buffer) => {
    output += part.toString();
    process.stdout.write(part);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return JSON.parse(output.trimEnd().split("\n").at(-1) ?? "null");
}

const machine = describeMachine();
const reports: Record<string, unknown> = {};
// One after the other, so that none disturbs another's measurement.
for (const name of names.sort()) reports[name.replace(/\.bench\.ts$/, "")] = await run(name);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, reports }, null, 2)}\n`);
if (values.write) {
  const readme = join(folder, "README.md");
  writeFileSync(readme, writeFigures(readFileSync(readme, "utf8"), machine, reports));
}
