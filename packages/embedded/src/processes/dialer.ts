/**
 * Dialling: a connection attempt of a program, with SYNs sent again until somebody answers or the program gives up.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { type ConnectOutcome, connect, connectAgain, type PendingConnection, peerState } from "../network/connect.ts";
import { isListening } from "../runtime/containers.ts";

/** What dialling came to. */
export type DialResult =
  | {
      readonly ok: true;
      readonly containerId: string;
      readonly podIP: string;
      readonly port: number;
      /** As dialled, after DNS: `10.96.0.12:11211`. */
      readonly address: string;
    }
  /** `message` as Go's `net.Dial` says it: `dial tcp 10.96.0.12:11211: connect: connection refused`. */
  | { readonly ok: false; readonly message: string; readonly timedOut: boolean; readonly address: string };

/** Who dials, for the event that brings the result. */
export interface DialTicket {
  readonly container: string;
  /** Task or client. */
  readonly id: number;
  /** Turn of the task, or epoch of the client's attempt. */
  readonly turn: number;
  /** Address being dialled, as the caller names it. */
  readonly target: string;
}

/** A result on its way. */
export interface Dialled {
  readonly ticket: DialTicket;
  readonly result: DialResult;
}

interface Attempt {
  readonly ticket: DialTicket;
  readonly reply: string;
  /** After this the caller gives up. */
  readonly deadline: UnixMicros;
  readonly pending: PendingConnection | null;
}

/** `host:port` apart; port 0 when there is none. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(":");
  if (colon < 0) return { host: address, port: 0 };
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

/** Dials an address from a pod; the result comes as the event `reply`. */
export function dial(
  sim: Simulation,
  from: { readonly podIP: string; readonly namespace: string },
  deadline: UnixMicros,
  reply: EventType<Dialled>,
  ticket: DialTicket,
): void {
  const { host, port } = splitAddress(ticket.target);
  const outcome = connect(sim, from.podIP, from.namespace, host, port);
  follow(sim, outcome, { ticket, reply: reply.type, deadline, pending: null });
}

const again: EventType<Attempt> = defineEvent("processes/dial-again", (sim: Simulation, attempt: Attempt) => {
  if (attempt.pending !== null) follow(sim, connectAgain(sim, attempt.pending), attempt);
});

function follow(sim: Simulation, outcome: ConnectOutcome, attempt: Attempt): void {
  const { deadline } = attempt;
  if (outcome.kind === "silent") {
    if (outcome.retryAt >= deadline) timeOut(sim, attempt, outcome.address);
    else if (outcome.pending === null) {
      fail(sim, attempt, outcome.retryAt, outcome.address, "connect: connection timed out");
    } else sim.scheduleAt(outcome.retryAt, again, { ...attempt, pending: { ...outcome.pending } });
    return;
  }
  const address = "address" in outcome ? outcome.address : attempt.ticket.target;
  if (outcome.at > deadline) {
    timeOut(sim, attempt, address);
    return;
  }
  switch (outcome.kind) {
    case "ok": {
      const { containerId, podIP, port } = outcome;
      sim.scheduleAt(outcome.at, arrived, { attempt, result: { ok: true, containerId, podIP, port, address } });
      return;
    }
    case "refused":
      fail(sim, attempt, outcome.at, address, "connect: connection refused");
      return;
    case "no-route":
      fail(sim, attempt, outcome.at, address, "connect: no route to host");
      return;
    default:
      reply(sim, attempt, outcome.at, {
        ok: false,
        message: `dial tcp: ${outcome.message}`,
        timedOut: outcome.kind === "dns-timeout",
        address,
      });
  }
}

const arrived: EventType<{ readonly attempt: Attempt; readonly result: DialResult & { readonly ok: true } }> =
  defineEvent(
    "processes/dial-arrived",
    (
      sim: Simulation,
      { attempt, result }: { readonly attempt: Attempt; readonly result: DialResult & { ok: true } },
    ) => {
      // The process may have ended while the handshake was under way.
      const open = peerState(sim, result.containerId, result.podIP) === "open";
      if (open && isListening(sim, result.containerId, result.port)) reply(sim, attempt, sim.now, result);
      else fail(sim, attempt, sim.now, result.address, "connect: connection refused");
    },
  );

function timeOut(sim: Simulation, attempt: Attempt, address: string): void {
  const message = `dial tcp ${address}: i/o timeout`;
  reply(sim, attempt, attempt.deadline, { ok: false, message, timedOut: true, address });
}

function fail(sim: Simulation, attempt: Attempt, at: UnixMicros, address: string, what: string): void {
  reply(sim, attempt, at, { ok: false, message: `dial tcp ${address}: ${what}`, timedOut: false, address });
}

function reply(sim: Simulation, attempt: Attempt, at: UnixMicros, result: DialResult): void {
  const type: EventType<Dialled> = { type: attempt.reply };
  sim.scheduleAt(at, type, { ticket: { ...attempt.ticket }, result });
}
