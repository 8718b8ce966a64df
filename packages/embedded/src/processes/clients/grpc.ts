/**
 * gRPC as grpc-go 1.10 has it: a connection for every address, round robin over those that are up, fail-fast calls.
 * @module
 */

import { nextUniform } from "../../kernel/random.ts";
import { defineEvent, type EventType, type Simulation } from "../../kernel/simulation.ts";
import { useCpu } from "../../runtime/cpu.ts";
import { callFailure } from "../../runtime/system-calls.ts";
import { recordCall } from "../call-stats.ts";
import type { ClientState, GrpcAddress } from "../client-state.ts";
import { programOf } from "../compile-program.ts";
import type { CompiledClient, CompiledProgram, Instruction } from "../compiled-program.ts";
import type { ConnectionRecord } from "../connection.ts";
import { type Dialled, dial } from "../dialer.ts";
import { draw, drawBy } from "../draw.ts";
import { failStep, failTask, nextStep } from "../failure.ts";
import { brokenEvent, deliver } from "../messages.ts";
import { openConnection } from "../open-connection.ts";
import type { ProcessRecord } from "../processes-state.ts";
import { renderText } from "../render.ts";
import { answered, receive } from "../serve.ts";
import { closeStepSpan, grpcFailureTags, openStepSpan } from "../spans.ts";
import { isStopped } from "../stopped.ts";
import { interrupted, type Task } from "../task.ts";
import { nextPart } from "../timings.ts";
import { goOn } from "../wait.ts";
import { startWatch } from "./consul-watch.ts";

type GrpcState = Extract<ClientState, { protocol: "grpc" }>;
type Call = Extract<Instruction, { op: "call" }>;

/** A dial waits this long at least (grpc's `minConnectTimeout`). */
const minConnectMicros = 20_000_000;
/** Approximate bytes of a call with its headers. */
export const requestBytes = 260;

/** What a call fails with when the balancer has no address at all, or none that is connected. */
export const noAddress = "rpc error: code = Unavailable desc = there is no address available";
/** As {@link noAddress}. */
export const noConnection = "rpc error: code = Unavailable desc = there is no connection available";
const closing = "rpc error: code = Unavailable desc = transport is closing";
const cancelled = "rpc error: code = Canceled desc = context canceled";

/** CPU of a call that nobody is there for: only the interceptors run. */
export const interceptorMicros = 32;

/** Starts the client: asks for addresses, connects to them. Waits for nothing. */
export function dialGrpc(sim: Simulation, process: ProcessRecord, client: CompiledClient): void {
  const state = process.clients[client.index];
  if (state?.protocol !== "grpc" || state.dialled) return;
  state.dialled = true;
  if (client.spec.protocol !== "grpc") return;
  if (client.spec.target.kind === "consul") {
    startWatch(sim, process, client);
    return;
  }
  const container = sim.state.runtime.containers.get(process.containerId);
  if (container !== undefined)
    setAddresses(sim, process, client.index, [renderText(sim, container, client.address, {})]);
}

/** What the resolver says now: connects to new addresses, lets go of those that are not named any more. */
export function setAddresses(
  sim: Simulation,
  process: ProcessRecord,
  client: number,
  addresses: readonly string[],
): void {
  const state = process.clients[client];
  if (state?.protocol !== "grpc") return;
  state.addresses = state.addresses.filter((known) => addresses.includes(known.address));
  for (const address of addresses) {
    if (state.addresses.some((known) => known.address === address)) continue;
    state.epoch += 1;
    const added: GrpcAddress = {
      address,
      state: "connecting",
      connection: 0,
      attempt: 0,
      attemptedAt: sim.now,
      epoch: state.epoch,
    };
    state.addresses.push(added);
    connectAddress(sim, process, client, added);
  }
}

function connectAddress(sim: Simulation, process: ProcessRecord, client: number, address: GrpcAddress): void {
  const container = sim.state.runtime.containers.get(process.containerId);
  if (container === undefined) return;
  address.state = "connecting";
  address.attemptedAt = sim.now;
  const deadline = sim.now + Math.max(minConnectMicros, backOffMicros(sim, address.attempt));
  const ticket = { container: process.containerId, id: client, turn: address.epoch, target: address.address };
  dial(sim, container, deadline, dialled, ticket);
}

