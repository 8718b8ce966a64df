/**
 * What comes back of a probe that went out.
 * @module
 */
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";

/** Names the probe that went out. */
export interface ProbeTicket {
  readonly podUid: string;
  readonly containerName: string;
  readonly kind: "liveness" | "readiness" | "startup";
  readonly token: number;
}

/** The ticket, and what the probe found. */
export interface ProbeReply extends ProbeTicket {
  readonly ok: boolean;
  /** What the kubelet prints after `probe failed: ` (`HTTP probe failed with statuscode: 500`). Empty when `ok`. */
  readonly message: string;
}

/** The event by which a probe's result comes back to the kubelet. */
export const probeReplied: EventType<ProbeReply> = defineEvent(
  "kubelet/probe-replied",
  (sim: Simulation, reply: ProbeReply) => {
    throw new Error(`${sim.now} ${reply.containerName}`);
  },
);
