/**
 * Brings the cluster into the state in which a recording began: who was started before whom.
 *
 * That matters because Consul forgets everything when it is restarted: services that are older than it are not in its catalog, and
 * their callers wait for an answer that never comes.
 * @module
 */
import { type Clock, type KubeApi, StatusError } from "@aiops-gym/cluster";
import { deploymentOfPod } from "./normalize.ts";

const namespace = "test-hotel-reservation";

/** Seconds of `22m`, `5m1s`, `3h2m`, `2d`. */
export function ageSeconds(text: string): number {
  const units: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, number = "0", unit = "s"] of text.matchAll(/(\d+)([dhms])/g))
    seconds += Number(number) * (units[unit] ?? 0);
  return seconds;
}

/** A service and how long ago its process was started. */
export interface ProcessAge {
  readonly service: string;
  readonly seconds: number;
}

/** Reads `kubectl get pods`. A restarted container is as old as its last start. */
export function processAges(podTable: string): readonly ProcessAge[] {
  return podTable
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const match = /^(\S+)\s+\S+\s+\S+\s+\d+(?: \((\S+) ago\))?\s+(\S+)\s/.exec(line);
      if (match === null) return [];
      const [, pod = "", restarted, age = ""] = match;
      return [{ service: deploymentOfPod(pod), seconds: ageSeconds(restarted ?? age) }];
    });
}

/** Services to restart, in this order, so that Consul knows those that it knew: none when nothing is older than Consul. */
export function restartsToMake(ages: readonly ProcessAge[]): readonly string[] {
  const consul = ages.find(({ service }) => service === "consul");
  if (consul === undefined) return [];
  // ages of some minutes are told in minutes
  const margin = consul.seconds >= 600 ? 60 : 2;
  const isApplication = ({ service }: ProcessAge): boolean => !/^(consul|jaeger|mongodb-|memcached-)/.test(service);
  const older = ages.filter((age) => isApplication(age) && age.seconds > consul.seconds + margin);
  if (older.length === 0) return [];
  const younger = ages.filter((age) => isApplication(age) && age.seconds < consul.seconds - margin);
  return ["consul", ...[...younger].sort((a, b) => b.seconds - a.seconds).map(({ service }) => service)];
}

interface RestartablePod {
  readonly metadata: { readonly name: string };
}

/** Deletes the pods of the services, one service after the other, each time waiting until its successor runs. */
export async function restart(api: KubeApi, clock: Clock, services: readonly string[]): Promise<void> {
  for (const service of services) {
    const pods = await api.list({
      apiVersion: "v1",
      kind: "Pod",
      namespace,
      labelSelector: `io.kompose.service=${service}`,
    });
    for (const { metadata } of pods.items as readonly RestartablePod[]) {
      await api.delete({ apiVersion: "v1", kind: "Pod", namespace, name: metadata.name }).catch((error: unknown) => {
        if (!(error instanceof StatusError)) throw error;
      });
    }
    await clock.sleep(6);
  }
}
