/**
 * Bytes that pods received and sent: those of connections that are gone, and of those that are open.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";

/** Adds to what a pod received and sent. */
export function countTraffic(sim: Simulation, ip: string, received: number, sent: number): void {
  const counts = trafficOf(sim, ip);
  counts[0] = (counts[0] ?? 0) + received;
  counts[1] = (counts[1] ?? 0) + sent;
}

/** What a pod received and sent: the same two numbers until it begins anew, which `Simulation.ways` tells. */
export function trafficOf(sim: Simulation, ip: string): number[] {
  const { traffic } = sim.state.processes;
  let counts = traffic.get(ip);
  if (counts === undefined) {
    counts = [0, 0];
    traffic.set(ip, counts);
  }
  return counts;
}

/**
 * Counts what pods received and sent so far.
 *
 * @param places - Of the pods' addresses.
 * @param into - Two numbers a place, 0 at first: bytes received, bytes sent.
 */
export function countTrafficOf(sim: Simulation, places: ReadonlyMap<string, number>, into: Float64Array): void {
  const { traffic, connections } = sim.state.processes;
  const add = (ip: string, received: number, sent: number): void => {
    const place = places.get(ip);
    if (place === undefined) return;
    into[2 * place] = (into[2 * place] ?? 0) + received;
    into[2 * place + 1] = (into[2 * place + 1] ?? 0) + sent;
  };
  for (const ip of places.keys()) {
    const counts = traffic.get(ip);
    if (counts !== undefined) add(ip, counts[0] ?? 0, counts[1] ?? 0);
  }
  for (const { clientIP, serverIP, toClient, toServer } of connections.values()) {
    add(clientIP, toClient.bytes, toServer.bytes);
    add(serverIP, toServer.bytes, toClient.bytes);
  }
}
