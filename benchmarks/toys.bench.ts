/**
 * What a user might take instead, as far as it installs from a registry: see toys.py. Skipped where it is not installed. Ends with one
 * line of JSON.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figure } from "../packages/aiops-gym/src/cli/bench/measurement.ts";

/** `AIOPS_GYM_PYTHON` names the Python of an environment that has them. */
const python = process.env["AIOPS_GYM_PYTHON"] ?? "python3";

const toys: Readonly<Record<string, string>> = {
  crashdiag: "CrashDiag 0.3.2 (PyPI), in-memory sandbox: steps per second; one application, no traffic, no time",
  mad: "MAD 0.2.2 (PyPI), three services in a chain: users' requests per second",
};

async function measure(): Promise<Readonly<Record<string, readonly number[] | null>>> {
  const script = fileURLToPath(new URL("toys.py", import.meta.url));
  try {
    return JSON.parse((await promisify(execFile)(python, [script])).stdout);
  } catch (error) {
    console.log(`skipped: ${python} does not run toys.py (${String(error).split("\n")[0]})`);
    return {};
  }
}

const figures: Figure[] = [];
for (const [name, values] of Object.entries(await measure())) {
  if (values === null) {
    console.log(`skipped: ${name} is not installed; toys.py says how`);
    continue;
  }
  const sorted = [...values].sort((a, b) => a - b).map((value) => Number(value.toPrecision(4)));
  const [low = Number.NaN] = sorted;
  const median = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  const high = sorted.at(-1) ?? Number.NaN;
  figures.push({ name: `toys.${name}`, what: toys[name] ?? name, unit: "1/s", median, low, high, runs: sorted.length });
  console.log(`${toys[name]}: ${median}`);
}
console.log(JSON.stringify({ benchmark: "toys", figures }));
