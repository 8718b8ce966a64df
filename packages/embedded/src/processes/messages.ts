/**
 * Messages on established connections: order, loss, retransmission, resets.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { peerState } from "../network/connect.ts";
import { packetMicros, sendOverConnection } from "../network/path.ts";
import { type ConnectionRecord, createDirection, type Direction } from "./connection.ts";
import { interrupted, type Task } from "./task.ts";
import { goOn, interrupt, wake } from "./wait.ts";

/** A connection broke: its client is told why (`EOF`, `connection timed out`). Handled in `connection-broken.ts`. */
export const brokenEvent: EventType<{ readonly connection: number; readonly reason: string }> = {
  type: "processes/connection-broken",
};

type Sent = { readonly at: UnixMicros } | { readonly retryAt: UnixMicros } | "reset" | "lost";

function attempt(sim: Simulation, connection: ConnectionRecord, toServer: boolean, tries: number, bytes: number): Sent {
  if (toServer && connection.serverGone) {
    const peer = peerState(sim, connection.serverContainer, connection.serverIP);
    // A pod that is gone answers nothing: as if the packet were lost.
    if (peer === "silent")
      return tries >= 15 ? "lost" : { retryAt: sim.now + Math.min(120_000_000, 200_000 * 2 ** tries) };
  }
  const { clientIP, serverIP } = connection;
  const sent = toServer
    ? sendOverConnection(sim, clientIP, serverIP, tries, bytes)
    : sendOverConnection(sim, serverIP, clientIP, tries, bytes);
  if ("arrivesAt" in sent) {
    if (toServer && connection.serverGone) {
      sim.scheduleAt(2 * sent.arrivesAt - sim.now, brokenEvent, { connection: connection.id, reason: "reset" });
      return "reset";
    }
    return { at: sent.arrivesAt };
  }
  return "retryAt" in sent ? { retryAt: sent.retryAt } : "lost";
}

/**
 * Has a task go on at a time, or be interrupted at its deadline when that is earlier.
 *
 * @returns as {@link goOn} does.
 */
export function goOnBefore(sim: Simulation, task: Task, at: UnixMicros): Task | undefined {
  if (task.deadline === 0 || at <= task.deadline) return goOn(sim, task, at);
  task.phase = interrupted;
  task.error = timedOut;
  abandon(sim, task, task.deadline);
  return goOn(sim, task, task.deadline);
}

/** The client closes the connection whose answer it no longer waits for. */
function abandon(sim: Simulation, task: Task, at: UnixMicros): void {
  if (task.connection !== 0) sim.scheduleAt(at, brokenEvent, { connection: task.connection, reason: "abandoned" });
  task.connection = 0;
}

/** Why a step was interrupted at its deadline. */
export const timedOut = "i/o timeout";

const deadline: EventType<{ readonly task: number; readonly turn: number }> = defineEvent(
  "processes/step-deadline",
  (sim: Simulation, payload: { readonly task: number; readonly turn: number }) => {
    const task = sim.state.processes.tasks.get(payload.task);
    if (task === undefined || task.turn !== payload.turn) return;
    abandon(sim, task, sim.now);
    interrupt(sim, task, timedOut);
  },
);

/** Interrupts a task at its deadline unless it has gone on by then. */
export function watchDeadline(sim: Simulation, task: Task): void {
  if (task.deadline > 0) sim.scheduleAt(task.deadline, deadline, { task: task.id, turn: task.turn });
}

/**
 * Sends a message; the task goes on when it arrives.
 *
 * @returns as {@link goOn} does.
 */
export function deliver(
  sim: Simulation,
  connection: ConnectionRecord,
  task: Task,
  toServer: boolean,
  bytes: number,
): Task | undefined {
  const direction = toServer ? connection.toServer : connection.toClient;
  direction.bytes += bytes;
  if (direction.attempts === 0) {
    const sent = attempt(sim, connection, toServer, 0, bytes);
    if (sent === "reset") {
      task.turn += 1;
      watchDeadline(sim, task);
      return undefined;
    }
    if (sent !== "lost" && "at" in sent) {
      if (isUnacknowledged(sim, connection, toServer)) sendAgainLater(sim, connection, toServer, true, 0);
      if (sent.at > direction.lastAt) direction.lastAt = sent.at;
      return goOnBefore(sim, task, direction.lastAt);
    }
    sendAgainLater(sim, connection, toServer, false, 0);
  }
  task.turn += 1;
  direction.queue.push({ task: task.id, turn: task.turn });
  watchDeadline(sim, task);
  return undefined;
}

/** Whether the acknowledgement of a message is lost on its way back. */
function isUnacknowledged(sim: Simulation, connection: ConnectionRecord, toServer: boolean): boolean {
  if (sim.state.network.rules.length === 0) return false;
  const { clientIP, serverIP } = connection;
  return (toServer ? packetMicros(sim, serverIP, clientIP) : packetMicros(sim, clientIP, serverIP)) === undefined;
}

