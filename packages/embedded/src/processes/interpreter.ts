/**
 * The interpreter of scripts: a task runs step by step, at once for as long as nothing else comes first.
 * @module
 */

import { nextUint32, nextWeighted } from "../kernel/random.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { listen } from "../runtime/containers.ts";
import { useCpu } from "../runtime/cpu.ts";
import { setMemory } from "../runtime/memory.ts";
import { registerService } from "./clients/consul-register.ts";
import { callGrpc, dialGrpc } from "./clients/grpc.ts";
import { callHttp } from "./clients/http.ts";
import { dialMemcached, useCache } from "./clients/memcached.ts";
import { useMongo } from "./clients/mongo.ts";
import { programOf } from "./compile-program.ts";
import type { CompiledProgram, Instruction } from "./compiled-program.ts";
import { drawBy } from "./draw.ts";
import { endBranch, exitProcess, failTask, nextStep } from "./failure.ts";
import type { ProcessRecord } from "./processes-state.ts";
import { printLines, renderText } from "./render.ts";
import { enterOperation, leaveOperation } from "./serve.ts";
import { isStopped, park } from "./stopped.ts";
import { createTask, type Task } from "./task.ts";
import { printVariable } from "./template.ts";
import { goOn, type Resume, wake } from "./wait.ts";

defineEvent("processes/resume", (sim: Simulation, { task: id, turn }: Resume) => {
  const task = sim.state.processes.tasks.get(id);
  if (task?.turn !== turn) return;
  if (isStopped(sim, task.containerId)) park(sim, task.containerId, { task: id, turn });
  else runTask(sim, task);
});

/** Runs a task, and whatever tasks it goes over into, until all of them wait. Only as the last thing that a handler does. */
export function runTask(sim: Simulation, first: Task): void {
  const { processes } = sim.state;
  let task: Task | undefined = first;
  let containerId = "";
  let process: ProcessRecord | undefined;
  let program: CompiledProgram | undefined;
  while (task !== undefined) {
    if (task.containerId !== containerId || process === undefined || program === undefined) {
      containerId = task.containerId;
      process = processes.processes.get(containerId);
      if (process === undefined) return;
      program = programOf(sim.world, process.program);
      if (program === undefined) return;
    }
    const instruction = program.code[task.pc];
    if (instruction === undefined) return;
    task = runStep(sim, process, program, task, instruction);
  }
}

function runStep(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: Instruction,
): Task | undefined {
  switch (instruction.op) {
    case "cpu": {
      const at = useCpu(sim, task.containerId, drawBy(instruction.micros, task));
      return goOn(sim, nextStep(task), at);
    }
    case "call": {
      const client = process.clients[instruction.client];
      if (client?.protocol === "grpc") return callGrpc(sim, process, program, task, instruction);
      return callHttp(sim, process, program, task, instruction);
    }
    case "enter":
      return enterOperation(sim, task, program, instruction);
    case "leave":
      return leaveOperation(sim, task, program, instruction);
    case "cache-get":
    case "cache-set":
      return useCache(sim, process, program, task, instruction);
    case "query":
      return useMongo(sim, process, program, task, instruction);
    case "when": {
      const value = task.variables[instruction.variable] ?? (instruction.variable === "key" ? task.key : undefined);
      if (printVariable(value) === instruction.equals) return nextStep(task);
      return jump(task, instruction.otherwise);
    }
    case "jump":
      return jump(task, instruction.to);
    case "choose": {
      const index = nextWeighted(task, instruction.weights);
      return jump(task, instruction.targets[index] ?? task.pc + 1);
    }
    case "fork":
      return forkTask(sim, task, program, instruction.branches);
    case "log": {
      const container = sim.state.runtime.containers.get(task.containerId);
      if (container !== undefined) printLines(sim, container, [instruction.line], { task });
      return nextStep(task);
    }
    case "sleep":
      return goOn(sim, nextStep(task), sim.now + Math.round(drawBy(instruction.micros, task)));
    case "dial":
      return dialStep(sim, process, program, task, instruction);
    case "listen": {
      const server = process.servers.find((candidate) => candidate.port === instruction.port);
      if (!listen(sim, task.containerId, instruction.port)) {
        return failTask(sim, task, program, `listen tcp :${instruction.port}: bind: address already in use`);
      }
      if (server !== undefined) server.listening = true;
      return nextStep(task);
    }
    case "register":
      return registerService(sim, program, task, instruction);
    case "memory": {
      process.extraBytes += instruction.bytes;
      const { idleBytes, perRequestBytes = 0 } = program.program.memory;
      const bytes = idleBytes + process.extraBytes + process.inFlight * perRequestBytes;
      return setMemory(sim, task.containerId, bytes) ? nextStep(task) : undefined;
    }
    case "fail": {
      const container = sim.state.runtime.containers.get(task.containerId);
      if (container === undefined) return undefined;
      return failTask(sim, task, program, renderText(sim, container, instruction.message, { task }));
    }
    case "exit":
      exitProcess(sim, task.containerId, instruction.exitCode);
      return undefined;
    case "end":
      return endScript(sim, process, task);
  }
}

function jump(task: Task, pc: number): Task {
  task.pc = pc;
  task.phase = 0;
  return task;
}

function dialStep(
  sim: Simulation,
  process: ProcessRecord,
  program: CompiledProgram,
  task: Task,
  instruction: Extract<Instruction, { op: "dial" }>,
): Task | undefined {
  const client = program.clients[instruction.client];
  switch (client?.spec.protocol) {
    case "grpc":
      dialGrpc(sim, process, client);
      return nextStep(task);
    case "memcached":
      return dialMemcached(sim, process, program, task, instruction);
    case "mongo":
      return useMongo(sim, process, program, task, instruction);
    default:
      // HTTP clients connect at their first request.
      return nextStep(task);
  }
}

function endScript(sim: Simulation, process: ProcessRecord, task: Task): Task | undefined {
  if (task.kind === "branch") return endBranch(sim, task);
  sim.state.processes.tasks.delete(task.id);
  process.ready = true;
  return undefined;
}

function forkTask(
  sim: Simulation,
  task: Task,
  program: CompiledProgram,
  branches: readonly number[],
): Task | undefined {
  if (task.phase === 1) return task.error === "" ? nextStep(task) : failTask(sim, task, program, task.error);
  if (branches.length === 0) return nextStep(task);
  const { processes } = sim.state;
  task.phase = 1;
  task.turn += 1;
  task.pending = branches.length;
  task.error = "";
  for (const pc of branches) {
    const branch = createTask(processes.nextId++, {
      kind: "branch",
      waited: task.waited,
      callFailed: task.callFailed,
      containerId: task.containerId,
      pc,
      parent: task.id,
      parentTurn: task.turn,
      variables: task.variables,
      key: task.key,
      trace: task.trace,
      span: task.span,
      chance: nextUint32(task) | 0,
    });
    processes.tasks.set(branch.id, branch);
    wake(sim, branch, sim.now);
  }
  return undefined;
}
