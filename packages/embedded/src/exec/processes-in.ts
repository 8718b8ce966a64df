/**
 * The processes of a container as tools list them: its main process, and the tool itself.
 * @module
 */
import type { Node } from "@aiops-gym/cluster";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { findImage } from "../runtime/images.ts";
import { workingSet } from "../runtime/memory.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import type { ToolContext } from "./tool.ts";

/** One process. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly argv: readonly string[];
  readonly residentBytes: number;
  readonly cpuMicros: number;
  readonly startedAt: number;
  readonly running: boolean;
}

/** What a tool itself holds. */
const toolBytes = 4_300_000;

/** All of them, by number. */
export function processesIn({ holder, container, args }: ToolContext, tool: string): readonly ListedProcess[] {
  const { sim } = holder;
  const main = {
    pid: 1,
    parent: 0,
    argv: container.argv,
    residentBytes: container.memoryBytes,
    cpuMicros: container.cpu.usageMicros,
    startedAt: container.startedAt,
    running: false,
  };
  // Each exec takes numbers of the container's own count; how many came before is not kept.
  const pid = 12 + (Math.floor((sim.now - container.startedAt) / 1_000_000) % 30_000);
  const self = {
    pid,
    parent: 0,
    argv: [tool, ...args],
    residentBytes: toolBytes,
    cpuMicros: 0,
    startedAt: sim.now,
    running: true,
  };
  return [main, self];
}

/** A node's memory in bytes: in all, and what its containers and the system hold. */
export function nodeMemory(
  sim: Simulation,
  container: ContainerRecord,
): { readonly total: number; readonly used: number } {
  const text = getObject<Node>(sim, "Node", "", container.nodeName)?.status?.capacity?.["memory"] ?? "16Gi";
  const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };
  const [, number = "16", unit = ""] = /^(\d+)(Ki|Mi|Gi)?$/.exec(text) ?? [];
  let used = 1_100_000_000;
  for (const other of sim.state.runtime.containers.values())
    if (other.nodeName === container.nodeName && other.status === "running") used += workingSet(sim, other.id);
  return { total: Number(number) * (units[unit] ?? 1), used };
}

/** Ports on which something listens in a container's pod, with the name of the program. */
export function listenersIn(
  sim: Simulation,
  container: ContainerRecord,
): readonly { readonly port: number; readonly own: boolean; readonly program: string }[] {
  const found: { port: number; own: boolean; program: string }[] = [];
  for (const id of sim.state.network.sandboxes.get(container.podIP)?.containerIds ?? []) {
    const other = sim.state.runtime.containers.get(id);
    if (other?.status !== "running") continue;
    const [command = ""] = other.argv;
    const program = command.slice(command.lastIndexOf("/") + 1);
    for (const port of other.listening) found.push({ port, own: id === container.id, program });
  }
  return found.sort((one, other) => one.port - other.port);
}

/** Whether a container's tools are BusyBox's. */
export function hasBusybox(sim: Simulation, container: ContainerRecord): boolean {
  return findImage(sim, container.image)?.tools?.includes("busybox") === true;
}
