/**
 * Records scenarios on a real cluster.
 *
 *     npm run record -- [--only NAME,NAME] [--runs 2] [--parallel 1] [--missing] [--add]
 *
 * The cluster is that of AIOPS_GYM_KUBECONFIG, the image (busybox at /busybox) AIOPS_GYM_TEST_IMAGE. `--only` takes names or
 * beginnings of names, `--missing` records what has no recording or another one's, `--add` keeps the runs that there are and adds
 * to them. A scenario whose needs (kwok, a metrics server) the cluster does not meet must not be recorded there: `--needs kwok`
 * records those that need it, and without the option those that need nothing.
 * @module
 */
import { parseArgs } from "node:util";
import { openLiveCluster } from "@aiops-gym/live";
import { play } from "./play.ts";
import { hashOf, readRecording, writeRecording } from "./recording.ts";
import type { Run } from "./run.ts";
import { chooseScenarios } from "./scenarios/index.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    runs: { type: "string", default: "2" },
    parallel: { type: "string", default: "1" },
    needs: { type: "string", default: "" },
    missing: { type: "boolean", default: false },
    add: { type: "boolean", default: false },
  },
});
const kubeconfig = process.env["AIOPS_GYM_KUBECONFIG"];
const image = process.env["AIOPS_GYM_TEST_IMAGE"] ?? "docker.io/library/aiops-gym-test:1";
if (kubeconfig === undefined) throw new Error("name a cluster's kubeconfig in AIOPS_GYM_KUBECONFIG");

await using cluster = openLiveCluster({ kubeconfig });
const version = await kubernetesVersion();
const chosen = chooseScenarios(values.only).filter((scenario) => {
  if (scenario.source !== undefined) return false;
  if ((scenario.needs ?? []).join() !== values.needs) return false;
  return !values.missing || readRecording(scenario.name)?.hash !== hashOf(scenario);
});
let failed = 0;
let done = 0;
const waiting = [...chosen];
await Promise.all(Array.from({ length: Number(values.parallel) }, worker));
process.exitCode = failed === 0 ? 0 : 1;

async function worker(): Promise<void> {
  for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
    try {
      const before = values.add ? readRecording(scenario.name) : undefined;
      const runs: Run[] = before?.hash === hashOf(scenario) ? [...before.runs] : [];
      for (let run = 0; run < Number(values.runs); run++) runs.push(await play(cluster, scenario, image));
      writeRecording({ scenario: scenario.name, hash: hashOf(scenario), kubernetes: version, runs });
      done += 1;
      console.log(`${done}/${chosen.length} ${scenario.name}`);
    } catch (error) {
      failed += 1;
      console.error(`${scenario.name} could not be recorded:`, error);
    }
  }
}

async function kubernetesVersion(): Promise<string> {
  const { items } = await cluster.api.list({ apiVersion: "v1", kind: "Node" });
  const status = items[0]?.status as { readonly nodeInfo?: { readonly kubeletVersion?: string } } | undefined;
  return status?.nodeInfo?.kubeletVersion ?? "v1.34.4";
}
