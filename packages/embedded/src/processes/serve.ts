/**
 * The serving side: requests arrive at a process, wait for their turn, are worked on, get an answer.
 * @module
 */

import { cellsOf, recordServed, servedEnd } from "../capture/service-stats.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { useCpu } from "../runtime/cpu.ts";
import { setMemory } from "../runtime/memory.ts";
import { callFailure } from "../runtime/system-calls.ts";
import { answerUser, userConnectionLost } from "../workload/answers.ts";
import { programOf } from "./compile-program.ts";
import type { CompiledProgram, Instruction } from "./compiled-program.ts";
import { drawBy } from "./draw.ts";
import { nextStep } from "./failure.ts";
import { deliver } from "./messages.ts";
import type { ProcessRecord } from "./processes-state.ts";
import { renderText } from "./render.ts";
import { closeServerSpan, grpcFailureTags, httpStatusTags, nextSpan } from "./spans.ts";
import { isStopped, park } from "./stopped.ts";
import { createTask, type Task, type TaskSeed } from "./task.ts";
import { timingOf } from "./timings.ts";
import { goOn, wake } from "./wait.ts";

/** Phase of a caller's step whose answer has arrived. */
export const answered = 3;

/**
 * A request arrives at a process.
 *
 * @param seed - Its chance is all 32 bits: those that `nextPart` gives.
 * @returns its task when it may be worked on at once; `undefined` when it has to wait; a text when it is refused with that.
 */
export function receive(
  sim: Simulation,
  containerId: string,
  port: number,
  seed: Omit<TaskSeed, "kind" | "containerId" | "pc" | "server" | "spread">,
): Task | undefined | string {
  const { processes } = sim.state;
  const process = processes.processes.get(containerId);
  const program = process === undefined ? undefined : programOf(sim.world, process.program);
  const server = program?.servers.find((candidate) => candidate.spec.port === port);
  if (process === undefined || server === undefined) return "connection refused";
  const operation = server.operations.get(seed.operation ?? "");
  if (operation === undefined) {
    const service = /^\/([^/]*)\//.exec(seed.operation ?? "")?.[1] ?? "";
    if (server.spec.protocol === "grpc") return `rpc error: code = Unimplemented desc = unknown service ${service}`;
    return "404 page not found";
  }
  const state = process.servers[server.index];
  if (state === undefined || !state.listening) return "connection refused";
  const { maxConcurrency, maxQueue } = server.spec;
  const busy = maxConcurrency !== undefined && state.active >= maxConcurrency;
  if (busy && maxQueue !== undefined && state.queue.length >= maxQueue) {
    return server.spec.protocol === "grpc"
      ? "rpc error: code = ResourceExhausted desc = too many concurrent requests"
      : "503 service unavailable";
  }
  const task = createTask(processes.nextId++, {
    kind: "serve",
    containerId,
    pc: operation.begin,
    server: server.index,
    startedAt: sim.now,
    operation: seed.operation,
    variables: seed.variables,
    trace: seed.trace,
    parentSpan: seed.parentSpan,
    parent: seed.parent,
    parentTurn: seed.parentTurn,
    replyTo: seed.replyTo,
    userRequest: seed.userRequest,
    reply: seed.reply,
    chance: timingOf(seed.chance),
    spread: seed.chance,
  });
  processes.tasks.set(task.id, task);
  if (!holdMemory(sim, process, program, 1)) return undefined;
  if (busy) {
    state.queue.push(task.id);
    return undefined;
  }
  if (isStopped(sim, containerId)) {
    state.active += 1;
    park(sim, containerId, { task: task.id, turn: task.turn });
    return undefined;
  }
  state.active += 1;
  return task;
}

/** Counts a request in or out; false when its memory was too much and the process is dead. */
function holdMemory(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram | undefined,
  change: 1 | -1,
): boolean {
  process.inFlight += change;
  const memory = program?.program.memory;
  if (memory?.perRequestBytes === undefined) return true;
  return setMemory(
    sim,
    process.containerId,
    memory.idleBytes + process.extraBytes + process.inFlight * memory.perRequestBytes,
  );
}

type Enter = Extract<Instruction, { op: "enter" }>;
type Leave = Extract<Instruction, { op: "leave" }>;

