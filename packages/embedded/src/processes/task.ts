/**
 * Work in hand: one thread of a process that runs a script. A call to another process makes a task there.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** Values of a request's variables; a list is what the request touches (hotels, products). Frozen: tasks share it. */
export type Variables = Readonly<Record<string, string | readonly string[]>>;

/**
 * - `main`: the start-up script.
 * - `serve`: a request, for a caller's task or a user.
 * - `branch`: one arm of a `parallel` step, or the handling of one missed key.
 * - `orphan`: a call that its caller gave up while the request was under way.
 */
export type TaskKind = "main" | "serve" | "branch" | "orphan";

/** A thread and where it stands. Events name it by id; `turn` tells stale events from the awaited one. */
export interface Task {
  readonly id: number;
  readonly kind: TaskKind;
  readonly containerId: string;
  /** Index into the program's compiled code. */
  pc: number;
  /** What the current step waits for; 0: it has not begun. Each step has its own meaning of the rest. */
  phase: number;
  /** Counts waits: a continuation for an earlier wait is ignored. */
  turn: number;
  /** Task that waits for this one; 0: none, or a user. */
  readonly parent: number;
  /** The parent's `turn` when it called. */
  readonly parentTurn: number;
  readonly variables: Variables;
  /** The missed key that this branch handles. */
  readonly key: string;
  /** Failure being handled. */
  error: string;
  /** Times that the current step was tried. */
  attempts: number;
  /** Branches not yet done. */
  pending: number;
  /** Keys missed by a cache step. */
  missed: readonly string[];
  /** Connection and callee of the current step; 0: none. */
  connection: number;
  child: number;
  /** After this the current step gives up; 0: never. */
  deadline: UnixMicros;
  /** Trace; 0: none yet. */
  trace: number;
  /** Span under which this task's spans go; of a serve task its server span once begun. */
  span: number;
  /** Server span: its parent and start. Also the start of the request for statistics. */
  readonly parentSpan: number;
  startedAt: UnixMicros;
  /** Client span of the current step. */
  stepSpan: number;
  stepStartedAt: UnixMicros;
  /** Of serve tasks: index of the server and name of the operation; the user's request it answers (0: none). */
  readonly server: number;
  readonly operation: string;
  readonly userRequest: number;
  /** Connection over which the answer goes; 0: a user's or a probe's. */
  readonly replyTo: number;
  /** Event that carries the answer to a probe, with its payload. */
  readonly reply: { readonly type: string; readonly payload: object } | null;
  /** Chance of its own, from which all that it draws comes. */
  chance: number;
  /** From which the chance of what it calls comes, see `timings.ts`. */
  spread: number;
  /** Time spent in calls so far, and whether one of them failed. */
  waited: number;
  callFailed: boolean;
  /** How long the callee of the current step took to serve it, and its service; of a request that was served, how long that took. -1: not yet. */
  served: number;
  servedBy: string;
  /** HTTP answer of the last call. */
  status: number;
  /** The caller has given up. */
  cancelled: boolean;
}

/** The phase of a step whose connection broke, or that was cancelled: `error` says why. */
export const interrupted = 99;

/** What a new task is made of; the rest is at its beginning. */
export type TaskSeed = Pick<Task, "kind" | "containerId" | "pc" | "chance"> & {
  readonly [field in keyof Task]?: Task[field] | undefined;
};

/** A task that has not begun. */
export function createTask(id: number, seed: TaskSeed): Task {
  return {
    id,
    kind: seed.kind,
    containerId: seed.containerId,
    pc: seed.pc,
    phase: 0,
    turn: 0,
    parent: seed.parent ?? 0,
    parentTurn: seed.parentTurn ?? 0,
    variables: seed.variables ?? noVariables,
    key: seed.key ?? "",
    error: "",
    attempts: 0,
    pending: 0,
    missed: noKeys,
    connection: 0,
    child: 0,
    deadline: 0,
    trace: seed.trace ?? 0,
    span: seed.span ?? 0,
    parentSpan: seed.parentSpan ?? 0,
    startedAt: seed.startedAt ?? 0,
    stepSpan: 0,
    stepStartedAt: 0,
    server: seed.server ?? -1,
    operation: seed.operation ?? "",
    userRequest: seed.userRequest ?? 0,
    replyTo: seed.replyTo ?? 0,
    reply: seed.reply ?? null,
    chance: seed.chance,
    spread: seed.spread ?? seed.chance,
    waited: seed.waited ?? 0,
    callFailed: seed.callFailed ?? false,
    served: -1,
    servedBy: "",
    status: 0,
    cancelled: false,
  };
}

const noVariables: Variables = Object.freeze({});
const noKeys: readonly string[] = Object.freeze([]);
