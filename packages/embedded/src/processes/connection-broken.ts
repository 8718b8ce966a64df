/**
 * Connections that break: pools forget them, calls on them fail in their protocol's words, balancers connect again.
 * @module
 */
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { sendOverConnection } from "../network/path.ts";
import { cancelTask } from "./cancel.ts";
import { watchConnectionBroken } from "./clients/consul-watch.ts";
import { grpcConnectionBroken } from "./clients/grpc.ts";
import { wakeWaiting } from "./clients/mongo.ts";
import { programOf } from "./compile-program.ts";
import type { ConnectionRecord } from "./connection.ts";
import { forgetConnection } from "./open-connection.ts";
import { endMongo } from "./stores/mongod-server.ts";
import { interrupt } from "./wait.ts";

defineEvent(
  "processes/connection-broken",
  (sim: Simulation, payload: { readonly connection: number; readonly reason: string }) => {
    const connection = sim.state.processes.connections.get(payload.connection);
    if (connection !== undefined) breakConnection(sim, connection, payload.reason);
  },
);

/** The client learns that its connection is over. */
export function breakConnection(sim: Simulation, connection: ConnectionRecord, reason: string): void {
  const { processes } = sim.state;
  forgetConnection(sim, connection);
  const process = processes.processes.get(connection.clientContainer);
  const client = process?.clients[connection.client];
  if (process === undefined || client === undefined) return;
  let error = "EOF";
  if (reason === "connection timed out") error = `read: ${reason}`;
  else if (reason.startsWith("read: ") || reason.startsWith("write: ")) error = reason;
  switch (client.protocol) {
    case "grpc": {
      error = "rpc error: code = Unavailable desc = transport is closing";
      const compiled = programOf(sim.world, process.program)?.clients[connection.client];
      if (client.watchConnection === connection.id && compiled !== undefined)
        watchConnectionBroken(sim, process, compiled);
      else grpcConnectionBroken(sim, process, client, connection);
      break;
    }
    case "memcached":
      // Stays in the pool: whoever takes it next reads an end of file.
      break;
    case "http":
    case "mongo":
      client.idle = client.idle.filter((id) => id !== connection.id);
      client.open -= 1;
      wakeWaiting(sim, client);
      if (!connection.serverGone) endMongo(sim, connection);
      break;
    case "consul":
      break;
  }
  for (const task of [...processes.tasks.values()]) {
    if (task.connection === connection.id && task.containerId === connection.clientContainer)
      interrupt(sim, task, error);
  }
}

/** The server's process is over: its kernel closes the connection, and says so if the network lets it. */
export function serverProcessGone(sim: Simulation, connection: ConnectionRecord): void {
  connection.serverGone = true;
  const sent = sendOverConnection(sim, connection.serverIP, connection.clientIP);
  if ("arrivesAt" in sent) {
    const at = Math.max(sent.arrivesAt, connection.toClient.lastAt);
    sim.scheduleAt(at, { type: "processes/connection-broken" }, { connection: connection.id, reason: "closed" });
  }
}

/** The client's process is over: the server drops what it was doing for it. */
export function clientProcessGone(sim: Simulation, connection: ConnectionRecord): void {
  const { processes } = sim.state;
  endMongo(sim, connection);
  forgetConnection(sim, connection);
  const store = processes.processes.get(connection.serverContainer)?.store;
  if (store?.kind === "consul") store.waiters = store.waiters.filter((waiter) => waiter.connection !== connection.id);
  for (const task of [...processes.tasks.values()]) {
    if (task.kind === "serve" && task.replyTo === connection.id) cancelTask(sim, task);
  }
}
