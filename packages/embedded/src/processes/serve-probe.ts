/**
 * HTTP requests that come from outside of programs: probes, `curl` in a container.
 * @module
 */
import { deepFreeze } from "../kernel/plain.ts";
import { nextUint32 } from "../kernel/random.ts";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { answerFromBusybox } from "./busybox/answer-http.ts";
import { runsBusybox } from "./busybox/run-busybox.ts";
import { programOf } from "./compile-program.ts";
import { runTask } from "./interpreter.ts";
import { receive } from "./serve.ts";
import { storeWork } from "./stores/consul-server.ts";
import { answerStoreHttp } from "./stores/store-http.ts";
import type { Variables } from "./task.ts";

/** What an HTTP server answered; `status` 0: it closed the connection without an answer. */
export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/** A request as it reaches a server. */
export interface HttpRequest {
  readonly port: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

interface Arrival {
  readonly container: string;
  readonly request: HttpRequest;
  readonly reply: { readonly type: string; readonly payload: object };
}

const arrival: EventType<Arrival> = defineEvent("processes/http-arrival", (sim: Simulation, payload: Arrival) => {
  const { container, request, reply } = payload;
  if (runsBusybox(sim, container)) {
    answerFromBusybox(sim, container, request, reply);
    return;
  }
  const process = sim.state.processes.processes.get(container);
  const program = process === undefined ? undefined : programOf(sim.world, process.program);
  const answer = (status: number, body: string, at = sim.now): void => {
    if (at < Number.POSITIVE_INFINITY) sim.scheduleAt(at, { type: reply.type }, { ...reply.payload, status, body });
  };
  if (process === undefined || program === undefined) {
    answer(0, "");
    return;
  }
  if (process.store !== null) {
    const { status, body } = answerStoreHttp(sim, container, request);
    answer(status, body, storeWork(sim, container));
    return;
  }
  const server = program.servers.find((candidate) => candidate.spec.port === request.port);
  if (server === undefined || server.spec.protocol !== "http") {
    answer(0, "");
    return;
  }
  const [path = "/", query = ""] = request.path.split("?");
  const variables: Variables = deepFreeze({ ...queryVariables(query), "request.url": request.path });
  const operation = [`${request.method} ${path}`, path].find((name) => server.operations.has(name)) ?? "";
  const chance = nextUint32(sim.random("processes/tasks")) | 0;
  const task = receive(sim, container, request.port, { operation, variables, reply: deepFreeze({ ...reply }), chance });
  if (typeof task === "string") answer(task.startsWith("404") ? 404 : 503, `${task}\n`);
  else if (task !== undefined) runTask(sim, task);
});

function queryVariables(query: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const part of query.split("&")) {
    const [name = "", value = ""] = part.split("=");
    if (name !== "") variables[name] = value;
  }
  return variables;
}

/**
 * Has a container answer a request that reached its port now. The reply event comes, with `payload` and the answer, when the
 * answer leaves; never, when the process hangs. A port that does not speak HTTP gives status 0.
 */
export function answerHttp<P extends object>(
  sim: Simulation,
  containerId: string,
  request: HttpRequest,
  reply: EventType<P & HttpReply>,
  payload: P,
): void {
  const { port, method, path } = request;
  sim.schedule(0, arrival, {
    container: containerId,
    request: { port, method, path },
    reply: { type: reply.type, payload },
  });
}
