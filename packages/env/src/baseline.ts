/**
 * What the application was like before the fault.
 * @module
 */
import type { RunningApplication } from "@aiops-gym/application";
import { type KubeObject, microsPerSecond } from "@aiops-gym/cluster";
import type { Baseline } from "@aiops-gym/problems";

/** The kinds that an application is made of; pods and replica sets come and go. */
const baselineKinds = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "v1", kind: "Service" },
  { apiVersion: "v1", kind: "ConfigMap" },
  { apiVersion: "v1", kind: "Secret" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim" },
] as const;

/** All objects of these kinds that are in the application's namespace now. */
export async function listApplicationObjects({ application, cluster }: RunningApplication): Promise<KubeObject[]> {
  const objects: KubeObject[] = [];
  for (const kind of baselineKinds) {
    const { items } = await cluster.api.list({ ...kind, namespace: application.namespace });
    objects.push(...items);
  }
  return objects;
}

/** Takes it from the cluster and from the users' view of the warm-up. */
export async function takeBaseline(running: RunningApplication): Promise<Baseline> {
  const { application, cluster } = running;
  const now = cluster.clock.now();
  const objects = await listApplicationObjects(running);
  const window = { startUnixMicros: now - application.warmupSeconds * microsPerSecond, endUnixMicros: now };
  return { stats: await running.workloadStats(window), objects, takenAt: now };
}
