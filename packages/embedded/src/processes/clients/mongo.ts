/**
 * MongoDB through mgo: dials until somebody answers or ten seconds are over, then keeps sockets in a pool.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import { useCpu } from "../../runtime/cpu.ts";
import type { ClientState } from "../client-state.ts";
import type { CompiledClient, CompiledProgram, Instruction } from "../compiled-program.ts";
import { failStep, nextStep } from "../failure.ts";
import { deliver, goOnBefore } from "../messages.ts";
import { closeConnection, dialForTask, takeIdle } from "../pool.ts";
import type { ProcessRecord } from "../processes-state.ts";
import { renderText } from "../render.ts";
import { closeStepSpan, openStepSpan } from "../spans.ts";
import { storeWork } from "../stores/consul-server.ts";
import {
  acceptMongo,
  commandRequests,
  endMongo,
  logInMongo,
  runMongo,
  storageMicros,
} from "../stores/mongod-server.ts";
import { interrupted, type Task } from "../task.ts";
import { goOn, wake } from "../wait.ts";

type MongoState = Extract<ClientState, { protocol: "mongo" }>;
type MongoStep = Extract<Instruction, { op: "dial" | "query" }>;

/** Between looks at the topology while no server was found. */
const retryMicros = 500_000;
/** After `Dial`, mgo waits a minute for a server and for an answer. */
const runTimeMicros = 60_000_000;
/** A client's share of SCRAM-SHA-1: 10,000 rounds of HMAC. */
const scramMicros = 5_000;

/** Dials at start, or runs a query: from its beginning to the answer. */
export function useMongo(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: MongoStep,
): Task | undefined {
  const client = program.clients[instruction.client];
  const state = process.clients[instruction.client];
  if (client?.spec.protocol !== "mongo" || state?.protocol !== "mongo") return undefined;
  const { spec } = client;
  const { connections } = sim.state.processes;
  const connection = connections.get(task.connection);
  switch (task.phase) {
    case 0:
      if (instruction.op === "query" && program.traced && instruction.span !== null) openStepSpan(sim, task);
      task.deadline =
        sim.now + (instruction.op === "dial" ? Math.round(spec.dialTimeoutSeconds * 1_000_000) : runTimeMicros);
      task.phase = 1;
      return acquire(sim, process, program, task, instruction, state, client);
    case 1:
      return acquire(sim, process, program, task, instruction, state, client);
    case 2: {
      if (connection === undefined) {
        state.open -= 1;
        if (sim.now >= task.deadline) return end(sim, task, program, instruction, "no reachable servers");
        task.phase = 1;
        task.error = "";
        return goOn(sim, task, sim.now + retryMicros);
      }
      acceptMongo(sim, connection);
      task.deadline = sim.now + runTimeMicros;
      // isMaster, then (with a user) three messages of SCRAM; the server's answers take its CPU.
      task.phase = spec.credentials === undefined ? 5 : 3;
      if (spec.credentials !== undefined) return goOn(sim, task, useCpu(sim, task.containerId, scramMicros));
      return deliver(sim, connection, task, true, 120);
    }
    case 3:
      if (connection === undefined) return end(sim, task, program, instruction, "EOF");
      task.phase = 4;
      return deliver(sim, connection, task, true, 600);
    case 4: {
      if (connection === undefined || spec.credentials === undefined)
        return end(sim, task, program, instruction, "EOF");
      task.error = logInMongo(sim, connection, spec.credentials);
      task.phase = 6;
      for (let step = 0; step < 3; step++) storeWork(sim, connection.serverContainer, task);
      return goOnBefore(sim, task, storeWork(sim, connection.serverContainer, task));
    }
    case 5:
      if (connection === undefined) return end(sim, task, program, instruction, "EOF");
      task.phase = 6;
      return goOnBefore(sim, task, storeWork(sim, connection.serverContainer, task));
    case 6:
      if (connection === undefined) return end(sim, task, program, instruction, "EOF");
      task.phase = 7;
      return deliver(sim, connection, task, false, 400);
    case 7:
      if (task.error !== "" && connection !== undefined) {
        state.open -= 1;
        endMongo(sim, connection);
        closeConnection(sim, connection.id);
      }
      if (task.error !== "") return end(sim, task, program, instruction, task.error);
      if (instruction.op === "dial") return release(sim, task, program, instruction, state, "");
      task.phase = 8;
      return useMongo(sim, process, program, task, instruction);
    case 8:
      if (connection === undefined) return end(sim, task, program, instruction, "EOF");
      task.phase = 9;
      task.deadline = sim.now + runTimeMicros;
      return deliver(sim, connection, task, true, 260);
    case 9:
      if (connection === undefined || instruction.op !== "query") return end(sim, task, program, instruction, "EOF");
      return serverWorks(sim, task, program, instruction, spec.database);
    case 10: {
      if (connection === undefined || instruction.op !== "query") return end(sim, task, program, instruction, "EOF");
      const container = sim.state.runtime.containers.get(task.containerId);
      const key =
        instruction.key === null || container === undefined
          ? ""
          : renderText(sim, container, instruction.key, { task });
      task.error = runMongo(sim, connection, spec.database, instruction.command, key);
      task.phase = 11;
      return deliver(sim, connection, task, false, 700);
    }
    case 11:
      return release(sim, task, program, instruction, state, task.error);
    case interrupted:
      return end(sim, task, program, instruction, task.error);
    default:
      return undefined;
  }
}

