/**
 * Contexts that are cancelled: a caller has given up, and gRPC tells everybody who works for it.
 * @module
 */
import { nextUint32 } from "../kernel/random.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { programOf } from "./compile-program.ts";
import { deliverCancel } from "./messages.ts";
import { interrupted, type Task } from "./task.ts";
import { interrupt } from "./wait.ts";

/** Why a call of a cancelled context fails. */
const canceled = "rpc error: code = Canceled desc = context canceled";

defineEvent("processes/cancel", (sim: Simulation, payload: { readonly task: number }) => {
  const task = sim.state.processes.tasks.get(payload.task);
  if (task !== undefined) cancelTask(sim, task);
});

/**
 * Cancels the context of a request: its gRPC calls under way fail now, later ones at once. Other work goes on, as it does in
 * handlers that do not look at their context.
 */
export function cancelTask(sim: Simulation, task: Task): void {
  const { processes } = sim.state;
  if (task.cancelled) return;
  task.cancelled = true;
  const process = processes.processes.get(task.containerId);
  const program = process === undefined ? undefined : programOf(sim.world, process.program);
  const instruction = program?.code[task.pc];
  if (instruction?.op === "call" && task.phase > 0 && task.phase !== interrupted) {
    if (program?.clients[instruction.client]?.spec.protocol === "grpc") {
      tellCallee(sim, task);
      leaveRequestUnderWay(sim, task);
      interrupt(sim, task, canceled);
    }
  }
  if (task.pending === 0) return;
  // a task without branches under way is the usual one, and under overload there are thousands to look through
  if (task.pending === 0) return;
  for (const branch of [...processes.tasks.values()]) {
    if (branch.kind === "branch" && branch.parent === task.id) cancelTask(sim, branch);
  }
}

/** What the kernel has not got through yet will arrive all the same: the callee works on it for nobody. */
function leaveRequestUnderWay(sim: Simulation, task: Task): void {
  const { connections, tasks } = sim.state.processes;
  const queue = connections.get(task.connection)?.toServer.queue;
  const index = queue?.findIndex((message) => message.task === task.id && message.turn === task.turn) ?? -1;
  if (queue === undefined || index < 0) return;
  const id = sim.state.processes.nextId++;
  const orphan: Task = { ...task, id, kind: "orphan", parent: 0, userRequest: 0, chance: nextUint32(task) | 0 };
  tasks.set(orphan.id, orphan);
  queue[index] = { task: orphan.id, turn: orphan.turn };
}

/** gRPC resets the stream, also of a request that is still under way. */
function tellCallee(sim: Simulation, task: Task): void {
  const connection = sim.state.processes.connections.get(task.connection);
  if (connection === undefined || (task.child === 0 && connection.toServer.attempts === 0)) return;
  deliverCancel(sim, connection, task.child);
}
