/**
 * Bytes over a connection: what is sent to a port, and what comes back until the other side closes.
 * @module
 */
import { defineEvent, type EventType, type Simulation } from "../../kernel/simulation.ts";
import { answerHttp } from "../serve-probe.ts";
import { answerRaw } from "./answer-http.ts";
import { type BusyboxResume, wakeNow } from "./wake.ts";

/** Texts of HTTP's status codes. */
const statusTexts: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  204: "No Content",
  302: "Found",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** A process that waits for an answer gets it as `process.memory["answer"]`: what was sent, and whether a reset followed. */
const answered: EventType<BusyboxResume & { status: number; body: string; reset?: boolean }> = defineEvent(
  "processes/busybox-answered",
  (sim: Simulation, event: BusyboxResume & { status: number; body: string; reset?: boolean }) => {
    const host = sim.state.processes.busybox.get(event.container);
    const process = host?.processes.get(event.pid);
    if (host === undefined || process === undefined || host.startedAt !== event.startedAt) return;
    process.memory["answer"] = { body: event.body, reset: event.reset === true };
    wakeNow(sim, host, process);
  },
);

const answeredHttp = defineEvent<BusyboxResume & { status: number; body: string }>(
  "processes/busybox-answered-http",
  (sim, event) => {
    const { status, body } = event;
    const head = `HTTP/1.1 ${status} ${statusTexts[status] ?? ""}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
    sim.schedule(0, answered, { ...event, body: status === 0 ? "" : head + body });
  },
);

/** Sends a text over a new connection; `answered` comes with what was sent back, when the other side closes. */
export function talk(sim: Simulation, containerId: string, port: number, text: string, ticket: BusyboxResume): void {
  const request = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r?\n/.exec(text);
  const target = { port, method: request?.[1] ?? "", path: request?.[2] ?? "" };
  if (sim.state.processes.busybox.has(containerId)) {
    answerRaw(sim, containerId, target, text, { type: answered.type, payload: ticket });
    return;
  }
  // Other programs close a connection on which no request comes.
  if (request === null) sim.schedule(0, answered, { ...ticket, status: 0, body: "" });
  // A server of scripts knows no HEAD: what it would answer to GET counts.
  else {
    const asked = target.method === "HEAD" ? { ...target, method: "GET" } : target;
    answerHttp(sim, containerId, asked, answeredHttp, ticket);
  }
}
