/**
 * Plays every recorded scenario on the embedded cluster and compares.
 *
 *     npm run fidelity -- [--only NAME,NAME] [--verbose] [--json] [--write] [--seed 1]
 *
 * `--json` prints a line a scenario that does not agree and, last, `{scenarios, agree, explained, differ}`; `--write` brings the table of
 * docs/fidelity.md up to date; `--verbose` shows all differences rather than the first ten of a scenario. Exits with 1 when a scenario differs without
 * a reason, or a reason is stale.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { explanations } from "./explained.ts";
import { insertFidelity, terminalText } from "./report.ts";
import { chooseScenarios } from "./scenarios/index.ts";
import { judge, staleExplanations, summarize, type Verdict } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    verbose: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});
const document = "docs/fidelity.md";
const verdicts: Verdict[] = [];
for (const scenario of chooseScenarios(values.only)) {
  const verdict = await judge(scenario, explanations, Number(values.seed));
  verdicts.push(verdict);
  if (!values.json) console.log(terminalText(verdict, values.verbose ? Number.POSITIVE_INFINITY : 10));
  else if (verdict.result !== "agree") {
    console.log(JSON.stringify({ scenario: scenario.name, result: verdict.result, differences: verdict.differences }));
  }
}
const stale = values.only === undefined ? staleExplanations(verdicts, explanations) : [];
for (const { scenario, subject = "" } of stale) {
  console.error(`stale explanation: ${scenario} ${subject}: nothing differs there; remove it`);
}
if (values.write) writeFileSync(document, insertFidelity(readFileSync(document, "utf8"), verdicts));
const summary = summarize(verdicts);
console.log(
  values.json
    ? JSON.stringify(summary)
    : `${summary.scenarios} scenarios: ${summary.agree} agree, ${summary.explained} differ for a reason, ${summary.differ} differ`,
);
process.exitCode = summary.differ > 0 || stale.length > 0 ? 1 : 0;