/** Begins a request: reads it, opens its span. */
export function enterOperation(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: Enter,
): Task | undefined {
  if (task.phase === 0) {
    task.phase = 1;
    const { before } = instruction.server.costs;
    if (before !== null) {
      return goOn(sim, task, useCpu(sim, task.containerId, drawBy(before, task)));
    }
  }
  if (instruction.operation.span !== null && program.traced) {
    task.span = nextSpan(sim, task);
  } else task.span = task.parentSpan;
  task.stepStartedAt = 0;
  task.startedAt = sim.now;
  return nextStep(task);
}

/** Ends a request: closes its span, writes the answer. */
export function leaveOperation(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: Leave,
): Task | undefined {
  const { operation, server } = instruction;
  if (task.phase === 0) {
    const failed = task.error !== "";
    const http = server.spec.protocol === "http";
    if (failed && !http) task.error = errorOfAnswer(task.error);
    if (http) task.status = failed ? 500 : 200;
    if (operation.span !== null && program.traced) {
      let extra = null;
      if (http) extra = httpStatusTags(task.status);
      else if (failed) extra = grpcFailureTags(task.error, false);
      closeServerSpan(sim, task, operation.span, task.startedAt, extra);
    }
    const process = sim.state.processes.processes.get(task.containerId);
    task.served = sim.now - task.startedAt;
    if (process !== undefined) {
      const own = Math.max(0, task.served - task.waited);
      const cells = cellsOf(sim, process.service);
      task.servedBy = process.service;
      recordServed(cells, sim.now, task.served, own, servedEnd(failed, task.callFailed));
    }
    task.phase = 1;
    const { after } = server.costs;
    if (after !== null) {
      return goOn(sim, task, useCpu(sim, task.containerId, drawBy(after, task)));
    }
  }
  return answer(sim, task, program, instruction);
}

/** What a gRPC caller hears of a handler's failure. */
export function errorOfAnswer(error: string): string {
  return error.startsWith("rpc error: ") ? error : `rpc error: code = Unknown desc = ${error}`;
}

function answer(sim: Simulation, task: Task, program: CompiledProgram, instruction: Leave): Task | undefined {
  const { processes } = sim.state;
  const { costs, index } = instruction.server;
  processes.tasks.delete(task.id);
  const process = processes.processes.get(task.containerId);
  if (process !== undefined) {
    const state = process.servers[index];
    if (state !== undefined) {
      state.active -= 1;
      startNext(sim, process, index);
    }
    holdMemory(sim, process, program, -1);
    const { background } = costs;
    if (background !== null) useCpu(sim, task.containerId, drawBy(background, task));
  }
  if (task.parent !== 0) return answerCaller(sim, task);
  if (task.userRequest === 0 && task.reply === null) return undefined;
  const body = bodyOf(sim, task, instruction);
  if (task.reply !== null) {
    sim.scheduleAt(sim.now, { type: task.reply.type }, { ...task.reply.payload, status: task.status, body });
  } else if (process !== undefined) {
    const isWritten = callFailure(sim, task.containerId, "write") === undefined;
    if (isWritten) answerUser(sim, task.userRequest, process.podIP, task.status, body);
    else userConnectionLost(sim, task.userRequest, process.podIP);
  }
  return undefined;
}

function bodyOf(sim: Simulation, task: Task, instruction: Leave): string {
  if (task.error !== "") return `${task.error}\n`;
  const { body } = instruction.operation;
  const container = sim.state.runtime.containers.get(task.containerId);
  return body === null || container === undefined ? "" : renderText(sim, container, body, { task });
}

/** Approximate bytes of an answer with its headers. */
export const answerBytes = 420;

/** Sends the answer to the task that called. */
function answerCaller(sim: Simulation, task: Task): Task | undefined {
  const { tasks, connections } = sim.state.processes;
  const parent = tasks.get(task.parent);
  const connection = connections.get(task.replyTo);
  if (parent === undefined || parent.turn !== task.parentTurn || connection === undefined) return undefined;
  parent.error = task.error;
  parent.status = task.status;
  parent.served = task.served;
  parent.servedBy = task.servedBy;
  parent.phase = answered;
  parent.child = 0;
  return deliver(sim, connection, parent, false, answerBytes);
}

function startNext(sim: Simulation, process: ProcessRecord, index: number): void {
  const state = process.servers[index];
  const limit = programOf(sim.world, process.program)?.servers[index]?.spec.maxConcurrency ?? Number.POSITIVE_INFINITY;
  while (state !== undefined && state.active < limit) {
    const id = state.queue.shift();
    if (id === undefined) return;
    const task = sim.state.processes.tasks.get(id);
    if (task === undefined) continue;
    state.active += 1;
    wake(sim, task, sim.now);
  }
}
