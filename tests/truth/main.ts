/**
 * Plays every recording's scenario on the embedded cluster and compares.
 *
 *     npm run truth -- [--json] [--write] [--dir FOLDER] [--only NAME] [--seeds NUMBER]
 *
 * A recording is one run of a system that depends on chance: jitter of back-offs, lost packets, expiry of caches. What differs under the
 * first seed and agrees under another (--seeds, 5 by default) is told so; it does not count as agreeing.
 * The folder comes from --dir or the variable AIOPS_GYM_TRUTH_DIR. `--json` prints a line a difference and, last, the numbers;
 * `--write` puts the table into docs/fidelity.md. Exits with 1 when an explanation is stale.
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Check } from "./check.ts";
import { compare } from "./compare.ts";
import { explanations } from "./explained.ts";
import { fromRecording, lookingOf } from "./from-recording.ts";
import type { Observed } from "./observed.ts";
import { play } from "./play.ts";
import { readRecordings } from "./recording.ts";
import { fidelityTable, insertTable, terminalReport } from "./report.ts";
import { blameChance, judge, staleExplanations, summarize, type Verdict } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    dir: { type: "string" },
    only: { type: "string" },
    seeds: { type: "string", default: "5" },
  },
});

const folder = values.dir ?? process.env["AIOPS_GYM_TRUTH_DIR"];
/** What is seen of a scenario that could not be played: no check agrees. */
const nothing: Observed = {
  traffic: [],
  pods: [],
  endpoints: [],
  events: [],
  logs: [],
  traces: [],
  spanTimings: [],
  resources: [],
};
const fidelityFile = "docs/fidelity.md";

async function run(from: string): Promise<number> {
  const { recordings, manifests } = readRecordings(from);
  const verdicts: Verdict[] = [];
  for (const recording of recordings) {
    if (values.only !== undefined && !recording.scenario.includes(values.only)) continue;
    const expected = fromRecording(recording);
    const checksOf = async (seed: number): Promise<readonly Check[]> => {
      const played = await play(recording, recordings, manifests, seed).catch((error: unknown) => {
        console.error(`${recording.scenario} could not be played:`, error);
        return nothing;
      });
      return compare(expected, played, lookingOf(recording));
    };
    const first = judge(recording.scenario, await checksOf(1), explanations);
    const others: (readonly Check[])[] = [];
    if (first.checks.some(({ agree, reason }) => !agree && reason === undefined)) {
      for (let seed = 2; seed <= Number(values.seeds); seed++) others.push(await checksOf(seed));
    }
    const verdict = blameChance(first, others);
    verdicts.push(verdict);
    if (!values.json) console.log(terminalReport([verdict]));
  }
  if (values.json) {
    for (const { scenario, checks } of verdicts) {
      for (const { agree, ...check } of checks) if (!agree) console.log(JSON.stringify({ scenario, ...check }));
    }
  }
  const stale = values.only === undefined ? staleExplanations(verdicts, explanations) : [];
  for (const { scenario, area, subject } of stale) {
    console.error(
      `stale explanation: ${scenario ?? "all scenarios"}, ${area}, ${subject}: nothing differs there; remove it`,
    );
  }
  if (values.write) {
    const document = existsSync(fidelityFile) ? readFileSync(fidelityFile, "utf8") : "# Fidelity\n";
    writeFileSync(fidelityFile, insertTable(document, fidelityTable(verdicts)));
  }
  const summary = summarize(verdicts);
  console.log(values.json ? JSON.stringify(summary) : `${summary.agree} of ${summary.checks} checks agree`);
  return stale.length > 0 ? 1 : 0;
}

if (folder === undefined) {
  console.error("skipped: no recordings; name their folder with --dir or AIOPS_GYM_TRUTH_DIR");
  if (values.json) console.log(JSON.stringify({ recordings: 0, checks: 0, agree: 0 }));
} else if (!existsSync(folder)) {
  console.error(`skipped: there is no folder ${folder}`);
  if (values.json) console.log(JSON.stringify({ recordings: 0, checks: 0, agree: 0 }));
} else {
  process.exitCode = await run(folder);
}
