/**
 * Pods' addresses: given out in order per node, as the `host-local` plugin does, and who listens behind them.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { isListening } from "../runtime/containers.ts";
import type { PodSandbox } from "./network-state.ts";

/** Sets a node's pod network, e.g. `10.244.1.0/24`; nodes without one get the next of `10.244.0.0/16`. */
export function setPodNetwork(sim: Simulation, nodeName: string, cidr: string): void {
  sim.state.network.podNetworks.set(nodeName, cidr.split(".").slice(0, 3).join("."));
}

/** Makes a pod's network namespace and answers its address. */
export function allocatePodIP(sim: Simulation, nodeName: string, podUid: string): string {
  const { network } = sim.state;
  let prefix = network.podNetworks.get(nodeName);
  if (prefix === undefined) {
    prefix = `10.244.${network.podNetworks.size}`;
    network.podNetworks.set(nodeName, prefix);
  }
  // .1 is the bridge; the next address after the last one given out, round and round.
  let host = network.nextHost.get(nodeName) ?? 2;
  for (let tries = 0; tries < 253 && network.sandboxes.has(`${prefix}.${host}`); tries++)
    host = host >= 254 ? 2 : host + 1;
  network.nextHost.set(nodeName, host >= 254 ? 2 : host + 1);
  const ip = `${prefix}.${host}`;
  openSandbox(sim, ip, nodeName, podUid);
  return ip;
}

/** Makes a pod's network namespace with a given address (a pod on the host's network has its node's). */
export function openSandbox(sim: Simulation, ip: string, nodeName: string, podUid: string): void {
  const { network } = sim.state;
  sim.ways += 1;
  network.released.delete(ip);
  network.sandboxes.set(ip, { ip, podUid, nodeName, containerIds: [], peers: new Map() });
}

/** Removes a pod's network namespace: its address answers nobody any more. */
export function releasePodIP(sim: Simulation, ip: string): void {
  const { network } = sim.state;
  const sandbox = network.sandboxes.get(ip);
  if (sandbox === undefined) return;
  sim.ways += 1;
  network.sandboxes.delete(ip);
  network.rejections.delete(ip);
  network.released.delete(ip);
  network.released.set(ip, { at: sim.now, peers: new Map(sandbox.peers) });
  // Only recent ones matter.
  for (const [old, { at }] of network.released) {
    if (sim.now - at < 60_000_000) break;
    network.released.delete(old);
  }
}

/** The network namespace behind an address. */
export function sandboxAt(sim: Simulation, ip: string): PodSandbox | undefined {
  return sim.state.network.sandboxes.get(ip);
}

/** Id of the container that accepts connections to `ip:port`. */
export function listenerAt(sim: Simulation, ip: string, port: number): string | undefined {
  const sandbox = sim.state.network.sandboxes.get(ip);
  if (sandbox === undefined) return undefined;
  for (const id of sandbox.containerIds) if (isListening(sim, id, port)) return id;
  return undefined;
}
