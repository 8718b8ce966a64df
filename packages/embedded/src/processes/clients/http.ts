/**
 * HTTP/1.1 with kept connections: one request at a time on each, a time-out for the whole, retries.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import { useCpu } from "../../runtime/cpu.ts";
import { recordCall } from "../call-stats.ts";
import type { CompiledProgram, Instruction } from "../compiled-program.ts";
import { drawBy } from "../draw.ts";
import { failStep, nextStep } from "../failure.ts";
import { deliver, timedOut, watchDeadline } from "../messages.ts";
import { dialForTask, takeIdle } from "../pool.ts";
import type { ProcessRecord } from "../processes-state.ts";
import { renderText } from "../render.ts";
import { answered, receive } from "../serve.ts";
import { closeStepSpan, openStepSpan } from "../spans.ts";
import { interrupted, type Task } from "../task.ts";
import { nextPart } from "../timings.ts";
import { goOn } from "../wait.ts";
import { acceptMicros } from "./grpc.ts";
import { wakeWaiting } from "./mongo.ts";

type Call = Extract<Instruction, { op: "call" }>;

/** A call, from its beginning to the answer. */
export function callHttp(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: Call,
): Task | undefined {
  const client = program.clients[instruction.client];
  const state = process.clients[instruction.client];
  if (client?.spec.protocol !== "http" || state?.protocol !== "http") return undefined;
  const { spec } = client;
  const { connections } = sim.state.processes;
  switch (task.phase) {
    case 0: {
      if (program.traced && instruction.span !== null && task.stepSpan === 0) openStepSpan(sim, task);
      task.deadline = spec.timeoutSeconds === undefined ? 0 : sim.now + Math.round(spec.timeoutSeconds * 1_000_000);
      task.phase = 1;
      const { before } = client.costs;
      if (before !== null) return goOn(sim, task, useCpu(sim, task.containerId, drawBy(before, task)));
      return callHttp(sim, process, program, task, instruction);
    }
    case 1: {
      const idle = takeIdle(sim, state.idle);
      if (idle !== undefined) {
        task.connection = idle.id;
        task.phase = 4;
        return deliver(sim, idle, task, true, 400);
      }
      if (spec.maxConnections !== undefined && state.open >= spec.maxConnections) {
        task.turn += 1;
        state.waiting.push(task.id);
        watchDeadline(sim, task);
        return undefined;
      }
      const container = sim.state.runtime.containers.get(process.containerId);
      if (container === undefined) return undefined;
      state.open += 1;
      task.phase = 2;
      const deadline = task.deadline === 0 ? sim.now + 30_000_000 : task.deadline;
      return dialForTask(sim, task, client.index, renderText(sim, container, client.address, { task }), deadline);
    }
    case 2: {
      const connection = connections.get(task.connection);
      if (connection === undefined) {
        state.open -= 1;
        wakeWaiting(sim, state);
        return endHttp(sim, task, program, instruction, task.error);
      }
      acceptMicros(sim, connection);
      task.phase = 4;
      return deliver(sim, connection, task, true, 400);
    }
    case 4: {
      const connection = connections.get(task.connection);
      if (connection === undefined) return endHttp(sim, task, program, instruction, "EOF");
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
        task.error = child;
        task.phase = answered;
        return deliver(sim, connection, task, false, 100);
      }
      task.child = child?.id ?? 0;
      watchDeadline(sim, task);
      return child;
    }
    case answered: {
      if (connections.has(task.connection)) state.idle.push(task.connection);
      task.connection = 0;
      wakeWaiting(sim, state);
      task.phase = 5;
      const { after } = client.costs;
      return goOn(sim, task, after === null ? sim.now : useCpu(sim, task.containerId, drawBy(after, task)));
    }
    case interrupted: {
      const late = task.error === timedOut;
      task.attempts += 1;
      if (task.attempts <= (spec.retries ?? 0)) {
        task.phase = 0;
        task.error = "";
        return task;
      }
      const text = late ? "context deadline exceeded (Client.Timeout exceeded while awaiting headers)" : task.error;
      return endHttp(sim, task, program, instruction, text);
    }
    default:
      return endHttp(sim, task, program, instruction, task.error);
  }
}

function endHttp(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  instruction: Call,
  error: string,
): Task | undefined {
  task.deadline = 0;
  recordCall(sim, task, instruction.operation, error !== "");
  closeStepSpan(sim, task, instruction.span, error === "" ? null : { error: true });
  if (error === "") return nextStep(task);
  return failStep(sim, task, program, instruction.onError, error);
}
