/**
 * olivere's Consul resolver for gRPC: asks for a service's addresses by blocking queries, for ever.
 * @module
 */
import { defineEvent, type EventType, type Simulation } from "../../kernel/simulation.ts";
import { sendOverConnection } from "../../network/path.ts";
import { useCpu } from "../../runtime/cpu.ts";
import { programOf } from "../compile-program.ts";
import type { CompiledClient } from "../compiled-program.ts";
import type { ConnectionRecord } from "../connection.ts";
import { type Dialled, dial } from "../dialer.ts";
import { brokenEvent } from "../messages.ts";
import { openConnection } from "../open-connection.ts";
import type { ProcessRecord } from "../processes-state.ts";
import { printLines, renderText } from "../render.ts";
import { askConsul } from "../stores/consul-server.ts";
import { setAddresses } from "./grpc.ts";

/** Go's `http.DefaultTransport` dials for this long. */
const dialMicros = 30_000_000;
/** CPU of one round of the loop: request, answer or error, log. Recorded: 0.38 s for 2246 rounds. */
const roundMicros = 170;
/** What else a failed round takes (look-ups for both address families, scheduling): recorded are about 2.1 ms in all. */
const failedRoundMicros = 1300;

/** Asks for the first time. */
export function startWatch(sim: Simulation, process: ProcessRecord, client: CompiledClient): void {
  ask(sim, process, client);
}

function ask(sim: Simulation, process: ProcessRecord, client: CompiledClient): void {
  const state = process.clients[client.index];
  const container = sim.state.runtime.containers.get(process.containerId);
  if (state?.protocol !== "grpc" || container === undefined) return;
  state.watchQuery += 1;
  const connection = sim.state.processes.connections.get(state.watchConnection);
  if (connection !== undefined) {
    send(sim, process, client, connection, 0);
    return;
  }
  const target = renderText(sim, container, client.address, {});
  const ticket = { container: process.containerId, id: client.index, turn: state.watchQuery, target };
  dial(sim, container, sim.now + dialMicros, watchDialled, ticket);
}

const watchDialled: EventType<Dialled> = defineEvent(
  "processes/watch-dialled",
  (sim: Simulation, { ticket, result }: Dialled) => {
    const found = findWatch(sim, ticket.container, ticket.id, ticket.turn);
    if (found === undefined) return;
    const { process, client, state } = found;
    if (!result.ok) {
      watchFailed(sim, process, client, result.message);
      return;
    }
    const connection = openConnection(sim, {
      clientContainer: process.containerId,
      client: client.index,
      clientIP: process.podIP,
      serverContainer: result.containerId,
      serverIP: result.podIP,
      port: result.port,
      address: result.address,
    });
    state.watchConnection = connection.id;
    send(sim, process, client, connection, 0);
  },
);

interface WatchSend {
  readonly container: string;
  readonly client: number;
  readonly query: number;
  readonly connection: number;
  readonly attempt: number;
}

function findWatch(sim: Simulation, containerId: string, index: number, query: number) {
  const process = sim.state.processes.processes.get(containerId);
  const state = process?.clients[index];
  if (process === undefined || state?.protocol !== "grpc" || state.watchQuery !== query) return undefined;
  const client = programOf(sim.world, process.program)?.clients[index];
  return client === undefined ? undefined : { process, state, client };
}

function send(
  sim: Simulation,
  process: ProcessRecord,
  client: CompiledClient,
  connection: ConnectionRecord,
  attempt: number,
): void {
  const state = process.clients[client.index];
  if (state?.protocol !== "grpc") return;
  const payload = {
    container: process.containerId,
    client: client.index,
    query: state.watchQuery,
    connection: connection.id,
  };
  const sent = sendOverConnection(sim, connection.clientIP, connection.serverIP, attempt, 180);
  if ("arrivesAt" in sent) sim.scheduleAt(sent.arrivesAt, queryArrived, { ...payload, attempt });
  else if ("retryAt" in sent) sim.scheduleAt(sent.retryAt, sendAgain, { ...payload, attempt: sent.attempt });
  else sim.scheduleAt(sim.now, brokenEvent, { connection: connection.id, reason: "connection timed out" });
}

