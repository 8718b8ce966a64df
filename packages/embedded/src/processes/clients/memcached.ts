/**
 * memcached through gomemcache: addresses resolved once, a pool of idle connections, one time-out for all.
 * @module
 */
import { nextUint32 } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { resolve } from "../../network/dns.ts";
import type { ClientState } from "../client-state.ts";
import type { CompiledClient, CompiledProgram, Instruction } from "../compiled-program.ts";
import { splitAddress } from "../dialer.ts";
import { failStep, nextStep } from "../failure.ts";
import { deliver, goOnBefore, timedOut } from "../messages.ts";
import { closeConnection, dialForTask } from "../pool.ts";
import type { ProcessRecord } from "../processes-state.ts";
import { meaningOf, renderText } from "../render.ts";
import { closeStepSpan, openStepSpan } from "../spans.ts";
import { storeWork } from "../stores/consul-server.ts";
import { getItems, setItems } from "../stores/memcached-server.ts";
import { createTask, interrupted, type Task } from "../task.ts";
import { expandKeys } from "../template.ts";
import { goOn, wake } from "../wait.ts";

type MemcachedState = Extract<ClientState, { protocol: "memcached" }>;
type CacheStep = Extract<Instruction, { op: "cache-get" | "cache-set" }>;

/** Looks the server's name up and keeps the address, as `SetServers` does; a task goes on when that is done. */
export function dialMemcached(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: Extract<Instruction, { op: "dial" }>,
): Task | undefined {
  const client = program.clients[instruction.client];
  const state = process.clients[instruction.client];
  if (client === undefined || state?.protocol !== "memcached") return undefined;
  if (task.phase === 1) {
    if (task.error === "") return nextStep(task);
    return failStep(sim, task, program, instruction.onError, task.error);
  }
  task.phase = 1;
  return goOn(sim, task, lookUp(sim, process, client, state, task));
}

function lookUp(
  sim: Simulation,
  process: ProcessRecord,
  client: CompiledClient,
  state: MemcachedState,
  task: Task,
): number {
  const container = sim.state.runtime.containers.get(process.containerId);
  if (container === undefined) return Number.POSITIVE_INFINITY;
  const { host, port } = splitAddress(renderText(sim, container, client.address, { task }));
  const found = resolve(sim, process.podIP, container.namespace, host);
  task.error = found.kind === "ok" ? "" : found.message;
  if (found.kind === "ok") state.host = `${found.ip}:${port}`;
  return found.at;
}

/** A get or a set, from its beginning to the answer (and, for a get, the handling of missed keys). */
export function useCache(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: CacheStep,
): Task | undefined {
  const client = program.clients[instruction.client];
  const state = process.clients[instruction.client];
  if (client?.spec.protocol !== "memcached" || state?.protocol !== "memcached") return undefined;
  switch (task.phase) {
    case 0: {
      if (state.host === "") {
        task.phase = 8;
        return goOn(sim, task, lookUp(sim, process, client, state, task));
      }
      if (program.traced && instruction.op === "cache-get" && instruction.span !== null) openStepSpan(sim, task);
      task.missed = keysOf(sim, task, instruction);
      if (task.missed.length === 0) {
        task.phase = 6;
        return goOn(sim, task, sim.now + 4);
      }
      task.deadline = sim.now + Math.round(client.spec.timeoutSeconds * 1_000_000);
      const idle = state.idle.pop();
      if (idle === undefined) {
        task.phase = 1;
        return dialForTask(sim, task, client.index, state.host, task.deadline);
      }
      const connection = sim.state.processes.connections.get(idle);
      if (connection === undefined) {
        // gomemcache does not look at kept connections: one that the server has closed is noticed when it is read.
        task.phase = interrupted;
        task.error = "EOF";
        return goOn(sim, task, sim.now + 60);
      }
      task.connection = connection.id;
      task.phase = 2;
      return deliver(sim, connection, task, true, 30 * task.missed.length);
    }
    case 1: {
      const connection = sim.state.processes.connections.get(task.connection);
      if (connection === undefined) {
        const timeout = task.error.endsWith(timedOut);
        return endCache(
          sim,
          task,
          program,
          instruction,
          timeout ? `memcache: connect timeout to ${state.host}` : task.error,
        );
      }
      task.phase = 2;
      return deliver(sim, connection, task, true, 30 * task.missed.length);
    }
    case 2: {
      const connection = sim.state.processes.connections.get(task.connection);
      if (connection === undefined) return endCache(sim, task, program, instruction, "EOF");
      task.phase = 3;
      return goOnBefore(sim, task, storeWork(sim, connection.serverContainer, task));
    }
    case 3: {
      const connection = sim.state.processes.connections.get(task.connection);
      if (connection === undefined) return endCache(sim, task, program, instruction, "EOF");
      task.phase = 4;
      const asked = task.missed.length;
      if (instruction.op === "cache-get") task.missed = getItems(sim, connection.serverContainer, task.missed);
      else setItems(sim, connection.serverContainer, task.missed);
      return deliver(sim, connection, task, false, 10 + 320 * (asked - task.missed.length));
    }
    case 4:
      if (state.idle.length < client.spec.maxIdleConnections) state.idle.push(task.connection);
      else closeConnection(sim, task.connection);
      task.child = task.connection;
      task.connection = 0;
      return afterAnswer(sim, task, program, instruction);
    case 5:
      return afterMisses(sim, task, program, instruction);
    case 6:
      return endCache(sim, task, program, instruction, "");
    case 8:
      if (task.error !== "") return endCache(sim, task, program, instruction, task.error);
      task.phase = 0;
      return task;
    case interrupted: {
      const { error } = task;
      return endCache(
        sim,
        task,
        program,
        instruction,
        error === timedOut ? `read tcp ${process.podIP}->${state.host}: ${timedOut}` : error,
      );
    }
    default:
      return undefined;
  }
}

