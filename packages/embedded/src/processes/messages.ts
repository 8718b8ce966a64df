/**
 * Messages on established connections: order, loss, retransmission, resets.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { peerState } from "../network/connect.ts";
import { sendOverConnection } from "../network/path.ts";
import type { ConnectionRecord } from "./connection.ts";
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
  if (toServer) connection.bytesToServer += bytes;
  else connection.bytesToClient += bytes;
  if (connection.stalled.length === 0) {
    const sent = attempt(sim, connection, toServer, 0, bytes);
    if (sent === "reset") {
      task.turn += 1;
      watchDeadline(sim, task);
      return undefined;
    }
    if (sent !== "lost" && "at" in sent) {
      // A stream keeps its order: nothing overtakes what was sent before.
      const before = toServer ? connection.toServerAt : connection.toClientAt;
      const at = sent.at > before ? sent.at : before;
      if (toServer) connection.toServerAt = at;
      else connection.toClientAt = at;
      return goOnBefore(sim, task, at);
    }
    connection.retries = 1;
    const retryAt = sent === "lost" ? sim.now : sent.retryAt;
    sim.scheduleAt(retryAt, retransmit, { connection: connection.id });
  }
  task.turn += 1;
  connection.stalled.push({ task: task.id, turn: task.turn, toServer });
  watchDeadline(sim, task);
  return undefined;
}

const retransmit: EventType<{ readonly connection: number }> = defineEvent(
  "processes/retransmit",
  (sim: Simulation, payload: { readonly connection: number }) => {
    const connection = sim.state.processes.connections.get(payload.connection);
    const first = connection?.stalled[0];
    if (connection === undefined || first === undefined) return;
    const sent = attempt(sim, connection, first.toServer, connection.retries, 0);
    if (sent === "reset") return;
    if (sent === "lost") {
      sim.scheduleAt(sim.now, brokenEvent, { connection: connection.id, reason: "connection timed out" });
      return;
    }
    if ("retryAt" in sent) {
      connection.retries += 1;
      sim.scheduleAt(sent.retryAt, retransmit, payload);
      return;
    }
    // All that waited behind it arrives with it; what goes the other way tries anew.
    const there = connection.stalled.filter((message) => message.toServer === first.toServer);
    connection.stalled = connection.stalled.filter((message) => message.toServer !== first.toServer);
    connection.retries = 0;
    if (first.toServer) connection.toServerAt = sent.at;
    else connection.toClientAt = sent.at;
    for (const message of there) {
      const task = sim.state.processes.tasks.get(message.task);
      if (task !== undefined && task.turn === message.turn) wake(sim, task, sent.at);
    }
    if (connection.stalled.length > 0) sim.scheduleAt(sim.now, retransmit, payload);
  },
);

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
    toServerAt: 0,
    toClientAt: 0,
    bytesToServer: 0,
    bytesToClient: 0,
    serverGone: false,
    stalled: [],
    retries: 0,
    user: "",
    number: 0,
  };
  processes.connections.set(connection.id, connection);
  return connection;
}

/** Forgets a connection; what it carried goes to the pods' counters. */
export function forgetConnection(sim: Simulation, connection: ConnectionRecord): void {
  if (!sim.state.processes.connections.delete(connection.id)) return;
  countTraffic(sim, connection.clientIP, connection.bytesToClient, connection.bytesToServer);
  countTraffic(sim, connection.serverIP, connection.bytesToServer, connection.bytesToClient);
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
      received += connection.bytesToClient;
      sent += connection.bytesToServer;
    }
    if (connection.serverIP === ip) {
      received += connection.bytesToServer;
      sent += connection.bytesToClient;
    }
  }
  return { received, sent };
}
