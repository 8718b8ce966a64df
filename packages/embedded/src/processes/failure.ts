/**
 * What follows when a step fails, and how tasks end.
 * @module
 */
import type { Simulation } from "../kernel/simulation.ts";
import { exitContainer } from "../runtime/containers.ts";
import type { CompiledOnError, CompiledProgram } from "./compiled-program.ts";
import { draw } from "./draw.ts";
import { printLines, renderText } from "./render.ts";
import type { Task } from "./task.ts";
import { goOn } from "./wait.ts";

/** The current step is done: the next one. */
export function nextStep(task: Task): Task {
  task.pc += 1;
  task.phase = 0;
  task.attempts = 0;
  task.connection = 0;
  task.child = 0;
  return task;
}

/** Ends the whole process. */
export function exitProcess(sim: Simulation, containerId: string, exitCode: number): void {
  exitContainer(sim, containerId, { exitCode, reason: exitCode === 0 ? "Completed" : "Error" });
}

/**
 * The current step failed with `error`.
 *
 * @returns the task to go on with, if any may at once.
 */
export function failStep(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  onError: CompiledOnError | null,
  error: string,
): Task | undefined {
  task.error = error;
  task.connection = 0;
  task.child = 0;
  if (onError === null) return failTask(sim, task, program, error);
  const container = sim.state.runtime.containers.get(task.containerId);
  if (container === undefined) return undefined;
  printLines(sim, container, onError.log, { task });
  const { next } = onError;
  switch (next.kind) {
    case "ignore":
      task.error = "";
      return nextStep(task);
    case "exit":
      exitProcess(sim, task.containerId, next.exitCode);
      return undefined;
    case "retry":
      task.attempts += 1;
      if (next.attempts !== undefined && task.attempts >= next.attempts) return failTask(sim, task, program, error);
      task.phase = 0;
      task.error = "";
      return goOn(sim, task, sim.now + Math.round(draw(task, next.delayMicros)));
    case "propagate": {
      const message = onError.message === null ? error : renderText(sim, container, onError.message, { task });
      return failTask(sim, task, program, message);
    }
  }
}

/** The operation (or the branch, or the start-up) of a task fails. */
export function failTask(sim: Simulation, task: Task, program: CompiledProgram, error: string): Task | undefined {
  task.error = error;
  switch (task.kind) {
    case "main":
      exitProcess(sim, task.containerId, 1);
      return undefined;
    case "branch":
      return endBranch(sim, task);
    case "orphan":
      sim.state.processes.tasks.delete(task.id);
      return undefined;
    case "serve": {
      const leave = program.servers[task.server]?.operations.get(task.operation)?.leave;
      if (leave === undefined) return undefined;
      task.pc = leave;
      task.phase = 0;
      return task;
    }
  }
}

/** A branch is through; the last one lets its parent go on. */
export function endBranch(sim: Simulation, task: Task): Task | undefined {
  const { tasks } = sim.state.processes;
  tasks.delete(task.id);
  const parent = tasks.get(task.parent);
  if (parent === undefined || parent.turn !== task.parentTurn) return undefined;
  parent.pending -= 1;
  // Branches wait at the same time.
  parent.waited = Math.max(parent.waited, task.waited);
  parent.callFailed ||= task.callFailed;
  if (task.error !== "" && parent.error === "") parent.error = task.error;
  return parent.pending === 0 ? parent : undefined;
}