/** 1 s, then 1.6 times as long each time up to 120 s, give or take a fifth. */
function backOffMicros(sim: Simulation, attempt: number): number {
  if (attempt === 0) return 1_000_000;
  let seconds = 1;
  for (let step = 0; step < attempt && seconds < 120; step++) seconds *= 1.6;
  const spread = 0.8 + 0.4 * nextUniform(sim.random("processes/grpc-back-off"));
  return Math.round(Math.min(120, seconds) * spread * 1_000_000);
}

function find(
  sim: Simulation,
  containerId: string,
  client: number,
  epoch: number,
): { process: ProcessRecord; address: GrpcAddress } | undefined {
  const process = sim.state.processes.processes.get(containerId);
  const state = process?.clients[client];
  if (process === undefined || state?.protocol !== "grpc") return undefined;
  const address = state.addresses.find((candidate) => candidate.epoch === epoch);
  return address === undefined ? undefined : { process, address };
}

const dialled: EventType<Dialled> = defineEvent(
  "processes/grpc-dialled",
  (sim: Simulation, { ticket, result }: Dialled) => {
    const found = find(sim, ticket.container, ticket.id, ticket.turn);
    if (found === undefined) return;
    const { process, address } = found;
    if (!result.ok || !canGreet(sim, process.containerId, result.containerId)) {
      retryLater(sim, process, ticket.id, address);
      return;
    }
    const connection = openConnection(sim, {
      clientContainer: process.containerId,
      client: ticket.id,
      clientIP: process.podIP,
      serverContainer: result.containerId,
      serverIP: result.podIP,
      port: result.port,
      address: result.address,
    });
    address.state = "ready";
    address.connection = connection.id;
    address.attempt = 0;
    // grpc 1.10 takes a TCP connection for a transport; the server's preface has to come before the deadline.
    const readyAt = acceptMicros(sim, connection);
    const deadline = address.attemptedAt + minConnectMicros;
    if (readyAt > deadline || isStopped(sim, connection.serverContainer)) {
      sim.scheduleAt(deadline, brokenEvent, { connection: connection.id, reason: "no server preface" });
    }
  },
);

/** Whether both ends get their prefaces out and in; the back-off goes on when they do not. */
function canGreet(sim: Simulation, client: string, server: string): boolean {
  if (sim.state.runtime.callFaults.length === 0) return true;
  for (const end of [client, server])
    for (const call of ["write", "read"]) if (callFailure(sim, end, call) !== undefined) return false;
  return callFailure(sim, server, "accept4") === undefined && callFailure(sim, client, "connect") === undefined;
}

/** CPU that the server spends to accept a connection; answers when it is done. */
export function acceptMicros(sim: Simulation, connection: ConnectionRecord): number {
  const server = sim.state.processes.processes.get(connection.serverContainer);
  const program = server === undefined ? undefined : programOf(sim.world, server.program);
  const spec = program?.servers.find((candidate) => candidate.spec.port === connection.port)?.spec;
  if (spec?.connectionCpuMicros === undefined) return sim.now;
  const micros = draw(sim.random("processes/work"), spec.connectionCpuMicros);
  return useCpu(sim, connection.serverContainer, micros);
}

function retryLater(sim: Simulation, process: ProcessRecord, client: number, address: GrpcAddress): void {
  address.state = "transient-failure";
  const at = address.attemptedAt + backOffMicros(sim, address.attempt);
  address.attempt += 1;
  sim.scheduleAt(at, retry, { container: process.containerId, client, epoch: address.epoch });
}

const retry: EventType<{ readonly container: string; readonly client: number; readonly epoch: number }> = defineEvent(
  "processes/grpc-retry",
  (sim: Simulation, payload: { readonly container: string; readonly client: number; readonly epoch: number }) => {
    const found = find(sim, payload.container, payload.client, payload.epoch);
    if (found?.address.state !== "transient-failure") return;
    connectAddress(sim, found.process, payload.client, found.address);
  },
);