function keysOf(sim: Simulation, task: Task, instruction: CacheStep): readonly string[] {
  const { keys } = instruction;
  const [name] = keys.names;
  if (name !== undefined && keys.names.length === 1 && keys.literals[0] === "" && keys.literals[1] === "") {
    const list = task.variables[name];
    if (typeof list === "object") return list;
  }
  const container = sim.state.runtime.containers.get(task.containerId);
  if (container === undefined) return [];
  return Object.freeze(expandKeys(keys, task.variables, (wanted) => meaningOf(sim, container, { task }, wanted)));
}

function afterAnswer(sim: Simulation, task: Task, program: CompiledProgram, instruction: CacheStep): Task | undefined {
  task.deadline = 0;
  if (instruction.op === "cache-set" || task.missed.length === 0) return endCache(sim, task, program, instruction, "");
  closeStepSpan(sim, task, instruction.span, null);
  if (instruction.onMiss < 0) return afterMisses(sim, task, program, instruction);
  const { processes } = sim.state;
  task.phase = 5;
  task.turn += 1;
  task.error = "";
  task.pending = task.missed.length;
  for (const key of task.missed) {
    const branch = createTask(processes.nextId++, {
      kind: "branch",
      waited: task.waited,
      callFailed: task.callFailed,
      containerId: task.containerId,
      pc: instruction.onMiss,
      parent: task.id,
      parentTurn: task.turn,
      variables: task.variables,
      key,
      trace: task.trace,
      span: task.span,
      chance: nextUint32(task) | 0,
    });
    processes.tasks.set(branch.id, branch);
    wake(sim, branch, sim.now);
  }
  return undefined;
}

/** The missed keys are at hand: a goroutine of their own stores them. */
function afterMisses(sim: Simulation, task: Task, program: CompiledProgram, instruction: CacheStep): Task | undefined {
  if (task.error !== "") return endCache(sim, task, program, instruction, task.error);
  if (instruction.op === "cache-get" && instruction.fill) {
    const connection = sim.state.processes.connections.get(task.child);
    if (connection !== undefined) setItems(sim, connection.serverContainer, task.missed);
  }
  return endCache(sim, task, program, instruction, "");
}

function endCache(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: CacheStep,
  error: string,
): Task | undefined {
  task.deadline = 0;
  if (instruction.op === "cache-get") {
    // A process that dies of the failure does not live to send the span.
    const dies = error !== "" && instruction.onError?.next.kind === "exit";
    closeStepSpan(sim, task, dies ? null : instruction.span, null);
  }
  if (error === "") return nextStep(task);
  return failStep(sim, task, program, instruction.onError, error);
}
