/**
 * Processes as courses see them: what they need of the state at hand, and worked out whether all is as usual. It holds while
 * `Simulation.changes` is the same.
 * @module
 */

import type { ExporterState, OpenCell } from "../../capture/capture-state.ts";
import type { LogNormal } from "../../kernel/log-normal.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { isClear, packetTimes } from "../../network/path.ts";
import { mayHold } from "../../runtime/memory.ts";
import type { ContainerRecord, CpuAccount } from "../../runtime/runtime-state.ts";
import { programOf } from "../compile-program.ts";
import type { CompiledOperation, CompiledProgram, CompiledServer } from "../compiled-program.ts";
import type { ConnectionRecord, Direction } from "../connection.ts";
import { type Drawer, drawerOf } from "../draw.ts";
import type { ProcessRecord } from "../processes-state.ts";
import { type Step, stepsOf } from "./steps.ts";

/** A connection over which messages come through at once. */
export interface BoundConnection {
  readonly record: ConnectionRecord;
  readonly to: BoundProcess;
  /** Times of its packets; null within a pod. */
  readonly times: LogNormal | null;
  /** Null: it takes no requests at once. */
  readonly server: CompiledServer | null;
  /** Of the step that it was bound for. */
  readonly operation: CompiledOperation | null;
}

/** A process that may work on requests. */
export interface BoundProcess {
  readonly containerId: string;
  readonly process: ProcessRecord;
  readonly container: ContainerRecord;
  readonly cpu: CpuAccount;
  readonly program: CompiledProgram;
  /** CPU of a store's request; null for others. */
  readonly storeWork: Drawer | null;
  readonly steps: readonly Step[];
  /** By index of a step: the connection that it used last. */
  readonly links: (BoundConnection | undefined)[];
  /** The cell that its latest request was counted in, and its exporter, once they were needed. */
  cell: OpenCell | undefined;
  exporter: ExporterState | undefined;
  /** The course that used its CPU last. */
  course: number;
}

/** A simulation's bound processes. */
export class BoundProcesses {
  readonly #sim: Simulation;
  #changes = -1;
  #usual = false;
  readonly #processes = new Map<string, BoundProcess | null>();

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  /** Whether anything can be run in one go now. To be asked before the others. */
  get usual(): boolean {
    const { changes, state } = this.#sim;
    if (changes !== this.#changes) {
      this.#changes = changes;
      this.#processes.clear();
      const { processes, runtime } = state;
      this.#usual = processes.runAhead && processes.stopped.size === 0 && runtime.callFaults.length === 0;
    }
    return this.#usual;
  }

  /** The process of a container; null when it cannot be used. */
  get(containerId: string): BoundProcess | null {
    let bound = this.#processes.get(containerId);
    if (bound === undefined) {
      bound = this.#bind(containerId);
      this.#processes.set(containerId, bound);
    }
    return bound;
  }

  #bind(containerId: string): BoundProcess | null {
    const { state, world } = this.#sim;
    const process = state.processes.processes.get(containerId);
    const container = state.runtime.containers.get(containerId);
    if (process === undefined || container === undefined) return null;
    const program = programOf(world, process.program);
    if (program === undefined || container.status !== "running" || container.paused) return null;
    if (container.cpu.quotaMicros !== null && container.cpu.coreFreeAt.length === 1) return null;
    const { memory } = program.program;
    if (memory.perRequestBytes !== undefined) {
      const bytes = memory.idleBytes + process.extraBytes + process.inFlight * memory.perRequestBytes;
      if (container.memoryBytes !== Math.max(0, Math.round(bytes))) return null;
      if (!mayHold(container, bytes + memory.perRequestBytes)) return null;
    }
    const { program: spec } = program;
    return {
      containerId,
      process,
      container,
      cpu: container.cpu,
      program,
      storeWork: spec.kind === "script" || spec.kind === "idle" ? null : drawerOf(spec.requestCpuMicros),
      steps: stepsOf(program),
      links: [],
      cell: undefined,
      exporter: undefined,
      course: 0,
    };
  }

  /** The connection with an id, for a step of a process. */
  connection(from: BoundProcess, pc: number, id: number): BoundConnection | null {
    const link = from.links[pc];
    if (link !== undefined && link.record.id === id) return link;
    const bound = this.#connect(id, from.steps[pc]?.operation ?? "");
    if (bound !== null) from.links[pc] = bound;
    return bound;
  }

  #connect(id: number, operation: string): BoundConnection | null {
    const record = this.#sim.state.processes.connections.get(id);
    if (record === undefined || record.serverGone) return null;
    if (!isQuiet(record.toServer) || !isQuiet(record.toClient)) return null;
    const { clientIP, serverIP, port } = record;
    if (!isClear(this.#sim, clientIP, serverIP)) return null;
    const to = this.get(record.serverContainer);
    if (to === null) return null;
    const server = freeServer(to, port) ?? null;
    return {
      record,
      to,
      times: clientIP === serverIP ? null : packetTimes(this.#sim, clientIP, serverIP),
      server,
      operation: server?.operations.get(operation) ?? null,
    };
  }
}

/** Whether nothing that was sent waits for its acknowledgement. */
export function isQuiet({ attempts, arrived, queue }: Direction): boolean {
  return attempts === 0 && !arrived && queue.length === 0;
}

/** The server of a process on a port, when it takes requests at once. */
export function freeServer({ process, program }: BoundProcess, port: number): CompiledServer | undefined {
  for (const server of program.servers) {
    if (server.spec.port !== port) continue;
    const state = process.servers[server.index];
    if (state === undefined || !state.listening || state.queue.length > 0) return undefined;
    const { maxConcurrency } = server.spec;
    return maxConcurrency !== undefined && state.active >= maxConcurrency ? undefined : server;
  }
  return undefined;
}
