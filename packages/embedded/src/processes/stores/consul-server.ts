/**
 * Consul as services use it: a catalog in memory, blocking queries. Registrations are lost when it restarts.
 * @module
 */

import { nextUniform, type Source } from "../../kernel/random.ts";
import { defineEvent, type EventType, type Simulation } from "../../kernel/simulation.ts";
import { sendOverConnection } from "../../network/path.ts";
import { useCpu } from "../../runtime/cpu.ts";
import { programOf } from "../compile-program.ts";
import type { ConnectionRecord } from "../connection.ts";
import { draw } from "../draw.ts";
import { brokenEvent } from "../messages.ts";
import type { ConsulWaiter, StoreState } from "../store-server.ts";

type ConsulState = Extract<StoreState, { kind: "consul" }>;

/** Consul's default wait of a blocking query; up to a sixteenth is added. */
const waitMicros = 300_000_000;
/** Raft's index of a fresh development agent. */
const firstIndex = 15;

/** An empty catalog. */
export function createConsulState(): ConsulState {
  return { kind: "consul", index: firstIndex, services: new Map(), waiters: [] };
}

function consulState(sim: Simulation, containerId: string): ConsulState | undefined {
  const store = sim.state.processes.processes.get(containerId)?.store;
  return store?.kind === "consul" ? store : undefined;
}

/** When the CPU of one request is done. Chance comes from whom it is done for, if anybody. */
export function storeWork(
  sim: Simulation,
  containerId: string,
  stream: Source = sim.random("processes/store-work"),
): number {
  const process = sim.state.processes.processes.get(containerId);
  const program = process === undefined ? undefined : programOf(sim.world, process.program)?.program;
  if (program === undefined || program.kind === "script" || program.kind === "idle") return sim.now;
  return useCpu(sim, containerId, draw(stream, program.requestCpuMicros));
}

/** A query for a service's instances arrives: answered at once when the index has moved on, later otherwise. */
export function askConsul(sim: Simulation, connection: ConnectionRecord, waiter: ConsulWaiter): void {
  const consul = consulState(sim, connection.serverContainer);
  if (consul === undefined) return;
  const index = consul.services.get(waiter.service)?.index ?? consul.index;
  const at = storeWork(sim, connection.serverContainer);
  // Without an index it does not block. An index from before a restart is in the future: it blocks until the wait is over.
  if (waiter.index === 0 || index > waiter.index) {
    if (at < Number.POSITIVE_INFINITY) sim.scheduleAt(at, answerEvent, { ...waiter });
    return;
  }
  consul.waiters.push({ ...waiter });
  const wait = waitMicros * (1 + nextUniform(sim.random("processes/consul-wait")) / 16);
  sim.schedule(wait, waitOver, { ...waiter });
}

const waitOver: EventType<ConsulWaiter> = defineEvent(
  "processes/consul-wait-over",
  (sim: Simulation, waiter: ConsulWaiter) => {
    const connection = sim.state.processes.connections.get(waiter.connection);
    const consul = connection === undefined ? undefined : consulState(sim, connection.serverContainer);
    const index = consul?.waiters.findIndex((other) => sameWaiter(other, waiter)) ?? -1;
    if (consul === undefined || index < 0) return;
    consul.waiters.splice(index, 1);
    sim.schedule(0, answerEvent, { ...waiter });
  },
);

function sameWaiter(a: ConsulWaiter, b: ConsulWaiter): boolean {
  return a.connection === b.connection && a.query === b.query && a.client === b.client;
}

/** Sends a query's answer. */
const answerEvent: EventType<ConsulWaiter> = defineEvent(
  "processes/consul-answer",
  (sim: Simulation, waiter: ConsulWaiter) => {
    send(sim, { ...waiter, attempt: 0 });
  },
);

interface Answer extends ConsulWaiter {
  readonly attempt: number;
}

function send(sim: Simulation, answer: Answer): void {
  const connection = sim.state.processes.connections.get(answer.connection);
  const consul = connection === undefined ? undefined : consulState(sim, connection.serverContainer);
  if (connection === undefined || consul === undefined) return;
  const service = consul.services.get(answer.service);
  const sent = sendOverConnection(sim, connection.serverIP, connection.clientIP, answer.attempt, 900);
  if ("arrivesAt" in sent) {
    connection.toClient.bytes += 900;
    sim.scheduleAt(
      sent.arrivesAt,
      { type: "processes/watch-answered" },
      {
        container: answer.container,
        client: answer.client,
        query: answer.query,
        index: service?.index ?? consul.index,
        addresses: [...new Set((service?.instances ?? []).map((instance) => instance.address))],
      },
    );
  } else if ("retryAt" in sent) sim.scheduleAt(sent.retryAt, answerAgain, { ...answer, attempt: sent.attempt });
  else sim.scheduleAt(sim.now, brokenEvent, { connection: connection.id, reason: "connection timed out" });
}

const answerAgain: EventType<Answer> = defineEvent("processes/consul-answer-again", send);

/** A registration arrives: an instance of a service at `ip:port`, under a new id. */
export function registerInstance(
  sim: Simulation,
  containerId: string,
  service: string,
  id: string,
  address: string,
): void {
  const consul = consulState(sim, containerId);
  if (consul === undefined) return;
  consul.index += 1;
  const entry = consul.services.get(service) ?? { index: 0, instances: [] };
  entry.index = consul.index;
  entry.instances = [...entry.instances.filter((instance) => instance.id !== id), { id, address }];
  consul.services.set(service, entry);
  const due = consul.waiters.filter((waiter) => waiter.service === service && consul.index > waiter.index);
  if (due.length === 0) return;
  consul.waiters = consul.waiters.filter((waiter) => !due.includes(waiter));
  for (const waiter of due) sim.schedule(0, answerEvent, { ...waiter });
}
