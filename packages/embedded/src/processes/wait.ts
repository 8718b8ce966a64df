/**
 * How tasks wait: at once when nothing comes before, else through the queue, with the same result.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { EventType, Simulation } from "../kernel/simulation.ts";
import { interrupted, type Task } from "./task.ts";

/** Names a wait of a task. */
export interface Resume {
  readonly task: number;
  readonly turn: number;
}

/** A task goes on; handled by the interpreter. */
export const resumeEvent: EventType<Resume> = { type: "processes/resume" };

/**
 * Has a task go on at a time. Answers the task when it may go on at once (the clock then stands at that time); only for the
 * last thing that a handler does.
 */
export function goOn(sim: Simulation, task: Task, at: UnixMicros): Task | undefined {
  task.turn += 1;
  if (!(at < Number.POSITIVE_INFINITY)) return undefined;
  const { kernel, processes } = sim.state;
  const time = at < kernel.now ? kernel.now : at;
  if (processes.runAhead && processes.stopped.size === 0 && sim.mayRunAhead(time)) {
    // The queue would have counted the event.
    kernel.sequence += 1;
    sim.advanceTo(time);
    return task;
  }
  sim.scheduleAt(time, resumeEvent, { task: task.id, turn: task.turn });
  return undefined;
}

/** Has a task go on at a time, through the queue. */
export function wake(sim: Simulation, task: Task, at: UnixMicros): void {
  task.turn += 1;
  sim.scheduleAt(at, resumeEvent, { task: task.id, turn: task.turn });
}

/** Makes the current step of a task fail now, whatever it waits for. */
export function interrupt(sim: Simulation, task: Task, error: string): void {
  task.phase = interrupted;
  task.error = error;
  task.connection = 0;
  task.child = 0;
  wake(sim, task, sim.now);
}
