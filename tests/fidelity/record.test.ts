import { openLiveCluster } from "@aiops-gym/live";
import { describe, expect, it } from "vitest";
import { long } from "../support/long.ts";
import { needs } from "../support/needs.ts";
import { compare } from "./compare.ts";
import { play } from "./play.ts";
import { readRecording } from "./recording.ts";
import { chooseScenarios } from "./scenarios/index.ts";

const kubeconfig = needs("AIOPS_GYM_KUBECONFIG", "playing fidelity scenarios on a real cluster");
const image = process.env["AIOPS_GYM_TEST_IMAGE"];
if (image === undefined) console.log("skipped: playing fidelity scenarios on a real cluster; set AIOPS_GYM_TEST_IMAGE");

// A sample: all of them take an hour; `npm run record` plays any. Beside other tests a machine's containers start seconds late, so that
// what runs pods is played in the long suite only.
const names = ["server-side-apply-conflicts", "validation-conflicts"];
if (long) names.push("deployment-rolls-out");
const sample = names.flatMap((name) => chooseScenarios(name));

describe.skipIf(kubeconfig === undefined || image === undefined)("a real cluster", () => {
  it.each(sample.map((scenario) => [scenario.name, scenario] as const))(
    "does again what was recorded: %s",
    async (name, scenario) => {
      await using cluster = openLiveCluster({ kubeconfig: kubeconfig ?? "" });
      await warmUp(cluster);
      const recording = readRecording(name);
      if (recording === undefined) throw new Error(`there is no recording of ${name}`);
      // one try more: what races there, races here
      let differences = compare(scenario, recording.runs, await play(cluster, scenario, image ?? ""));
      if (differences.length > 0)
        differences = compare(scenario, recording.runs, await play(cluster, scenario, image ?? ""));
      expect(differences).toEqual([]);
    },
    240_000,
  );
});

/** The image has to be on the node: the recordings begin so. */
async function warmUp({ api, clock }: ReturnType<typeof openLiveCluster>): Promise<void> {
  const ref = { apiVersion: "v1", kind: "Pod", namespace: "default", name: "fidelity-warm-up" };
  const containers = [{ name: "main", image, command: ["/busybox", "true"] }];
  const { apiVersion, kind, ...metadata } = ref;
  await api.create({ apiVersion, kind, metadata, spec: { restartPolicy: "Never", containers } });
  for (let seconds = 0; seconds < 60; seconds++) {
    await clock.sleep(1);
    const { status } = await api.get(ref);
    if ((status as { readonly phase?: string }).phase === "Succeeded") break;
  }
  await api.delete(ref, { gracePeriodSeconds: 0 });
}
