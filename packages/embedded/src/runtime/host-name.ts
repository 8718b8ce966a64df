/**
 * What a container's machine is called.
 * @module
 */
import { podByUid } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "./runtime-state.ts";

const domain = "svc.cluster.local";

/** The host name of a container: its pod's, or the one that the pod's spec gives. */
export function hostNameOf(sim: Simulation, { podUid, podName }: Pick<ContainerRecord, "podUid" | "podName">): string {
  return podByUid(sim, podUid)?.spec.hostname ?? podName;
}

/** The name with the pod's subdomain (`db-0.db.shop.svc.cluster.local`); the host name when the pod has none. */
export function fullHostNameOf(
  sim: Simulation,
  container: Pick<ContainerRecord, "podUid" | "podName" | "namespace">,
): string {
  const name = hostNameOf(sim, container);
  const subdomain = podByUid(sim, container.podUid)?.spec.subdomain;
  return subdomain === undefined ? name : `${name}.${subdomain}.${container.namespace}.${domain}`;
}

/** The line of a container's /etc/hosts that names its own address. */
export function ownHostsLine(
  sim: Simulation,
  container: Pick<ContainerRecord, "podUid" | "podName" | "namespace" | "podIP">,
): string {
  const [name, full] = [hostNameOf(sim, container), fullHostNameOf(sim, container)];
  return `${container.podIP}\t${full === name ? name : `${full}\t${name}`}\n`;
}
