/**
 * Answers reach users: what they felt is written down.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { packetMicros } from "../network/path.ts";
import { draw } from "../processes/draw.ts";
import { countTraffic } from "../processes/traffic.ts";
import { packRequests } from "./packed-requests.ts";
import { chunkRows, createChunk, doubleRoom, type UserRequest } from "./workload-state.ts";

/** Where users are, as the network knows them. */
export const userAddress = "user";
/** Recorded at the frontend: 15212 bytes in and 24939 out a second at 10 requests a second, calls and spans included. */
export const requestBytes = 450;
/** As {@link requestBytes}. */
export const answerBytes = 1600;
const mostChunks = 63;
const mostBodies = 2_000;

/** Text of the failure that a user's client reports when nothing came in time. */
export const timeoutText = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";

/** Writes down how a request ended. Status 0: there was no answer, and the body says why. */
export function recordRequest(
  sim: Simulation,
  request: Pick<UserRequest, "startedAt" | "type">,
  at: UnixMicros,
  status: number,
  body: string,
): void {
  const { workload } = sim.state;
  const { rows } = workload;
  const row = rows.written % chunkRows;
  if (row === 0 && rows.written > 0) {
    rows.sealed.push(packRequests(Object.freeze(rows.open)));
    if (rows.sealed.length > mostChunks) rows.sealed.shift();
    rows.open = createChunk();
  }
  rows.written += 1;
  if (row >= rows.open.endedAt.length) rows.open = doubleRoom(rows.open);
  const { open } = rows;
  open.endedAt[row] = at;
  open.latency[row] = at - request.startedAt;
  open.type[row] = request.type;
  open.status[row] = status;
  open.body[row] = bodyCode(sim, status >= 200 && status < 400 ? "" : body);
}

/** Bodies of failures are few; those of successes are not kept. */
function bodyCode(sim: Simulation, body: string): number {
  if (body === "") return 0;
  const { bodies } = sim.state.workload;
  const known = bodies.indexOf(body);
  if (known >= 0) return known;
  if (bodies.length >= mostBodies) return 0;
  bodies.push(body);
  return bodies.length - 1;
}

/** The entry's answer leaves now. */
export function answerUser(sim: Simulation, id: number, entryIP: string, status: number, body: string): void {
  end(sim, id, entryIP, status, body);
}

/** The entry's process died with the request in hand: the user's connection is reset. */
export function userConnectionLost(sim: Simulation, id: number, entryIP: string): void {
  end(sim, id, entryIP, 0, "EOF");
}

function end(sim: Simulation, id: number, entryIP: string, status: number, body: string): void {
  const { requests } = sim.state.workload;
  const request = requests.get(id);
  if (request === undefined) return;
  const { timeoutSeconds, networkMicros } = sim.world.application.workload;
  const outside = draw(request, networkMicros) / 2;
  const at = arrival(sim, request, entryIP) + Math.round(outside);
  countTraffic(sim, entryIP, requestBytes, answerBytes);
  // What comes too late, the expiry writes down.
  if (at >= request.startedAt + timeoutSeconds * 1_000_000) return;
  requests.delete(id);
  recordRequest(sim, request, at, status, body);
}

/** When a message from the entry gets to the user: lost packets are sent again, by the conditions of now. */
function arrival(sim: Simulation, request: UserRequest, entryIP: string): UnixMicros {
  let at = sim.now;
  for (let attempt = 0; attempt < 15; attempt++) {
    const micros = packetMicros(sim, entryIP, userAddress, 0, request);
    if (micros !== undefined) return at + micros;
    at += Math.min(120_000_000, 200_000 * 2 ** attempt);
  }
  return Number.POSITIVE_INFINITY;
}
