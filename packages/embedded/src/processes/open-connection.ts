/**
 * Established connections come and go.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { type ConnectionRecord, createDirection } from "./connection.ts";
import { countTraffic } from "./traffic.ts";

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
    toServer: createDirection(),
    toClient: createDirection(),
    serverGone: false,
    user: "",
    number: 0,
  };
  processes.connections.set(connection.id, connection);
  return connection;
}

/** Forgets a connection; what it carried goes to the pods' counters. */
export function forgetConnection(sim: Simulation, connection: ConnectionRecord): void {
  if (!sim.state.processes.connections.delete(connection.id)) return;
  countTraffic(sim, connection.clientIP, connection.toClient.bytes, connection.toServer.bytes);
  countTraffic(sim, connection.serverIP, connection.toServer.bytes, connection.toClient.bytes);
}
