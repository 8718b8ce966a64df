/**
 * When processes go on.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { EventType, Simulation } from "../../kernel/simulation.ts";
import type { BusyboxHost, BusyboxProcess } from "./busybox-state.ts";

/** Who goes on; void when the process has gone on otherwise in between. */
export interface BusyboxResume {
  readonly container: string;
  readonly startedAt: UnixMicros;
  readonly pid: number;
  readonly turn: number;
}

/** The event by which processes go on; its handler is in `run-busybox.ts`. */
export const resumeType: EventType<BusyboxResume> = { type: "processes/busybox-resume" };

/** Lets a process go on at a time, unless something else does before. */
export function wakeAt(sim: Simulation, host: BusyboxHost, process: BusyboxProcess, at: UnixMicros): void {
  sim.scheduleAt(at, resumeType, {
    container: host.containerId,
    startedAt: host.startedAt,
    pid: process.pid,
    turn: process.turn,
  });
}

/** Lets a process go on now. */
export function wakeNow(sim: Simulation, host: BusyboxHost, process: BusyboxProcess): void {
  wakeAt(sim, host, process, sim.now);
}

/** Something has happened to a pipe: who waits for it looks. */
export function wakeReaders(sim: Simulation, host: BusyboxHost, pipe: number): void {
  for (const process of host.processes.values()) {
    if (process.waiting.kind === "pipe" && process.waiting.pipe === pipe) wakeNow(sim, host, process);
  }
}

/** The event by which the kernel kills a process; its handler is in `run-busybox.ts`. */
export const killedForMemory: EventType<BusyboxResume> = { type: "processes/busybox-out-of-memory" };
