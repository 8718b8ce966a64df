/**
 * Messages on established connections: order, loss, retransmission, resets.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Source } from "../kernel/random.ts";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { peerState } from "../network/connect.ts";
import { isLossy, packetMicros, retransmitDelay } from "../network/path.ts";
import { callFailure } from "../runtime/system-calls.ts";
import type { ConnectionRecord, Direction, WaitingMessage } from "./connection.ts";
import { isStopped, park } from "./stopped.ts";
import { interrupted, type Task } from "./task.ts";
import { goOn, interrupt, wake } from "./wait.ts";

/** A connection broke: its client is told why (`EOF`, `connection timed out`). Handled in `connection-broken.ts`. */
export const brokenEvent: EventType<{ readonly connection: number; readonly reason: string }> = {
  type: "processes/connection-broken",
};

type Sent = { readonly at: UnixMicros } | "reset" | "lost";

/** Sends data now. `lost`: they do not get there. */
function attempt(
  sim: Simulation,
  connection: ConnectionRecord,
  toServer: boolean,
  bytes: number,
  stream?: Source,
): Sent {
  const { clientIP, serverIP } = connection;
  const gone = toServer && connection.serverGone;
  // A pod that is gone answers nothing: as if the packet were lost.
  if (gone && peerState(sim, connection.serverContainer, serverIP) === "silent") return "lost";
  const micros = toServer
    ? packetMicros(sim, clientIP, serverIP, bytes, stream)
    : packetMicros(sim, serverIP, clientIP, bytes, stream);
  if (micros === undefined) return "lost";
  if (!gone) return { at: sim.now + micros };
  sim.schedule(2 * micros, brokenEvent, { connection: connection.id, reason: "reset" });
  return "reset";
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
  if (sim.state.runtime.callFaults.length > 0 && failsInKernel(sim, connection, toServer)) {
    task.turn += 1;
    watchDeadline(sim, task);
    return undefined;
  }
  direction.bytes += bytes;
  const receiver = toServer ? connection.serverContainer : connection.clientContainer;
  if (isStopped(sim, receiver)) {
    // It gets as far as the other end's kernel.
    task.turn += 1;
    park(sim, receiver, { task: task.id, turn: task.turn });
    watchDeadline(sim, task);
    return undefined;
  }
  if (maySend(direction)) {
    const sent = attempt(sim, connection, toServer, bytes, task);
    if (sent === "reset") {
      task.turn += 1;
      watchDeadline(sim, task);
      return undefined;
    }
    if (sent !== "lost") {
      arrived(sim, connection, toServer);
      if (sent.at > direction.lastAt) direction.lastAt = sent.at;
      return goOnBefore(sim, task, direction.lastAt);
    }
  }
  task.turn += 1;
  enqueue(sim, connection, toServer, { task: task.id, turn: task.turn });
  watchDeadline(sim, task);
  return undefined;
}

/** Whether the sender cannot write or the receiver cannot read: whichever it is closes the connection. */
function failsInKernel(sim: Simulation, connection: ConnectionRecord, toServer: boolean): boolean {
  const { id, clientContainer, serverContainer, clientIP, serverIP } = connection;
  const write = callFailure(sim, toServer ? clientContainer : serverContainer, "write");
  const failure = write ?? callFailure(sim, toServer ? serverContainer : clientContainer, "read");
  if (failure === undefined) return false;
  let micros = 0;
  if (write === undefined) micros += (toServer ? packetMicros(sim, clientIP, serverIP) : 0) ?? 0;
  const byClient = (write !== undefined) === toServer;
  // From the server to the client goes the message that is not read, or the news that the connection is closed.
  if (!byClient || write === undefined) micros += packetMicros(sim, serverIP, clientIP) ?? 0;
  const reason = byClient ? `${write === undefined ? "read" : "write"}: ${failure.message}` : "closed";
  sim.schedule(micros, brokenEvent, { connection: id, reason });
  return true;
}

/** Tells the other end that a request is cancelled, in order with all else on the connection. */
export function deliverCancel(sim: Simulation, connection: ConnectionRecord, task: number): void {
  const direction = connection.toServer;
  const sent = maySend(direction) ? attempt(sim, connection, true, 0) : "lost";
  if (sent === "reset") return;
  if (sent === "lost") {
    enqueue(sim, connection, true, { task, turn: cancelling });
    return;
  }
  arrived(sim, connection, true);
  sim.scheduleAt(Math.max(sent.at, direction.lastAt), cancelEvent, { task });
}

const cancelling = -1;

/** A request is cancelled at its server. Handled in `cancel.ts`. */
export const cancelEvent: EventType<{ readonly task: number }> = { type: "processes/cancel" };

/** Until a timer has run out, data go at once, whether those before are acknowledged or not. */
function maySend(direction: Direction): boolean {
  return direction.attempts === 0 || (direction.attempts === 1 && direction.arrived);
}

/** A message waits: because it was lost just now, or because something before it is not acknowledged. */
function enqueue(sim: Simulation, connection: ConnectionRecord, toServer: boolean, message: WaitingMessage): void {
  const direction = toServer ? connection.toServer : connection.toClient;
  direction.queue.push(message);
  if (!maySend(direction)) return;
  direction.arrived = false;
  direction.sent = 1;
  if (direction.attempts === 0) startTimer(sim, connection, toServer, 0);
}

