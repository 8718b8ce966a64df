/**
 * Brings the cluster into the state in which a recording began: who was started before whom.
 *
 * That matters because Consul forgets everything when it is restarted: services that are older than it are not in its catalog, and
 * their callers wait for an answer that never comes.
 * @module
 */
import { type KubeApi, StatusError } from "@aiops-gym/cluster";
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

/** When `kubectl get` was called, in seconds from the scenario's start. */
const tableSeconds = 15;

/** A process to start anew. */
export interface Restart {
  readonly service: string;
  /** So long before the scenario's start. */
  readonly secondsBefore: number;
}

/**
 * What to restart so that Consul knows those that it knew, and its callers wait as long as they waited. Nothing when nobody is older
 * than Consul.
 */
export function restartsToMake(ages: readonly ProcessAge[]): readonly Restart[] {
  const consul = ages.find(({ service }) => service === "consul");
  if (consul === undefined) return [];
  // ages of some minutes are told in minutes
  const margin = consul.seconds >= 600 ? 60 : 2;
  const isApplication = ({ service }: ProcessAge): boolean => !/^(consul|jaeger|mongodb-|memcached-)/.test(service);
  const older = ages.filter((age) => isApplication(age) && age.seconds > consul.seconds + margin);
  if (older.length === 0) return [];
  const younger = ages.filter((age) => isApplication(age) && age.seconds < consul.seconds - margin);
  return [consul, ...[...younger].sort((a, b) => b.seconds - a.seconds)].map(({ service, seconds }) => {
    return { service, secondsBefore: seconds - tableSeconds };
  });
}

/** Deletes the pods of a service; their successors start at once. */
export async function restart(api: KubeApi, service: string): Promise<void> {
  const labelSelector = `io.kompose.service=${service}`;
  const { items } = await api.list({ apiVersion: "v1", kind: "Pod", namespace, labelSelector });
  for (const { metadata } of items) {
    await api.delete({ apiVersion: "v1", kind: "Pod", namespace, name: metadata.name }).catch((error: unknown) => {
      if (!(error instanceof StatusError)) throw error;
    });
  }
}
