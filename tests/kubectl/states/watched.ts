/**
 * Things that can be watched, at rest.
 * @module
 */
import { deployment, pod, script } from "../../fidelity/scenarios/manifests.ts";
import type { State } from "../state.ts";

export const watchedStates: readonly State[] = [
  {
    name: "watched",
    title: "A pod runs, one has ended, one said something once, a deployment never gets ready",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("steady", {}, { labels: { app: "steady" } }),
          pod("done", { restartPolicy: "Never", containers: [script("echo over")] }),
          pod("ticking", { containers: [script("echo first; echo second; /busybox sleep 3600")] }),
          deployment("never", {}, { nodeSelector: { "example.com/none": "x" } }),
        ],
      },
    ],
    seconds: 12,
  },
];
