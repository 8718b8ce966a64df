/**
 * How users reach the application's entry while all is as usual.
 * @module
 */
import { type LogNormal, logNormalOfBits } from "../kernel/log-normal.ts";
import { roundMicros } from "../kernel/math.ts";
import { type Chance, nextBits, nextInt } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { servingMicros } from "../network/dns.ts";
import { packetTimes } from "../network/path.ts";
import { findWay, isUsual, type Way, type WayEnd } from "../network/way.ts";
import { userAddress } from "./answers.ts";

/** The way to the entry; null when anything about it is unusual. */
export function findEntry(sim: Simulation): Way | null {
  const { namespace, workload } = sim.world.application;
  const { service, port } = workload.entry;
  if (sim.state.network.sandboxes.has(userAddress)) return null;
  const way = findWay(sim, namespace, service, port, "TCP");
  return way !== null && isUsual(sim, userAddress, way) ? way : null;
}

/** Times of packets between users and pods. */
export function userPackets(sim: Simulation): LogNormal {
  return packetTimes(sim, userAddress, userAddress);
}

/** What looking the entry's name up takes, drawn as the network draws. `times` are {@link userPackets}. */
export function lookUpMicros(times: LogNormal, entry: Way, chance: Chance): number {
  const serving = logNormalOfBits(servingMicros, nextBits(chance));
  if (entry.drawsServer) nextInt(chance, entry.nameServers.length);
  return roundMicros(roundTripMicros(times, chance) + serving);
}

/** The endpoint that a new connection leads to. */
export function chooseEndpoint({ endpoints }: Way, chance: Chance): WayEnd | undefined {
  return endpoints[endpoints.length === 1 ? 0 : nextInt(chance, endpoints.length)];
}

/** A packet from a user and one back. `times` are {@link userPackets}. */
export function roundTripMicros(times: LogNormal, chance: Chance): number {
  const there = roundMicros(logNormalOfBits(times, nextBits(chance)));
  return there + roundMicros(logNormalOfBits(times, nextBits(chance)));
}
