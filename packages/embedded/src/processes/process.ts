/**
 * Main processes of containers: they start, get signals, end.
 * @module
 */
import type { StoreProgram } from "@aiops-gym/application";
import { forgetSpans } from "../capture/span-export.ts";
import { nextUint32 } from "../kernel/random.ts";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { listen } from "../runtime/containers.ts";
import { setIdleCpu, useCpu } from "../runtime/cpu.ts";
import { setMemory } from "../runtime/memory.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { userConnectionLost } from "../workload/answers.ts";
import { busyboxEnded, runsBusybox, signalBusybox, startBusybox } from "./busybox/run-busybox.ts";
import { createClientState } from "./client-state.ts";
import { compileLog, programOf } from "./compile-program.ts";
import { clientProcessGone, serverProcessGone } from "./connection-broken.ts";
import { draw } from "./draw.ts";
import { exitProcess } from "./failure.ts";
import type { ProcessRecord } from "./processes-state.ts";
import { printLines } from "./render.ts";
import { continueProcess, stopProcess } from "./stopped.ts";
import { createStoreState, initialiseStore } from "./store-program.ts";
import { createTask } from "./task.ts";
import { wake } from "./wait.ts";
import "./interpreter.ts";

/** Starts the program of a container that has just been started. */
export function startProcess(sim: Simulation, container: ContainerRecord): void {
  const { processes } = sim.state;
  if (sim.world.programs.get(container.programName)?.kind === "busybox") {
    startBusybox(sim, container);
    return;
  }
  const compiled = programOf(sim.world, container.programName);
  if (compiled === undefined) return;
  const { program } = compiled;
  // Addresses are given out again: a new pod's counters begin at nothing.
  if (container.restartCount === 0) processes.traffic.delete(container.podIP);
  const process: ProcessRecord = {
    containerId: container.id,
    program: container.programName,
    podIP: container.podIP,
    service: container.service,
    startedAt: sim.now,
    ready: false,
    stopping: false,
    inFlight: 0,
    extraBytes: 0,
    servers: compiled.servers.map(({ spec }) => ({ port: spec.port, listening: false, active: 0, queue: [] })),
    clients: compiled.clients.map(({ spec }) => createClientState(spec)),
    store: createStoreState(sim, container, program),
  };
  processes.processes.set(container.id, process);
  setIdleCpu(sim, container.id, program.idleCpuCores ?? 0);
  if (!setMemory(sim, container.id, program.memory.idleBytes)) return;
  if (program.kind === "script") {
    const task = createTask(processes.nextId++, {
      kind: "main",
      containerId: container.id,
      pc: compiled.startup,
      chance: nextUint32(sim.random("processes/tasks")) | 0,
    });
    processes.tasks.set(task.id, task);
    wake(sim, task, sim.now);
  } else if (program.kind === "idle") process.ready = true;
  else sim.schedule(0, storeStarts, { container: container.id, startedAt: sim.now });
}

type Life = { readonly container: string; readonly startedAt: number };

function alive(sim: Simulation, life: Life): { process: ProcessRecord; container: ContainerRecord } | undefined {
  const process = sim.state.processes.processes.get(life.container);
  const container = sim.state.runtime.containers.get(life.container);
  if (process?.startedAt !== life.startedAt || container === undefined) return undefined;
  return { process, container };
}

function storeProgram(sim: Simulation, process: ProcessRecord): StoreProgram | undefined {
  const program = programOf(sim.world, process.program)?.program;
  return program === undefined || program.kind === "script" || program.kind === "idle" ? undefined : program;
}

const storeStarts: EventType<Life> = defineEvent("processes/store-starts", (sim: Simulation, life: Life) => {
  const found = alive(sim, life);
  const program = found === undefined ? undefined : storeProgram(sim, found.process);
  if (found === undefined || program === undefined) return;
  initialiseStore(sim, found.container, program);
  // Starting is work: it is slowed by limits as all work is.
  const at = useCpu(sim, life.container, draw(sim.random("processes/store-work"), program.startupMicros));
  if (at < Number.POSITIVE_INFINITY) sim.scheduleAt(at, storeReady, life);
});

