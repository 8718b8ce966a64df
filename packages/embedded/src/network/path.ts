/**
 * What happens to packets between two addresses: base latency, injected delay, loss, partition.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { createLogNormal, type LogNormal, logNormalOfBits } from "../kernel/log-normal.ts";
import { roundMicros } from "../kernel/math.ts";
import { nextUint32, nextUniform, type Source } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { PathRule } from "./network-state.ts";

/** Conditions for packets from one address to another: all rules that match, combined. */
export interface PathConditions {
  readonly delayMicros: number;
  readonly jitterMicros: number;
  /** Chance that a packet is lost (or arrives broken, which is the same to TCP). */
  readonly loss: number;
  /** Bytes per second; `Infinity` when not limited. */
  readonly bandwidth: number;
  readonly blocked: boolean;
}

const clear: PathConditions = {
  delayMicros: 0,
  jitterMicros: 0,
  loss: 0,
  bandwidth: Number.POSITIVE_INFINITY,
  blocked: false,
};

/** Conditions for packets from `fromIP` to `toIP`; `fromIP` may also be `user` or `node:<name>`. */
export function conditionsBetween(sim: Simulation, fromIP: string, toIP: string): PathConditions {
  const { rules } = sim.state.network;
  if (rules.length === 0 || fromIP === toIP) return clear;
  let conditions: { -readonly [field in keyof PathConditions]: PathConditions[field] } | undefined;
  for (const rule of rules) {
    if (!matches(rule, fromIP, toIP)) continue;
    conditions ??= { ...clear };
    conditions.delayMicros += rule.delayMicros;
    conditions.jitterMicros += rule.jitterMicros;
    conditions.loss = 1 - (1 - conditions.loss) * (1 - rule.loss) * (1 - rule.corrupt);
    if (rule.bandwidth !== null) conditions.bandwidth = Math.min(conditions.bandwidth, rule.bandwidth);
    conditions.blocked ||= rule.blocked;
  }
  return conditions ?? clear;
}

/** Whether nothing is injected into packets between two addresses, either way. */
export function isClear(sim: Simulation, oneIP: string, otherIP: string): boolean {
  if (sim.state.network.rules.length === 0) return true;
  return conditionsBetween(sim, oneIP, otherIP) === clear && conditionsBetween(sim, otherIP, oneIP) === clear;
}

function matches(rule: PathRule, fromIP: string, toIP: string): boolean {
  return (rule.from === null || rule.from.includes(fromIP)) && (rule.to === null || rule.to.includes(toIP));
}

/** Adds injected conditions. */
export function addPathRule(sim: Simulation, rule: PathRule): void {
  sim.ways += 1;
  sim.state.network.rules.push(rule);
}

/** Removes all that a chaos object injected. */
export function removePathRules(sim: Simulation, owner: string): void {
  const { network } = sim.state;
  sim.ways += 1;
  network.rules = network.rules.filter((rule) => rule.owner !== owner);
  network.dnsFaults = network.dnsFaults.filter((fault) => fault.owner !== owner);
}

/** Within a pod nothing is drawn. */
export const localMicros = 15;
/** Fitted to the real cluster, where a connection on one node took 0.3 to 0.6 ms and half of it is the programs' own. */
const onNode = createLogNormal(55, 0.3);
const betweenNodes = createLogNormal(130, 0.3);

/** One-way times of packets between two pods without injected conditions, in microseconds. */
export function packetTimes(sim: Simulation, fromIP: string, toIP: string): LogNormal {
  const { sandboxes } = sim.state.network;
  const from = sandboxes.get(fromIP)?.nodeName;
  const to = sandboxes.get(toIP)?.nodeName;
  return from === to || from === undefined || to === undefined ? onNode : betweenNodes;
}

/** Time that one packet takes, or `undefined` when it is lost. Chance comes from whom it is sent for, if anybody. */
export function packetMicros(
  sim: Simulation,
  fromIP: string,
  toIP: string,
  bytes = 0,
  stream: Source = sim.random("network/path"),
): number | undefined {
  const base = fromIP === toIP ? localMicros : logNormalOfBits(packetTimes(sim, fromIP, toIP), nextUint32(stream));
  const conditions = conditionsBetween(sim, fromIP, toIP);
  if (conditions === clear) return roundMicros(base);
  if (conditions.blocked || (conditions.loss > 0 && nextUniform(stream) < conditions.loss)) return undefined;
  const jitter = conditions.jitterMicros === 0 ? 0 : (2 * nextUniform(stream) - 1) * conditions.jitterMicros;
  const injected = Math.max(0, conditions.delayMicros + jitter);
  const serial = conditions.bandwidth === Number.POSITIVE_INFINITY ? 0 : (bytes * 1_000_000) / conditions.bandwidth;
  return Math.round(base + injected + serial);
}

/** Whether packets from one address to another may be lost. */
export function isLossy(sim: Simulation, fromIP: string, toIP: string): boolean {
  if (sim.state.network.rules.length === 0) return false;
  const { loss, blocked } = conditionsBetween(sim, fromIP, toIP);
  return blocked || loss > 0;
}

/**
 * How a message on an established connection fares:
 * - `arrivesAt`: it gets there then;
 * - `retryAt`: this copy is lost; the next one goes then (call again with `attempt`), by the conditions that hold then;
 * - `lost`: the kernel has given up, the connection is dead (`connection timed out`).
 */
export type Delivery =
  | { readonly arrivesAt: UnixMicros }
  | { readonly retryAt: UnixMicros; readonly attempt: number }
  | { readonly lost: true };

/** Linux' smallest retransmission time-out, and its largest. */
const retransmitMicros = 200_000;
const longestRetransmitMicros = 120_000_000;
/** The tail loss probe, and then as many as Linux' `tcp_retries2`. */
const lastAttempt = 16;

/**
 * How long a kernel waits for an acknowledgement after it has sent something for the `attempt`-th time in vain (0: the first):
 * 200 ms for the tail loss probe, 200 ms again, then doubling up to 120 s. `undefined`: it gives up.
 */
export function retransmitDelay(attempt: number): number | undefined {
  if (attempt >= lastAttempt) return undefined;
  return Math.min(longestRetransmitMicros, retransmitMicros * 2 ** Math.max(0, attempt - 1));
}

/**
 * Sends a message over an established connection now. Lost packets are sent again as {@link retransmitDelay} says.
 *
 * @param attempt - 0 at first; then what the answer said.
 */
export function sendOverConnection(sim: Simulation, fromIP: string, toIP: string, attempt = 0, bytes = 0): Delivery {
  const micros = packetMicros(sim, fromIP, toIP, bytes);
  if (micros !== undefined) return { arrivesAt: sim.now + micros };
  const delay = retransmitDelay(attempt);
  return delay === undefined ? { lost: true } : { retryAt: sim.now + delay, attempt: attempt + 1 };
}