/**
 * Data have arrived for the first time. Where their acknowledgement may be lost, their sender waits for it: it goes with the
 * next message of the other direction, or alone after a while.
 */
function arrived(sim: Simulation, connection: ConnectionRecord, toServer: boolean): void {
  const direction = toServer ? connection.toServer : connection.toClient;
  const other = toServer ? connection.toClient : connection.toServer;
  if (sim.state.network.rules.length === 0 && direction.attempts === 0 && other.attempts === 0) return;
  const { clientIP, serverIP } = connection;
  acknowledgeOther(sim, connection, toServer);
  if (!(toServer ? isLossy(sim, serverIP, clientIP) : isLossy(sim, clientIP, serverIP))) {
    if (direction.attempts > 0) acknowledge(sim, connection, toServer);
    return;
  }
  direction.arrived = true;
  direction.sent = 0;
  if (direction.attempts === 0) startTimer(sim, connection, toServer, 0);
  sim.schedule(delayedAckMicros, acknowledgeAlone, { connection: connection.id, toServer, timer: direction.timer });
}

/** Linux' shortest delayed acknowledgement. */
const delayedAckMicros = 40_000;

interface Again {
  readonly connection: number;
  readonly toServer: boolean;
  readonly timer: number;
}

/** One timer a direction, for the oldest data that are not acknowledged. */
function startTimer(sim: Simulation, connection: ConnectionRecord, toServer: boolean, attempts: number): void {
  const direction = toServer ? connection.toServer : connection.toClient;
  const delay = retransmitDelay(attempts);
  if (delay === undefined) {
    sim.schedule(0, brokenEvent, { connection: connection.id, reason: "connection timed out" });
    return;
  }
  direction.attempts = attempts + 1;
  direction.timer += 1;
  sim.schedule(delay, retransmit, { connection: connection.id, toServer, timer: direction.timer });
}

const retransmit: EventType<Again> = defineEvent("processes/retransmit", (sim: Simulation, payload: Again) => {
  const connection = sim.state.processes.connections.get(payload.connection);
  if (connection === undefined) return;
  const { toServer } = payload;
  const direction = toServer ? connection.toServer : connection.toClient;
  if (direction.attempts === 0 || direction.timer !== payload.timer) return;
  transmit(sim, connection, toServer, direction.attempts);
});

/** Sends what is due. */
function transmit(sim: Simulation, connection: ConnectionRecord, toServer: boolean, attempts: number): void {
  const direction = toServer ? connection.toServer : connection.toClient;
  const sent = attempt(sim, connection, toServer, 0);
  if (sent === "reset") return;
  startTimer(sim, connection, toServer, attempts);
  if (sent === "lost" || direction.attempts === 0) return;
  direction.lastAt = Math.max(direction.lastAt, sent.at);
  if (direction.arrived) {
    // What its receiver has got already is acknowledged at once.
    acknowledgeOther(sim, connection, toServer);
    tryAcknowledge(sim, connection, toServer);
    return;
  }
  for (let count = direction.sent; count > 0; count--) arrive(sim, direction);
  arrived(sim, connection, toServer);
}

const acknowledgeAlone: EventType<Again> = defineEvent("processes/acknowledge", (sim: Simulation, payload: Again) => {
  const connection = sim.state.processes.connections.get(payload.connection);
  if (connection === undefined) return;
  const direction = payload.toServer ? connection.toServer : connection.toClient;
  if (direction.arrived && direction.timer === payload.timer) tryAcknowledge(sim, connection, payload.toServer);
});

/** Sends an acknowledgement by itself. */
function tryAcknowledge(sim: Simulation, connection: ConnectionRecord, toServer: boolean): void {
  const { clientIP, serverIP } = connection;
  const micros = toServer ? packetMicros(sim, serverIP, clientIP) : packetMicros(sim, clientIP, serverIP);
  if (micros !== undefined) acknowledge(sim, connection, toServer);
}

/** The sender hears that its data have arrived: all that waits behind them goes in one. */
function acknowledge(sim: Simulation, connection: ConnectionRecord, toServer: boolean): void {
  const direction = toServer ? connection.toServer : connection.toClient;
  direction.attempts = 0;
  direction.arrived = false;
  direction.sent = direction.queue.length;
  if (direction.sent > 0) transmit(sim, connection, toServer, 0);
}

/** What arrives acknowledges all that its sender has got. */
function acknowledgeOther(sim: Simulation, connection: ConnectionRecord, toServer: boolean): void {
  const other = toServer ? connection.toClient : connection.toServer;
  if (other.arrived) acknowledge(sim, connection, !toServer);
}

function arrive(sim: Simulation, direction: Direction): void {
  const message = direction.queue.shift();
  if (message === undefined) return;
  if (message.turn === cancelling) {
    sim.scheduleAt(direction.lastAt, cancelEvent, { task: message.task });
    return;
  }
  const task = sim.state.processes.tasks.get(message.task);
  if (task !== undefined && task.turn === message.turn) wake(sim, task, direction.lastAt);
}
