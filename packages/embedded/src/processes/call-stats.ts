/**
 * What a caller learns of its callee: how long it waited beside the callee's latency, and whether there was an answer at all.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { cellsOf, recordTransit, recordUnanswered } from "../capture/service-stats.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import type { Task } from "./task.ts";

/**
 * A call of a task is over, whose span is still open; without a span nobody knows of it.
 *
 * @param operation - What was called: it tells the callee of a call that nobody answered.
 */
export function recordCall(sim: Simulation, task: Task, operation: string, failed: boolean): void {
  const { served, servedBy } = task;
  task.served = -1;
  if (task.stepSpan === 0) return;
  const waited = sim.now - task.stepStartedAt;
  task.waited += waited;
  task.callFailed ||= failed;
  if (served >= 0) recordTransit(cellsOf(sim, servedBy), sim.now, waited - served);
  else if (failed) recordUnansweredCall(sim, operation, sim.now);
}

/** A call of an operation failed without its server's answer. */
export function recordUnansweredCall(sim: Simulation, operation: string, at: UnixMicros): void {
  const callee = calleeOf(sim.world, operation);
  if (callee !== undefined) recordUnanswered(cellsOf(sim, callee), at);
}

const known = new WeakMap<SimulationWorld, Map<string, string>>();

/** The service of the application whose program offers an operation, the first of several; undefined when there is none. */
function calleeOf(world: SimulationWorld, operation: string): string | undefined {
  let callees = known.get(world);
  if (callees === undefined) {
    callees = new Map();
    const { programs, services } = world.application;
    for (const program of programs) {
      if (program.kind !== "script" || !services.includes(program.name)) continue;
      for (const { operations } of program.servers)
        for (const name of Object.keys(operations)) if (!callees.has(name)) callees.set(name, program.name);
    }
    known.set(world, callees);
  }
  return callees.get(operation);
}
