/**
 * Tries all lines with our kubectl on the embedded cluster and shows where it differs from what was recorded.
 *
 *     npm run kubectl -- [--only STATE,STATE] [--line TEXT] [--quiet] [--by own|live|served]
 *
 * `--line` shows lines that contain a text; `--quiet` counts only. `--by live` tries our kubectl on the cluster of AIOPS_GYM_KUBECONFIG,
 * `--by served` the real kubectl (AIOPS_GYM_KUBECTL) on the embedded cluster's API server. Exits with 1 when a line differs without a
 * reason.
 * @module
 */
import { parseArgs } from "node:util";
import { openLiveCluster } from "@aiops-gym/live";
import { chooseStates, type StateWithLines } from "./catalogue.ts";
import { type Explanation, explanations, servedExplanations } from "./explained.ts";
import { ownKubectl, tryOwn } from "./own-kubectl.ts";
import type { Run } from "./run.ts";
import { tryServed } from "./served-kubectl.ts";
import { tryLines } from "./try-lines.ts";
import { differenceText, judge, staleExplanations, type Verdict } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    line: { type: "string" },
    quiet: { type: "boolean", default: false },
    by: { type: "string", default: "own" },
  },
});

/** How lines are tried, and which differences have a reason then. */
const ways: Readonly<Record<string, readonly [(one: StateWithLines) => Promise<Run>, readonly Explanation[]]>> = {
  own: [(one) => tryOwn(one), explanations],
  live: [tryLive, []],
  served: [(one) => tryServed(one, process.env["AIOPS_GYM_KUBECTL"] ?? "kubectl"), servedExplanations],
};

async function tryLive(one: StateWithLines): Promise<Run> {
  const kubeconfig = process.env["AIOPS_GYM_KUBECONFIG"];
  if (kubeconfig === undefined) throw new Error("name a cluster's kubeconfig in AIOPS_GYM_KUBECONFIG");
  await using cluster = openLiveCluster({ kubeconfig });
  return tryLines(cluster, one, ownKubectl(cluster));
}

const way = ways[values.by];
if (way === undefined) throw new Error(`--by is own, live or served, and not ${values.by}`);
const [tryState, reasons] = way;
const verdicts: Verdict[] = [];
for (const one of chooseStates(values.only)) {
  if (one.lines.length > 0) verdicts.push(...judge(one, await tryState(one), reasons));
}
const shown = verdicts.filter(({ line, result }) => result === "differ" && line.includes(values.line ?? ""));
if (!values.quiet) for (const one of shown) console.log(`${one.state}: kubectl ${one.line}\n${differenceText(one)}\n`);
const count = (result: Verdict["result"]): number => verdicts.filter((one) => one.result === result).length;
const stale = values.only === undefined ? staleExplanations(verdicts, reasons) : [];
for (const { state, line = "" } of stale) {
  console.error(`stale explanation: ${state} ${line}: nothing differs there; remove it`);
}
console.log(
  `${verdicts.length} lines: ${count("agree")} agree, ${count("explained")} differ for a reason, ${count("differ")} differ`,
);
process.exitCode = count("differ") > 0 || stale.length > 0 ? 1 : 0;
