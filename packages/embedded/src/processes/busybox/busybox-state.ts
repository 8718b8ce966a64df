/**
 * The processes of containers whose image is BusyBox: a process table a container, as plain data.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { ShellCode } from "./shell-code.ts";

/** Where a process reads from or writes to. Frozen. */
export type Descriptor =
  /** The container's log. */
  | { readonly kind: "log"; readonly stream: "stdout" | "stderr" }
  /** Nothing to read; what is written is gone. */
  | { readonly kind: "null" }
  /** Zeros without end. */
  | { readonly kind: "zero" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "pipe"; readonly pipe: number }
  /** What an exec'd command prints. */
  | { readonly kind: "session"; readonly session: number; readonly stream: "stdout" | "stderr" };

/** What a process waits for. */
export type Waiting =
  /** A time: its resume event is in the queue. */
  | { readonly kind: "time" }
  /** A child in the foreground. */
  | { readonly kind: "children"; readonly pids: readonly number[] }
  /** `wait`: any signal with a trap ends it too. `pids` empty: all children. */
  | { readonly kind: "wait"; readonly pids: readonly number[] }
  /** Something to read, or the end, in a pipe. */
  | { readonly kind: "pipe"; readonly pipe: number }
  /** A connection or a signal. */
  | { readonly kind: "ever" };

/** What a shell will go on with when something inside it is through. */
export type Frame =
  | { readonly kind: "for"; readonly items: readonly string[]; next: number }
  | { readonly kind: "redirect"; readonly saved: readonly Descriptor[] }
  | { readonly kind: "call"; readonly returnTo: number; readonly positional: readonly string[] }
  /** Another script (`eval`, a trap, a file) in between; a trap leaves the status as it was. */
  | { readonly kind: "script"; readonly code: ShellCode; readonly returnTo: number; readonly status: number | null };

/** What a process of a shell has beside the others. */
export interface ShellState {
  code: ShellCode;
  pc: number;
  /** Of the command under way, from 0. */
  line: number;
  /** Name of the shell in its messages. */
  name: string;
  positional: readonly string[];
  variables: Map<string, string>;
  /** Names of variables that children get. */
  exported: Map<string, true>;
  functions: Map<string, number>;
  /** Commands by signal (`TERM`, `EXIT`); empty: ignored. */
  traps: Map<string, string>;
  /** Signals with a trap that have come and wait for the foreground to end. */
  pending: string[];
  frames: Frame[];
  /** Outputs of command substitutions. */
  slots: Map<number, string>;
  /** The pipe of the command substitution under way. */
  reading: { slot: number; pipe: number } | null;
  /** How background children ended that nobody has waited for. */
  ended: Map<number, number>;
  /** `$?` and `$!`. */
  status: number;
  background: number;
  /** `set -e`. */
  errexit: boolean;
  /** CPU that built-in commands took and that is not spent yet. */
  debtMicros: number;
  ending: boolean;
}

/** One process of a container. */
export interface BusyboxProcess {
  readonly pid: number;
  parent: number;
  /** As `ps` shows it. */
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Folder that relative paths start from. */
  folder: string;
  /** stdin, stdout, stderr. */
  descriptors: Descriptor[];
  /** Of a shell; `null`: the applet that `argv` names. */
  shell: ShellState | null;
  /** What an applet remembers between its steps. Plain. */
  memory: Record<string, unknown>;
  /** Resident memory beside the program's own. */
  bytes: number;
  waiting: Waiting;
  /** Counts up whenever the process goes on: what was scheduled for an earlier turn is void. */
  turn: number;
}

/** A pipe: what was written and not read. */
export interface Pipe {
  text: string;
  /** Zeros that stand behind the text: only how many. */
  zeros: number;
}

/** A command that came from outside: `kubectl exec`, a probe, a connection to `nc -e`. */
export interface Session {
  readonly pid: number;
  stdout: string;
  stderr: string;
  exitCode: number | null;
  /** Event that gets how it ended (`exitCode`, `stdout`, `stderr`, whether it left stdin `unread`); `null`: somebody looks. */
  reply: { readonly type: string; readonly payload: object } | null;
}

/** All that runs in one container. */
export interface BusyboxHost {
  readonly containerId: string;
  readonly startedAt: UnixMicros;
  nextPid: number;
  nextId: number;
  /** By process id. */
  processes: Map<number, BusyboxProcess>;
  pipes: Map<number, Pipe>;
  sessions: Map<number, Session>;
  /** Process ids by port. */
  listeners: Map<number, number>;
  /** Ends of lines that have not come yet, by stream of the log. */
  partial: { stdout: string; stderr: string };
  /** The kernel killed a process of the container for want of memory. */
  outOfMemory: boolean;
}

/** Whether anybody can still write into a pipe. */
export function hasWriter(host: BusyboxHost, pipe: number): boolean {
  for (const process of host.processes.values()) {
    for (let fd = 1; fd < process.descriptors.length; fd++) {
      const descriptor = process.descriptors[fd];
      if (descriptor?.kind === "pipe" && descriptor.pipe === pipe) return true;
    }
  }
  return false;
}
