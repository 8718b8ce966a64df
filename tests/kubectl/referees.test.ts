import { openLiveCluster } from "@aiops-gym/live";
import { describe, expect, it } from "vitest";
import { long } from "../support/long.ts";
import { needs } from "../support/needs.ts";
import { chooseStates } from "./catalogue.ts";
import { servedExplanations } from "./explained.ts";
import { meaningful } from "./linked-kubectl.ts";
import { RealKubectl } from "./real-kubectl.ts";
import { tryServed } from "./served-kubectl.ts";
import { tryLines } from "./try-lines.ts";
import { differenceText, judge, type Verdict } from "./verdict.ts";

const program = needs("AIOPS_GYM_KUBECTL", "the real kubectl, line by line") ?? "";
const kubeconfig = needs("AIOPS_GYM_KUBECONFIG", "the real kubectl on the real cluster, line by line") ?? "";

// A sample: all states take ten minutes. Those in which containers run are left to the long suite: beside other tests they start seconds late.
const served = chooseStates(long ? undefined : "configuration,access,jobs").filter(({ lines }) => lines.length > 0);
const recorded = chooseStates(long ? "configuration,access,custom" : "configuration");

function differences(verdicts: readonly Verdict[]): readonly string[] {
  return meaningful(program, verdicts)
    .filter(({ result }) => result === "differ")
    .map((verdict) => `kubectl ${verdict.line}\n${differenceText(verdict)}`);
}

describe.skipIf(program === "")("the real kubectl on the embedded cluster's API server", () => {
  it.each(served.map((one) => [one.state.name, one] as const))(
    "prints what it printed on the real one: %s",
    async (_name, one) => {
      expect(differences(judge(one, await tryServed(one, program), servedExplanations))).toEqual([]);
    },
    240_000,
  );
});

describe.skipIf(program === "" || kubeconfig === "")("the real kubectl on the real cluster", () => {
  it.each(recorded.map((one) => [one.state.name, one] as const))(
    "prints what was recorded: %s",
    async (_name, one) => {
      await using cluster = openLiveCluster({ kubeconfig });
      await using kubectl = await RealKubectl.open({ program, kubeconfig });
      expect(differences(judge(one, await tryLines(cluster, one, kubectl.run), []))).toEqual([]);
    },
    240_000,
  );
});