function acquire(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: MongoStep,
  state: MongoState,
  client: CompiledClient,
): Task | undefined {
  const { spec } = client;
  const container = sim.state.runtime.containers.get(process.containerId);
  if (spec.protocol !== "mongo" || container === undefined) return undefined;
  const idle = takeIdle(sim, state.idle);
  if (idle !== undefined) {
    task.connection = idle.id;
    if (instruction.op === "dial") return release(sim, task, program, instruction, state, "");
    task.phase = 8;
    return useMongo(sim, process, program, task, instruction);
  }
  if (state.open >= (spec.maxConnections ?? 4096)) {
    task.turn += 1;
    state.waiting.push(task.id);
    return undefined;
  }
  state.open += 1;
  task.phase = 2;
  // An attempt in the last moment still gets its time.
  const deadline = Math.max(task.deadline, sim.now + retryMicros);
  return dialForTask(sim, task, client.index, renderText(sim, container, client.address, { task }), deadline);
}

function serverWorks(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: Extract<Instruction, { op: "query" }>,
  database: string,
): Task | undefined {
  const connection = sim.state.processes.connections.get(task.connection);
  if (connection === undefined) return end(sim, task, program, instruction, "EOF");
  const { command } = instruction;
  const requests = commandRequests(sim, connection.serverContainer, database, command);
  const writes = command.kind === "insert" || command.kind === "ensure-index" || requests > 1;
  const extra = storageMicros(sim, connection.serverContainer, writes ? "WRITE" : "READ");
  if (extra === undefined) {
    // The server died of it; the connection's end comes by itself.
    task.turn += 1;
    return undefined;
  }
  let at = sim.now;
  for (let request = 0; request < requests; request++) at = storeWork(sim, connection.serverContainer, task);
  // Inserts go one by one, each with its way there and back.
  task.phase = 10;
  return goOnBefore(sim, task, at + extra + (requests - 1) * 150);
}

function release(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: MongoStep,
  state: MongoState,
  error: string,
): Task | undefined {
  if (sim.state.processes.connections.has(task.connection)) state.idle.push(task.connection);
  task.connection = 0;
  wakeWaiting(sim, state);
  return end(sim, task, program, instruction, error);
}

/** The first task that waits for a connection may try again. */
export function wakeWaiting(sim: Simulation, state: { waiting: number[] }): void {
  for (;;) {
    const id = state.waiting.shift();
    if (id === undefined) return;
    const task = sim.state.processes.tasks.get(id);
    if (task === undefined) continue;
    wake(sim, task, sim.now);
    return;
  }
}

function end(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: MongoStep,
  error: string,
): Task | undefined {
  task.deadline = 0;
  if (instruction.op === "query") {
    // A process that dies of the failure does not live to send the span.
    const dies = error !== "" && instruction.onError?.next.kind === "exit";
    closeStepSpan(sim, task, dies ? null : instruction.span, null);
  }
  if (error === "") return nextStep(task);
  return failStep(sim, task, program, instruction.onError, error);
}
