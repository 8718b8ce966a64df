/**
 * What the running programs are doing: processes, their work in hand, their connections.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { BusyboxHost } from "./busybox/busybox-state.ts";
import type { BusyboxResume } from "./busybox/wake.ts";
import type { ClientState } from "./client-state.ts";
import type { ConnectionRecord } from "./connection.ts";
import type { StoreState } from "./store-server.ts";
import type { Task } from "./task.ts";

/** A port on which a process answers. */
export interface ServerState {
  port: number;
  listening: boolean;
  /** Requests being worked on. */
  active: number;
  /** Tasks that wait for their turn, in order. */
  queue: number[];
}

/** One running main process of a container. */
export interface ProcessRecord {
  readonly containerId: string;
  readonly program: string;
  readonly podIP: string;
  readonly service: string;
  startedAt: UnixMicros;
  /** Main thread's script is through (or the store is up). */
  ready: boolean;
  /** Got a SIGTERM. */
  stopping: boolean;
  /** Requests in hand. */
  inFlight: number;
  /** What scripts' `memory` steps added. */
  extraBytes: number;
  /** By index of the program's servers. */
  servers: ServerState[];
  /** By index of the program's clients. */
  clients: ClientState[];
  /** Of store programs. */
  store: StoreState | null;
}

/** All processes of the cluster. */
export interface ProcessesState {
  /** By container id. */
  processes: Map<string, ProcessRecord>;
  /** Work in hand by id. */
  tasks: Map<number, Task>;
  /** Established TCP connections by id. */
  connections: Map<number, ConnectionRecord>;
  /** Bytes that pods received and sent, by pod IP: `[received, sent]`. Open connections hold what is not in here yet. */
  traffic: Map<string, number[]>;
  /** What the processes of stopped containers will go on with, by container id. */
  stopped: Map<string, { readonly task: number; readonly turn: number }[]>;
  /** What runs in containers of BusyBox, by container id. */
  busybox: Map<string, BusyboxHost>;
  /** What BusyBox's processes in stopped containers will go on with. */
  busyboxParked: BusyboxResume[];
  nextId: number;
  /** Numbers spans, captured or not; ids derive from it. */
  spanCounter: number;
  /** False: every continuation goes through the queue (for tests; the result is the same). */
  runAhead: boolean;
}

/** No processes. */
export function createProcessesState(): ProcessesState {
  return {
    processes: new Map(),
    tasks: new Map(),
    connections: new Map(),
    traffic: new Map(),
    stopped: new Map(),
    busybox: new Map(),
    busyboxParked: [],
    nextId: 1,
    spanCounter: 0,
    runAhead: true,
  };
}
