/**
 * Pods that run, and pods that do not.
 * @module
 */
import { container, deployment, pod, script, service } from "../../fidelity/scenarios/manifests.ts";
import type { State } from "../state.ts";

export const podStates: readonly State[] = [
  {
    name: "healthy",
    title: "A deployment of two pods runs behind a service, beside a pod with labels",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          deployment("web", { replicas: 2 }),
          service("web"),
          pod("lone", {}, { labels: { tier: "db", app: "lone" }, annotations: { "example.com/note": "hello" } }),
        ],
      },
    ],
    seconds: 12,
  },
  {
    name: "crash-loop",
    title: "A container ends with 3 again and again, another of the same pod runs; an image is nowhere to be had",
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod("crashing", {
            containers: [
              script("echo starting; /busybox sleep 1; echo 'cannot open /data' >&2; exit 3"),
              container({ name: "beside" }),
            ],
          }),
          pod("imageless", { containers: [container({ image: "docker.io/library/none:1" })] }),
        ],
      },
    ],
    seconds: 62,
  },
];