/** The transport of an address broke: connects again at once. */
export function grpcConnectionBroken(
  sim: Simulation,
  process: ProcessRecord,
  state: GrpcState,
  connection: ConnectionRecord,
): void {
  const address = state.addresses.find((candidate) => candidate.connection === connection.id);
  if (address === undefined) return;
  address.connection = 0;
  connectAddress(sim, process, connection.client, address);
}

/** Round robin over connected addresses; `undefined` when none is. */
export function pickAddress(state: GrpcState): GrpcAddress | undefined {
  const { addresses } = state;
  for (let step = 0; step < addresses.length; step++) {
    const address = addresses[(state.next + step) % addresses.length];
    if (address?.state !== "ready") continue;
    state.next = (state.next + step + 1) % addresses.length;
    return address;
  }
  return undefined;
}

/** A call, from its beginning to the answer. */
export function callGrpc(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: Call,
): Task | undefined {
  const client = program.clients[instruction.client];
  const state = process.clients[instruction.client];
  if (client === undefined || state?.protocol !== "grpc") return undefined;
  if (task.kind === "orphan" && task.phase !== 2) return failTask(sim, task, program, "");
  switch (task.phase) {
    case 0: {
      if (!state.dialled) dialGrpc(sim, process, client);
      if (program.traced && instruction.span !== null) openStepSpan(sim, task);
      if (task.cancelled) return endCall(sim, task, program, instruction, cancelled);
      const address = pickAddress(state);
      if (address === undefined) {
        const error = state.addresses.length === 0 ? noAddress : noConnection;
        task.phase = 4;
        task.error = error;
        return goOn(sim, task, useCpu(sim, task.containerId, interceptorMicros));
      }
      task.connection = address.connection;
      task.phase = 1;
      const { before } = client.costs;
      if (before !== null) {
        return goOn(sim, task, useCpu(sim, task.containerId, drawBy(before, task)));
      }
      return callGrpc(sim, process, program, task, instruction);
    }
    case 1: {
      const connection = sim.state.processes.connections.get(task.connection);
      if (connection === undefined) return endCall(sim, task, program, instruction, closing);
      task.phase = 2;
      return deliver(sim, connection, task, true, requestBytes);
    }
    case 2:
      return arriveGrpc(sim, task, program, instruction);
    case answered: {
      task.connection = 0;
      task.phase = 4;
      const { after, background } = client.costs;
      const done = after === null ? sim.now : useCpu(sim, task.containerId, drawBy(after, task));
      if (background !== null) useCpu(sim, task.containerId, drawBy(background, task));
      return goOn(sim, task, done);
    }
    case interrupted:
      return endCall(sim, task, program, instruction, task.error === "" ? closing : task.error);
    default:
      return endCall(sim, task, program, instruction, task.error);
  }
}

function arriveGrpc(sim: Simulation, task: Task, program: CompiledProgram, instruction: Call): Task | undefined {
  const connection = sim.state.processes.connections.get(task.connection);
  if (task.kind === "orphan") {
    sim.state.processes.tasks.delete(task.id);
    if (connection === undefined) return undefined;
  }
  if (connection === undefined) return endCall(sim, task, program, instruction, closing);
  const child = receive(sim, connection.serverContainer, connection.port, {
    operation: instruction.operation,
    variables: task.variables,
    trace: task.trace,
    parentSpan: task.stepSpan === 0 ? task.span : task.stepSpan,
    parent: task.id,
    parentTurn: task.turn,
    replyTo: connection.id,
    chance: nextPart(task),
  });
  if (typeof child === "string") {
    if (task.kind === "orphan") return undefined;
    task.error = child;
    task.phase = answered;
    return deliver(sim, connection, task, false, 100);
  }
  task.child = child?.id ?? 0;
  if (task.kind === "orphan" && child !== undefined) child.cancelled = true;
  return child;
}

function endCall(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: Call,
  error: string,
): Task | undefined {
  recordCall(sim, task, instruction.operation, error !== "");
  closeStepSpan(sim, task, instruction.span, error === "" ? null : grpcFailureTags(error, true));
  if (error === "") return nextStep(task);
  return failStep(sim, task, program, instruction.onError, error);
}
