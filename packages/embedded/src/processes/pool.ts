/**
 * Connections that a client keeps for its next request: taken from a pool, dialled when it is empty, given back.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import type { ConnectionRecord } from "./connection.ts";
import { type Dialled, dial } from "./dialer.ts";
import { forgetConnection, openConnection } from "./open-connection.ts";
import type { Task } from "./task.ts";
import { wake } from "./wait.ts";

/** Dials for a task, which then has a connection, or an error (`connection` 0). */
export function dialForTask(
  sim: Simulation,
  task: Task,
  client: number,
  target: string,
  deadline: UnixMicros,
): undefined {
  const container = sim.state.runtime.containers.get(task.containerId);
  if (container === undefined) return undefined;
  task.turn += 1;
  task.error = "";
  task.connection = 0;
  task.child = client;
  dial(sim, container, deadline, taskDialled, {
    container: task.containerId,
    id: task.id,
    turn: task.turn,
    target,
  });
  return undefined;
}

const taskDialled: EventType<Dialled> = defineEvent(
  "processes/task-dialled",
  (sim: Simulation, { ticket, result }: Dialled) => {
    const task = sim.state.processes.tasks.get(ticket.id);
    if (task === undefined || task.turn !== ticket.turn) return;
    const container = sim.state.runtime.containers.get(ticket.container);
    if (!result.ok) task.error = result.message;
    else if (container !== undefined) {
      const connection = openConnection(sim, {
        clientContainer: ticket.container,
        client: task.child,
        clientIP: container.podIP,
        serverContainer: result.containerId,
        serverIP: result.podIP,
        port: result.port,
        address: result.address,
      });
      task.connection = connection.id;
    }
    task.child = 0;
    wake(sim, task, sim.now);
  },
);

/** Takes the connection that was given back last; `undefined` when the pool is empty. */
export function takeIdle(sim: Simulation, idle: number[]): ConnectionRecord | undefined {
  for (;;) {
    const id = idle.pop();
    if (id === undefined) return undefined;
    const connection = sim.state.processes.connections.get(id);
    if (connection !== undefined) return connection;
  }
}

/** Closes a connection from the client's end. */
export function closeConnection(sim: Simulation, id: number): void {
  const connection = sim.state.processes.connections.get(id);
  if (connection !== undefined) forgetConnection(sim, connection);
}