const sendAgain: EventType<WatchSend> = defineEvent(
  "processes/watch-send-again",
  (sim: Simulation, payload: WatchSend) => {
    const found = findWatch(sim, payload.container, payload.client, payload.query);
    const connection = sim.state.processes.connections.get(payload.connection);
    if (found !== undefined && connection !== undefined)
      send(sim, found.process, found.client, connection, payload.attempt);
  },
);

const queryArrived: EventType<WatchSend> = defineEvent(
  "processes/watch-arrived",
  (sim: Simulation, payload: WatchSend) => {
    const found = findWatch(sim, payload.container, payload.client, payload.query);
    const connection = sim.state.processes.connections.get(payload.connection);
    if (found === undefined || connection === undefined) return;
    connection.toServer.bytes += 180;
    const { spec } = found.client;
    if (spec.protocol !== "grpc" || spec.target.kind !== "consul") return;
    askConsul(sim, connection, {
      connection: connection.id,
      container: payload.container,
      client: payload.client,
      query: payload.query,
      service: spec.target.service,
      index: found.state.watchIndex,
    });
  },
);

/** What Consul answered; sent by its server. */
export interface WatchAnswer {
  readonly container: string;
  readonly client: number;
  readonly query: number;
  readonly index: number;
  readonly addresses: readonly string[];
}

defineEvent("processes/watch-answered", (sim: Simulation, payload: WatchAnswer) => {
  const found = findWatch(sim, payload.container, payload.client, payload.query);
  if (found === undefined) return;
  const { process, client, state } = found;
  useCpu(sim, process.containerId, roundMicros);
  state.watchIndex = payload.index;
  setAddresses(sim, process, client.index, payload.addresses);
  ask(sim, process, client);
});

/** The connection to Consul broke while a query was out. */
export function watchConnectionBroken(sim: Simulation, process: ProcessRecord, client: CompiledClient): void {
  const state = process.clients[client.index];
  if (state?.protocol !== "grpc") return;
  state.watchConnection = 0;
  // Go's transport sends a GET again, on a new connection, when a kept one breaks before the answer.
  if (state.watchIndex === 0) watchFailed(sim, process, client, "EOF");
  else ask(sim, process, client);
}

function watchFailed(sim: Simulation, process: ProcessRecord, client: CompiledClient, reason: string): void {
  const container = sim.state.runtime.containers.get(process.containerId);
  const state = process.clients[client.index];
  const { spec } = client;
  if (container === undefined || state?.protocol !== "grpc") return;
  if (spec.protocol !== "grpc" || spec.target.kind !== "consul") return;
  if (client.onWatchError !== null) {
    const address = renderText(sim, container, client.address, {});
    const index = state.watchIndex === 0 ? "" : `index=${state.watchIndex}&`;
    const url = `http://${address}/v1/health/service/${spec.target.service}?${index}passing=1`;
    printLines(sim, container, [client.onWatchError], { error: `Get "${url}": ${reason}` });
  }
  // The loop asks again at once: nothing but its own work slows it down.
  state.watchQuery += 1;
  const at = useCpu(sim, process.containerId, roundMicros) + failedRoundMicros;
  if (!(at < Number.POSITIVE_INFINITY)) return;
  sim.scheduleAt(at, askAgain, { container: process.containerId, client: client.index, query: state.watchQuery });
}

const askAgain: EventType<{ readonly container: string; readonly client: number; readonly query: number }> =
  defineEvent(
    "processes/watch-ask-again",
    (sim: Simulation, payload: { readonly container: string; readonly client: number; readonly query: number }) => {
      const found = findWatch(sim, payload.container, payload.client, payload.query);
      if (found !== undefined) ask(sim, found.process, found.client);
    },
  );
