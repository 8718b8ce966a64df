/**
 * Whether the processes and connections of a plan are still as they were when it was made.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import { isClear, packetTimes } from "../../network/path.ts";
import { mayHold } from "../../runtime/memory.ts";
import { noAddress, noConnection } from "../clients/grpc.ts";
import { type BoundConnection, type BoundProcess, isQuiet } from "./bound-process.ts";
import type { CoursePlan, PlanCall, PlanGet } from "./course-plan.ts";

/** Whether a plan holds now; what changes without `Simulation.changes`, {@link takesTurns} says. */
export function isStillBound(sim: Simulation, plan: CoursePlan): boolean {
  const { owners, nodes, calls, gets } = plan;
  for (const owner of owners) if (!isProcessBound(sim, owner)) return false;
  for (const { process, server } of nodes) {
    const state = process.process.servers[server];
    const spec = process.program.servers[server]?.spec;
    if (state === undefined || spec === undefined || !state.listening || state.queue.length > 0) return false;
    if (spec.maxConcurrency !== undefined && state.active >= spec.maxConcurrency) return false;
  }
  for (const call of calls) if (!isCallBound(sim, call)) return false;
  for (const get of gets) if (!isGetBound(sim, get)) return false;
  return true;
}

function isProcessBound(sim: Simulation, bound: BoundProcess): boolean {
  const { containerId, process, container, cpu, program } = bound;
  const { state } = sim;
  if (state.processes.processes.get(containerId) !== process) return false;
  if (state.runtime.containers.get(containerId) !== container) return false;
  if (container.status !== "running" || container.paused) return false;
  if (container.cpu !== cpu || cpu.speed !== 1) return false;
  if (cpu.quotaMicros !== null && cpu.coreFreeAt.length === 1) return false;
  const { memory } = program.program;
  if (memory.perRequestBytes === undefined) return true;
  const bytes = memory.idleBytes + process.extraBytes + process.inFlight * memory.perRequestBytes;
  return container.memoryBytes === Math.max(0, Math.round(bytes)) && mayHold(container, bytes + memory.perRequestBytes);
}

function isCallBound(sim: Simulation, { client, connection, error }: PlanCall): boolean {
  if (!client.dialled) return false;
  const { addresses } = client;
  if (connection === null) {
    if (addresses.some(({ state }) => state === "ready")) return false;
    return error === (addresses.length === 0 ? noAddress : noConnection);
  }
  const address = addresses.find((candidate) => candidate.connection === connection.record.id);
  return address?.state === "ready" && isConnectionBound(sim, connection);
}

function isGetBound(sim: Simulation, { asker, step, connection }: PlanGet): boolean {
  const client = asker.process.clients[step.client];
  if (client?.protocol !== "memcached" || client.host === "") return false;
  if (connection === null) return true;
  const { idle } = client;
  if (idle.length > step.mostIdle || idle[idle.length - 1] !== connection.record.id) return false;
  const cache = connection.to.process.store;
  if (cache?.kind !== "memcached" || cache.bytes > cache.limitBytes / 2) return false;
  return isConnectionBound(sim, connection);
}

function isConnectionBound(sim: Simulation, { record, times }: BoundConnection): boolean {
  if (sim.state.processes.connections.get(record.id) !== record || record.serverGone) return false;
  if (!isQuiet(record.toServer) || !isQuiet(record.toClient)) return false;
  const { clientIP, serverIP } = record;
  if (!isClear(sim, clientIP, serverIP)) return false;
  return times === null ? clientIP === serverIP : times === packetTimes(sim, clientIP, serverIP);
}

/** Whether there is any turn to take, see {@link takesTurns}. */
export function hasTurns({ calls }: CoursePlan): boolean {
  return calls.some(({ client, connection }) => connection !== null && client.addresses.length > 1);
}

/** Whether it is the turn of the connections that the plan's calls go over. */
export function takesTurns({ calls }: CoursePlan): boolean {
  for (const { client, connection } of calls) {
    const { addresses, next } = client;
    if (connection === null || addresses.length === 1) continue;
    for (let step = 0; step < addresses.length; step++) {
      const address = addresses[(next + step) % addresses.length];
      if (address?.state !== "ready") continue;
      if (address.connection !== connection.record.id) return false;
      break;
    }
  }
  return true;
}