const storeReady: EventType<Life> = defineEvent("processes/store-ready", (sim: Simulation, life: Life) => {
  const found = alive(sim, life);
  const program = found === undefined ? undefined : storeProgram(sim, found.process);
  if (found === undefined || program === undefined) return;
  if (!listen(sim, life.container, program.port)) {
    exitProcess(sim, life.container, 1);
    return;
  }
  for (const port of otherPorts[program.kind]) listen(sim, life.container, port);
  printLines(sim, found.container, (program.startupLog ?? []).map(compileLog), {});
  found.process.ready = true;
});

/** Ports that stores listen on beside their main one. */
const otherPorts: Readonly<Record<"mongod" | "memcached" | "consul" | "jaeger", readonly number[]>> = {
  mongod: [],
  memcached: [],
  // Server RPC, the old RPC port, gRPC, DNS.
  consul: [8300, 8400, 8502, 8600, 53],
  // Agent (UDP), sampling, collector, gRPC and OTLP, health.
  jaeger: [5775, 6831, 6832, 5778, 14250, 14267, 14268, 14269, 4317, 4318, 9411],
};

/** Delivers SIGTERM, SIGSTOP, SIGCONT (SIGKILL ends the container without asking). */
export function signalProcess(
  sim: Simulation,
  container: ContainerRecord,
  signal: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT",
): void {
  if (runsBusybox(sim, container.id)) {
    signalBusybox(sim, container, signal);
    return;
  }
  const process = sim.state.processes.processes.get(container.id);
  const program = programOf(sim.world, container.programName)?.program;
  if (process === undefined || program === undefined) return;
  if (signal === "SIGSTOP" || signal === "SIGCONT") {
    setIdleCpu(sim, container.id, signal === "SIGSTOP" ? 0 : (program.idleCpuCores ?? 0));
    if (signal === "SIGSTOP") stopProcess(sim, container.id);
    else continueProcess(sim, container.id);
    return;
  }
  if (signal !== "SIGTERM") return;
  if (program.onSigterm.kind === "ignores" || process.stopping) return;
  process.stopping = true;
  const { afterMicros, log = [] } = program.onSigterm;
  printLines(sim, container, log.map(compileLog), {});
  sim.schedule(draw(sim.random("processes/sigterm"), afterMicros), sigtermExit, {
    container: container.id,
    startedAt: process.startedAt,
  });
}

const sigtermExit: EventType<Life> = defineEvent("processes/sigterm-exit", (sim: Simulation, life: Life) => {
  const found = alive(sim, life);
  const program = found === undefined ? undefined : programOf(sim.world, found.process.program)?.program;
  if (program?.onSigterm.kind === "exit") exitProcess(sim, life.container, program.onSigterm.exitCode);
});

/** The main process is over: its work in hand is lost, its peers see their connections closed. */
export function processEnded(sim: Simulation, container: ContainerRecord): void {
  if (runsBusybox(sim, container.id)) {
    busyboxEnded(sim, container);
    return;
  }
  const { processes } = sim.state;
  const process = processes.processes.get(container.id);
  if (process === undefined) return;
  processes.processes.delete(container.id);
  processes.stopped.delete(container.id);
  forgetSpans(sim, container.id);
  for (const task of [...processes.tasks.values()]) {
    if (task.containerId !== container.id) continue;
    processes.tasks.delete(task.id);
    if (task.userRequest !== 0) userConnectionLost(sim, task.userRequest, container.podIP);
    if (task.reply !== null) sim.schedule(0, { type: task.reply.type }, { ...task.reply.payload, status: 0, body: "" });
  }
  for (const connection of [...processes.connections.values()]) {
    if (connection.serverContainer === container.id) serverProcessGone(sim, connection);
    else if (connection.clientContainer === container.id) clientProcessGone(sim, connection);
  }
}
