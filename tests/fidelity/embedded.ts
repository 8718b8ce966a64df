/**
 * The embedded cluster that recordings are compared with: set up as the real one was.
 * @module
 */
import {
  busyboxImage,
  busyboxProgram,
  type EmbeddedCluster,
  type EmbeddedClusterOptions,
  openEmbeddedCluster,
} from "@aiops-gym/embedded";
import { play } from "./play.ts";
import type { Run } from "./run.ts";
import type { Scenario } from "./scenario.ts";

const image = "docker.io/library/aiops-gym-test:1";

/** The real one's node. */
const realNode = { name: "node-1", cpuCores: 2, memoryBytes: 25_276_502_016, maxPods: 250 } as const;

/** A cluster like the one that a scenario was recorded on; its node has the test image, as that one's had. */
export async function clusterFor(
  scenario: Pick<Scenario, "needs"> & Partial<Scenario>,
  seed: number,
  more: Pick<EmbeddedClusterOptions, "metricsServer" | "startAt"> = {},
): Promise<EmbeddedCluster> {
  const pretended = scenario.needs?.includes("kwok") === true;
  const cluster = openEmbeddedCluster({
    seed,
    images: [busyboxImage(image)],
    programs: [busyboxProgram],
    nodes: pretended ? [] : [realNode],
    ...more,
  });
  if (!pretended) {
    await cluster.api.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "warm-up", namespace: "default" },
      spec: { restartPolicy: "Never", containers: [{ name: "main", image, command: ["/busybox", "true"] }] },
    });
    await cluster.clock.sleep(30);
    await cluster.api.delete({ apiVersion: "v1", kind: "Pod", namespace: "default", name: "warm-up" });
  }
  await cluster.clock.sleep(30);
  return cluster;
}

/** Plays a scenario on an embedded cluster. */
export async function playEmbedded(scenario: Scenario, seed = 1): Promise<Run> {
  await using cluster = await clusterFor(scenario, seed);
  return play(cluster, scenario, image);
}
