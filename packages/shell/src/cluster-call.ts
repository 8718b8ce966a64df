/**
 * One running command of a program that talks to the cluster: what it is given, what it prints.
 * @module
 */
import type { Clock, KindTable, KubeApi, UnixMicros } from "@aiops-gym/cluster";
import type { Flags } from "./kubectl/flags.ts";

/** What a command works with. */
export interface ClusterCallInput<Files> {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly kinds: KindTable;
  readonly currentNamespace: string;
  readonly flags: Flags;
  readonly stdin: string;
  readonly files: Files;
  readonly signal: AbortSignal | undefined;
  readonly deadline: UnixMicros;
}

/** What calls of kubectl and of helm have in common. */
export abstract class ClusterCall<Files> {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly kinds: KindTable;
  readonly flags: Flags;
  readonly stdin: string;
  readonly files: Files;
  readonly signal: AbortSignal | undefined;
  /** When a command that waits or follows must give up. */
  readonly deadline: UnixMicros;
  readonly namespace: string;
  stdout = "";
  stderr = "";

  constructor(input: ClusterCallInput<Files>) {
    this.api = input.api;
    this.clock = input.clock;
    this.kinds = input.kinds;
    this.flags = input.flags;
    this.stdin = input.stdin;
    this.files = input.files;
    this.signal = input.signal;
    this.deadline = input.deadline;
    this.namespace = input.flags.text("namespace") || input.currentNamespace;
  }

  get args(): readonly string[] {
    return this.flags.args;
  }

  /** Prints to stdout, as it is. */
  print(text: string): void {
    this.stdout += text;
  }

  /** Prints a line to stderr. */
  warn(text: string): void {
    this.stderr += `${text}\n`;
  }
}
