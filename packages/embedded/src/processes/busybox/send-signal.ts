/**
 * Signals, and the end of processes.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import { closePort, exitContainer } from "../../runtime/containers.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import type { BusyboxHost, BusyboxProcess, Pipe } from "./busybox-state.ts";
import { accountMemory } from "./memory.ts";
import { harmless, signalNumbers } from "./signals.ts";
import { wakeNow, wakeReaders } from "./wake.ts";

/**
 * Sends a process a signal, from inside of the container or by the kernel. Process 1 gets only signals that it handles.
 *
 * @param signal - Without `SIG`.
 */
export function sendSignal(
  sim: Simulation,
  container: ContainerRecord,
  host: BusyboxHost,
  pid: number,
  signal: string,
): void {
  const process = host.processes.get(pid);
  if (process === undefined) return;
  const trap = signal === "KILL" ? undefined : process.shell?.traps.get(signal);
  if (process.shell !== null && trap !== undefined) {
    if (trap === "") return;
    process.shell.pending.push(signal);
    if (process.waiting.kind === "wait") wakeNow(sim, host, process);
    return;
  }
  if (pid === 1 || harmless.has(signal)) return;
  endProcess(sim, container, host, pid, 128 + (signalNumbers[signal] ?? 0));
}

const rememberedChildren = 100;

/** A process is over. The container is, when it is process 1. */
export function endProcess(
  sim: Simulation,
  container: ContainerRecord,
  host: BusyboxHost,
  pid: number,
  status: number,
): void {
  const process = host.processes.get(pid);
  if (process === undefined) return;
  if (pid === 1) {
    const reason = host.outOfMemory ? "OOMKilled" : status === 0 ? "Completed" : "Error";
    exitContainer(sim, container.id, { exitCode: status, reason });
    return;
  }
  host.processes.delete(pid);
  for (const [port, owner] of [...host.listeners]) {
    if (owner !== pid) continue;
    host.listeners.delete(port);
    closePort(sim, container.id, port);
  }
  for (const child of host.processes.values()) if (child.parent === pid) child.parent = 1;
  for (const [fd, descriptor] of process.descriptors.entries()) {
    if (descriptor.kind !== "pipe") continue;
    if (fd === 0) breakPipe(sim, container, host, descriptor.pipe);
    else wakeReaders(sim, host, descriptor.pipe);
  }
  for (const [id, session] of host.sessions) {
    if (session.pid !== pid) continue;
    session.exitCode = status;
    if (session.reply === null) continue;
    host.sessions.delete(id);
    const { stdout, stderr } = session;
    const unread = leavesInput(host, process);
    const { type, payload } = session.reply;
    sim.schedule(0, { type }, { ...payload, exitCode: status, stdout, stderr, unread });
  }
  const parent = host.processes.get(process.parent);
  if (parent?.shell !== null && parent?.shell !== undefined) {
    const { ended } = parent.shell;
    ended.set(pid, status);
    // Children that nobody waits for are forgotten when there are many.
    for (const old of ended.keys()) {
      if (ended.size <= rememberedChildren) break;
      ended.delete(old);
    }
    const { waiting } = parent;
    if ((waiting.kind === "children" || waiting.kind === "wait") && waiting.pids.includes(pid))
      wakeNow(sim, host, parent);
  } else if (parent?.waiting.kind === "children") {
    parent.memory["status"] = status;
    wakeNow(sim, host, parent);
  }
  dropPipes(host);
  accountMemory(sim, container, host);
}

/** Whether a process leaves something on its stdin that it has not read. */
export function leavesInput(host: BusyboxHost, { descriptors: [input] }: BusyboxProcess): boolean {
  return input?.kind === "pipe" && (host.pipes.get(input.pipe)?.text ?? "") !== "";
}

/** Nobody reads a pipe any more: who goes on writing to it ends. */
function breakPipe(sim: Simulation, container: ContainerRecord, host: BusyboxHost, pipe: number): void {
  const readers = [...host.processes.values()].some(
    ({ descriptors: [input] }) => input?.kind === "pipe" && input.pipe === pipe,
  );
  if (readers) return;
  for (const process of [...host.processes.values()]) {
    const writes = process.descriptors.some(
      (descriptor, fd) => fd > 0 && descriptor.kind === "pipe" && descriptor.pipe === pipe,
    );
    if (writes && process.shell === null && process.memory["streams"] === true)
      endProcess(sim, container, host, process.pid, 128 + 13);
  }
}

/** Pipes that nobody has are gone. */
function dropPipes(host: BusyboxHost): void {
  if (host.pipes.size === 0) return;
  const used = new Map<number, Pipe>();
  for (const { descriptors, shell } of host.processes.values()) {
    const saved = shell?.frames.flatMap((frame) => (frame.kind === "redirect" ? frame.saved : [])) ?? [];
    for (const descriptor of [...descriptors, ...saved]) {
      const pipe = descriptor.kind === "pipe" ? host.pipes.get(descriptor.pipe) : undefined;
      if (descriptor.kind === "pipe" && pipe !== undefined) used.set(descriptor.pipe, pipe);
    }
    const reading = shell?.reading?.pipe ?? 0;
    const pipe = host.pipes.get(reading);
    if (pipe !== undefined) used.set(reading, pipe);
  }
  for (const id of [...host.pipes.keys()]) if (!used.has(id)) host.pipes.delete(id);
}