interface Again {
  readonly connection: number;
  readonly toServer: boolean;
}

/** The oldest message is sent again after 200 ms, doubling up to 120 s; nothing else is sent before it is acknowledged. */
function sendAgainLater(
  sim: Simulation,
  connection: ConnectionRecord,
  toServer: boolean,
  hasArrived: boolean,
  attempts: number,
): void {
  const direction = toServer ? connection.toServer : connection.toClient;
  direction.attempts = attempts + 1;
  direction.arrived = hasArrived;
  sim.schedule(Math.min(120_000_000, 200_000 * 2 ** attempts), retransmit, { connection: connection.id, toServer });
}

const retransmit: EventType<Again> = defineEvent("processes/retransmit", (sim: Simulation, payload: Again) => {
  const connection = sim.state.processes.connections.get(payload.connection);
  if (connection === undefined) return;
  const { toServer } = payload;
  const direction = toServer ? connection.toServer : connection.toClient;
  const sent = attempt(sim, connection, toServer, direction.attempts, 0);
  if (sent === "reset") return;
  if (sent === "lost") {
    sim.scheduleAt(sim.now, brokenEvent, { connection: connection.id, reason: "connection timed out" });
    return;
  }
  if ("retryAt" in sent) {
    sendAgainLater(sim, connection, toServer, direction.arrived, direction.attempts);
    return;
  }
  direction.lastAt = Math.max(direction.lastAt, sent.at);
  if (!direction.arrived) wakeFirst(sim, direction);
  if (isUnacknowledged(sim, connection, toServer)) {
    sendAgainLater(sim, connection, toServer, true, direction.attempts);
    return;
  }
  direction.attempts = 0;
  while (direction.queue.length > 0) {
    const next = attempt(sim, connection, toServer, 0, 0);
    if (next === "reset") return;
    if (next === "lost" || "retryAt" in next) {
      sendAgainLater(sim, connection, toServer, false, 0);
      return;
    }
    direction.lastAt = Math.max(direction.lastAt, next.at);
    wakeFirst(sim, direction);
    if (isUnacknowledged(sim, connection, toServer)) {
      sendAgainLater(sim, connection, toServer, true, 0);
      return;
    }
  }
});

function wakeFirst(sim: Simulation, direction: Direction): void {
  const message = direction.queue.shift();
  const task = message === undefined ? undefined : sim.state.processes.tasks.get(message.task);
  if (task !== undefined && task.turn === message?.turn) wake(sim, task, direction.lastAt);
}

/** What to record of a new connection. */
export type ConnectionSeed = Pick<
  ConnectionRecord,
  "clientContainer" | "client" | "clientIP" | "serverContainer" | "serverIP" | "port" | "address"
>;

/** Records an established connection. */
export function openConnection(sim: Simulation, seed: ConnectionSeed): ConnectionRecord {
  const { processes } = sim.state;
  const connection: ConnectionRecord = {
    id: processes.nextId++,
    clientContainer: seed.clientContainer,
    client: seed.client,
    clientIP: seed.clientIP,
    serverContainer: seed.serverContainer,
    serverIP: seed.serverIP,
    port: seed.port,
    address: seed.address,
    toServer: createDirection(),
    toClient: createDirection(),
    serverGone: false,
    user: "",
    number: 0,
  };
  processes.connections.set(connection.id, connection);
  return connection;
}

/** Forgets a connection; what it carried goes to the pods' counters. */
export function forgetConnection(sim: Simulation, connection: ConnectionRecord): void {
  if (!sim.state.processes.connections.delete(connection.id)) return;
  countTraffic(sim, connection.clientIP, connection.toClient.bytes, connection.toServer.bytes);
  countTraffic(sim, connection.serverIP, connection.toServer.bytes, connection.toClient.bytes);
}

/** Adds to what a pod received and sent. */
export function countTraffic(sim: Simulation, ip: string, received: number, sent: number): void {
  const { traffic } = sim.state.processes;
  const counts = traffic.get(ip);
  if (counts === undefined) traffic.set(ip, [received, sent]);
  else {
    counts[0] = (counts[0] ?? 0) + received;
    counts[1] = (counts[1] ?? 0) + sent;
  }
}

/** Bytes that a pod received and sent so far. */
export function trafficOf(sim: Simulation, ip: string): { readonly received: number; readonly sent: number } {
  const counts = sim.state.processes.traffic.get(ip);
  let received = counts?.[0] ?? 0;
  let sent = counts?.[1] ?? 0;
  for (const connection of sim.state.processes.connections.values()) {
    if (connection.clientIP === ip) {
      received += connection.toClient.bytes;
      sent += connection.toServer.bytes;
    }
    if (connection.serverIP === ip) {
      received += connection.toServer.bytes;
      sent += connection.toClient.bytes;
    }
  }
  return { received, sent };
}
