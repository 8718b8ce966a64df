/**
 * Programs as the interpreter reads them: scripts flattened into one array of instructions, texts parsed.
 * @module
 */
import type {
  BusyboxProgram,
  ClientSpec,
  LogLine,
  OnError,
  Program,
  QueryCommand,
  ServerSpec,
  SpanSpec,
} from "@aiops-gym/application";
import type { Drawer } from "./draw.ts";
import type { Template } from "./template.ts";

/** A line to print. */
export interface CompiledLog {
  readonly stream: "stdout" | "stderr";
  readonly severity: LogLine["severity"];
  readonly text: Template;
}

/** A span to make around something. */
export interface CompiledSpan {
  readonly name: Template;
  readonly kind: SpanSpec["kind"];
  readonly tags: readonly { readonly key: string; readonly value: Template }[];
}

/** What follows a failure. */
export interface CompiledOnError {
  readonly log: readonly CompiledLog[];
  readonly next: OnError["next"];
  readonly message: Template | null;
}

interface WithFailure {
  readonly onError: CompiledOnError | null;
}

/** One instruction. Targets are indices into the program's code. */
export type Instruction =
  | { readonly op: "log"; readonly line: CompiledLog }
  | { readonly op: "cpu"; readonly micros: Drawer }
  | { readonly op: "sleep"; readonly micros: Drawer }
  | ({ readonly op: "dial"; readonly client: number } & WithFailure)
  | ({
      readonly op: "call";
      readonly client: number;
      readonly operation: string;
      readonly span: CompiledSpan | null;
    } & WithFailure)
  | ({
      readonly op: "query";
      readonly client: number;
      readonly command: QueryCommand;
      readonly key: Template | null;
      readonly span: CompiledSpan | null;
    } & WithFailure)
  | ({
      readonly op: "cache-get";
      readonly client: number;
      readonly keys: Template;
      readonly span: CompiledSpan | null;
      /** Where the handling of a missed key begins; -1: none. */
      readonly onMiss: number;
      readonly fill: boolean;
    } & WithFailure)
  | ({ readonly op: "cache-set"; readonly client: number; readonly keys: Template } & WithFailure)
  | { readonly op: "listen"; readonly port: number }
  | ({
      readonly op: "register";
      readonly client: number;
      readonly service: Template;
      readonly port: number;
    } & WithFailure)
  | { readonly op: "fork"; readonly branches: readonly number[] }
  | { readonly op: "choose"; readonly weights: readonly number[]; readonly targets: readonly number[] }
  | { readonly op: "when"; readonly variable: string; readonly equals: string; readonly otherwise: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "memory"; readonly bytes: number }
  | { readonly op: "fail"; readonly message: Template }
  | { readonly op: "exit"; readonly exitCode: number }
  /** A request begins: dispatching, server span. */
  | { readonly op: "enter"; readonly operation: CompiledOperation; readonly server: CompiledServer }
  /** A request ends: server span, answer. */
  | { readonly op: "leave"; readonly operation: CompiledOperation; readonly server: CompiledServer }
  /** A branch, or the start-up script, is through. */
  | { readonly op: "end" };

/** CPU of requests; null: none. */
export interface CompiledCosts {
  readonly before: Drawer | null;
  readonly after: Drawer | null;
  readonly background: Drawer | null;
}

/** An operation of a server. */
export interface CompiledOperation {
  readonly name: string;
  readonly span: CompiledSpan | null;
  readonly body: Template | null;
  readonly begin: number;
  /** Index of its `leave`. */
  leave: number;
}

/** A server with its operations. */
export interface CompiledServer {
  readonly index: number;
  readonly spec: ServerSpec;
  readonly costs: CompiledCosts;
  readonly operations: ReadonlyMap<string, CompiledOperation>;
}

/** A client with its templates parsed. */
export interface CompiledClient {
  readonly index: number;
  readonly name: string;
  readonly spec: ClientSpec;
  /** What it dials (Consul, when it asks Consul for addresses). */
  readonly address: Template;
  readonly costs: CompiledCosts;
  readonly onWatchError: CompiledLog | null;
}

/** A program that says itself what it does; BusyBox's command line says it. */
export type OwnProgram = Exclude<Program, BusyboxProgram>;

/** A program, ready to run. */
export interface CompiledProgram {
  readonly program: OwnProgram;
  readonly code: readonly Instruction[];
  readonly startup: number;
  readonly clients: readonly CompiledClient[];
  readonly servers: readonly CompiledServer[];
  readonly traced: boolean;
}
