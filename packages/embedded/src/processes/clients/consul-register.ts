/**
 * Registration at Consul's HTTP API. Nobody deregisters: a process that is killed cannot.
 * @module
 */

import { nextUuid } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { useCpu } from "../../runtime/cpu.ts";
import type { CompiledProgram, Instruction } from "../compiled-program.ts";
import { failStep, nextStep } from "../failure.ts";
import { deliver } from "../messages.ts";
import { closeConnection, dialForTask } from "../pool.ts";
import { renderText } from "../render.ts";
import { registerInstance, storeWork } from "../stores/consul-server.ts";
import { interrupted, type Task } from "../task.ts";
import { goOn } from "../wait.ts";

type Register = Extract<Instruction, { op: "register" }>;

/** `PUT /v1/agent/service/register` and its answer. */
export function registerService(
  sim: Simulation,
  program: CompiledProgram,
  task: Task,
  instruction: Register,
): Task | undefined {
  const client = program.clients[instruction.client];
  const container = sim.state.runtime.containers.get(task.containerId);
  if (client === undefined || container === undefined) return undefined;
  const connection = sim.state.processes.connections.get(task.connection);
  const target = renderText(sim, container, client.address, { task });
  const failed = (why: string): Task | undefined =>
    failStep(sim, task, program, instruction.onError, `Put "http://${target}/v1/agent/service/register": ${why}`);
  switch (task.phase) {
    case 0:
      task.phase = 1;
      return dialForTask(sim, task, client.index, target, sim.now + 30_000_000);
    case 1:
      if (connection === undefined) return failed(task.error);
      task.phase = 2;
      return deliver(sim, connection, task, true, 330);
    case 2:
      if (connection === undefined) return failed("EOF");
      task.phase = 3;
      return goOn(sim, task, storeWork(sim, connection.serverContainer, task));
    case 3: {
      if (connection === undefined) return failed("EOF");
      const service = renderText(sim, container, instruction.service, { task });
      const id = nextUuid(sim.random("processes/uuid"));
      registerInstance(sim, connection.serverContainer, service, id, `${container.podIP}:${instruction.port}`);
      task.phase = 4;
      return deliver(sim, connection, task, false, 120);
    }
    case 4:
      closeConnection(sim, task.connection);
      task.connection = 0;
      task.phase = 5;
      return goOn(sim, task, useCpu(sim, task.containerId, 150));
    case interrupted:
      return failed(task.error);
    default:
      return nextStep(task);
  }
}
