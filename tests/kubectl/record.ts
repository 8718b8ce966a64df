/**
 * Records what the real kubectl says on a real cluster.
 *
 *     npm run record-kubectl -- [--only STATE,STATE] [--parallel 3] [--missing]
 *
 * The cluster is that of AIOPS_GYM_KUBECONFIG, and has the image docker.io/library/aiops-gym-test:1 (busybox at /busybox) on its node; the
 * program is AIOPS_GYM_KUBECTL (`kubectl`). `--only` takes names or beginnings of names; `--missing` records states of which a line has no
 * recording. A state is always recorded as a whole.
 * @module
 */
import { parseArgs } from "node:util";
import { openLiveCluster } from "@aiops-gym/live";
import { fillIn } from "../fidelity/play.ts";
import { chooseStates, type StateWithLines } from "./catalogue.ts";
import { RealKubectl } from "./real-kubectl.ts";
import { answerTo, hashOf, readRecording, writeRecording } from "./recording.ts";
import { namespaceOf } from "./state.ts";
import { tryLines } from "./try-lines.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    parallel: { type: "string", default: "3" },
    missing: { type: "boolean", default: false },
  },
});
const kubeconfig = process.env["AIOPS_GYM_KUBECONFIG"];
if (kubeconfig === undefined) throw new Error("name a cluster's kubeconfig in AIOPS_GYM_KUBECONFIG");

await using cluster = openLiveCluster({ kubeconfig });
await using kubectl = await RealKubectl.open({ program: process.env["AIOPS_GYM_KUBECTL"] ?? "kubectl", kubeconfig });
const { items } = await cluster.api.list({ apiVersion: "v1", kind: "Node" });
const nodeStatus = items[0]?.status as { readonly nodeInfo?: { readonly kubeletVersion?: string } } | undefined;
const kubernetes = nodeStatus?.nodeInfo?.kubeletVersion ?? "v1.34.4";
const waiting = chooseStates(values.only).filter((one) => !values.missing || isMissing(one));
const all = waiting.length;
let done = 0;
await Promise.all(Array.from({ length: Number(values.parallel) }, worker));

function isMissing({ state, lines }: StateWithLines): boolean {
  const recording = readRecording(state.name);
  if (recording?.hash !== hashOf(state)) return true;
  const names = { namespace: namespaceOf(state), image: "docker.io/library/aiops-gym-test:1" };
  return lines.some((one, index) => answerTo(recording, state, index, fillIn(one.line, names)) === undefined);
}

async function worker(): Promise<void> {
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    try {
      const run = await tryLines(cluster, one, kubectl.run);
      writeRecording({ state: one.state.name, hash: hashOf(one.state), kubernetes, ...run });
      console.log(`${++done}/${all} ${one.state.name}: ${run.answers.length} lines`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${one.state.name} could not be recorded:`, error);
    }
  }
}
