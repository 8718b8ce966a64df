/**
 * Tries all lines with our kubectl on the embedded cluster and shows where it differs from what was recorded.
 *
 *     npm run kubectl -- [--only STATE,STATE] [--line TEXT] [--quiet]
 *
 * `--line` shows lines that contain a text; `--quiet` counts only. Exits with 1 when a line differs without a reason.
 * @module
 */
import { parseArgs } from "node:util";
import { chooseStates } from "./catalogue.ts";
import { explanations } from "./explained.ts";
import { tryOwn } from "./own-kubectl.ts";
import { differenceText, judge, staleExplanations, type Verdict } from "./verdict.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, line: { type: "string" }, quiet: { type: "boolean", default: false } },
});
const verdicts: Verdict[] = [];
for (const one of chooseStates(values.only)) verdicts.push(...judge(one, await tryOwn(one), explanations));
const shown = verdicts.filter(({ line, result }) => result === "differ" && line.includes(values.line ?? ""));
if (!values.quiet) for (const one of shown) console.log(`${one.state}: kubectl ${one.line}\n${differenceText(one)}\n`);
const count = (result: Verdict["result"]): number => verdicts.filter((one) => one.result === result).length;
const stale = values.only === undefined ? staleExplanations(verdicts, explanations) : [];
for (const { state, line = "" } of stale)
  console.error(`stale explanation: ${state} ${line}: nothing differs there; remove it`);
console.log(
  `${verdicts.length} lines: ${count("agree")} agree, ${count("explained")} differ for a reason, ${count("differ")} differ`,
);
process.exitCode = count("differ") > 0 || stale.length > 0 ? 1 : 0;
