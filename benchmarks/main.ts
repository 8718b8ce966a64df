/**
 * Runs the benchmarks beside this file, each a `*.bench.ts` that measures and prints when it is imported.
 * `npm run bench -- steps` runs those whose name contains `steps`.
 *
 * @module
 */

import { readdirSync } from "node:fs";

const [, , wanted = ""] = process.argv;
const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".bench.ts") && name.includes(wanted));
if (names.length === 0) throw new Error(`No benchmark's name in benchmarks/ contains "${wanted}".`);
// One after the other, so that none disturbs another's measurement.
for (const name of names.sort()) {
  console.log(`# ${name}`);
  await import(`./${name}`);
}
