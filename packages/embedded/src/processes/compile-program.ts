/**
 * Makes programs ready to run, each once.
 * @module
 */
import type {
  ClientSpec,
  LogLine,
  OnError,
  Operation,
  Program,
  RequestCosts,
  ServerSpec,
  SpanSpec,
  Step,
} from "@aiops-gym/application";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import type {
  CompiledClient,
  CompiledCosts,
  CompiledLog,
  CompiledOnError,
  CompiledOperation,
  CompiledProgram,
  CompiledServer,
  CompiledSpan,
  Instruction,
  OwnProgram,
} from "./compiled-program.ts";
import { drawerOf } from "./draw.ts";
import { parseTemplate } from "./template.ts";

const noCosts: CompiledCosts = { before: null, after: null, background: null };
const compiled = new WeakMap<OwnProgram, CompiledProgram>();
let lastWorld: SimulationWorld | undefined;
let lastPrograms = new Map<string, CompiledProgram>();

/** The compiled program of a name; `undefined` when the world has none, and for BusyBox. */
export function programOf(world: SimulationWorld, name: string): CompiledProgram | undefined {
  if (world !== lastWorld) {
    lastWorld = world;
    lastPrograms = new Map();
  }
  let found = lastPrograms.get(name);
  if (found === undefined) {
    const program = world.programs.get(name);
    if (program === undefined || program.kind === "busybox") return undefined;
    found = compileProgram(program);
    lastPrograms.set(name, found);
  }
  return found;
}

/** Compiles a program, once. */
export function compileProgram(program: OwnProgram): CompiledProgram {
  let result = compiled.get(program);
  if (result === undefined) {
    result = program.kind === "script" ? new Compiler(program).compile() : withoutScript(program);
    compiled.set(program, result);
  }
  return result;
}

function withoutScript(program: OwnProgram): CompiledProgram {
  return { program, code: [{ op: "end" }], startup: 0, clients: [], servers: [], traced: false };
}

/** Parses a log line. */
export function compileLog(line: LogLine): CompiledLog {
  return { stream: line.stream, severity: line.severity, text: parseTemplate(line.text) };
}

function compileCosts(costs: RequestCosts | undefined): CompiledCosts {
  const { beforeCpuMicros, afterCpuMicros, backgroundCpuMicros } = costs ?? {};
  return {
    before: beforeCpuMicros === undefined ? null : drawerOf(beforeCpuMicros),
    after: afterCpuMicros === undefined ? null : drawerOf(afterCpuMicros),
    background: backgroundCpuMicros === undefined ? null : drawerOf(backgroundCpuMicros),
  };
}

function compileSpan(span: SpanSpec): CompiledSpan {
  const tags = Object.entries(span.tags ?? {}).map(([key, value]) => ({ key, value: parseTemplate(value) }));
  return { name: parseTemplate(span.name), kind: span.kind, tags };
}

function compileOnError(onError: OnError | undefined): CompiledOnError | null {
  if (onError === undefined) return null;
  const { next } = onError;
  const message = next.kind === "propagate" && next.message !== undefined ? parseTemplate(next.message) : null;
  return { log: (onError.log ?? []).map(compileLog), next, message };
}

class Compiler {
  readonly #program: Extract<Program, { kind: "script" }>;
  readonly #code: Instruction[] = [];
  readonly #clients: string[];

  constructor(program: Extract<Program, { kind: "script" }>) {
    this.#program = program;
    this.#clients = Object.keys(program.clients);
  }

  compile(): CompiledProgram {
    const program = this.#program;
    this.#block(program.startup);
    this.#code.push({ op: "end" });
    const servers = program.servers.map((spec, index) => this.#server(spec, index));
    const clients = Object.entries(program.clients).map(([name, spec], index) => compileClient(name, spec, index));
    return { program, code: this.#code, startup: 0, clients, servers, traced: program.spanExporter !== undefined };
  }

  #server(spec: ServerSpec, index: number): CompiledServer {
    const operations = new Map<string, CompiledOperation>();
    const server = { index, spec, costs: compileCosts(spec.costs), operations };
    for (const [name, operation] of Object.entries(spec.operations)) {
      operations.set(name, this.#operation(name, operation, server));
    }
    return server;
  }

  #operation(name: string, operation: Operation, server: CompiledServer): CompiledOperation {
    const result: CompiledOperation = {
      name,
      span: operation.serverSpan === undefined ? null : compileSpan(operation.serverSpan),
      body: operation.body === undefined ? null : parseTemplate(operation.body),
      begin: this.#code.length,
      leave: 0,
    };
    this.#code.push({ op: "enter", operation: result, server });
    this.#block(operation.steps);
    result.leave = this.#code.length;
    this.#code.push({ op: "leave", operation: result, server });
    return result;
  }

  #block(steps: readonly Step[]): void {
    for (const step of steps) this.#step(step);
  }

  /** Code that the main line jumps over: where each block begins. */
  #aside(blocks: readonly (readonly Step[])[]): number[] {
    const jump = this.#code.length;
    this.#code.push({ op: "jump", to: 0 });
    const begins = blocks.map((block) => {
      const begin = this.#code.length;
      this.#block(block);
      this.#code.push({ op: "end" });
      return begin;
    });
    this.#code[jump] = { op: "jump", to: this.#code.length };
    return begins;
  }

  #client(name: string): number {
    return this.#clients.indexOf(name);
  }

  #step(step: Step): void {
    const code = this.#code;
    switch (step.do) {
      case "log":
        code.push({ op: "log", line: compileLog(step.line) });
        return;
      case "cpu":
        code.push({ op: "cpu", micros: drawerOf(step.micros) });
        return;
      case "sleep":
        code.push({ op: "sleep", micros: drawerOf(step.micros) });
        return;
      case "dial":
        code.push({ op: "dial", client: this.#client(step.client), onError: compileOnError(step.onError) });
        return;
      case "call": {
        const span = step.clientSpan === false ? null : compileSpan({ name: step.operation, kind: "client" });
        const { operation } = step;
        code.push({
          op: "call",
          client: this.#client(step.client),
          operation,
          span,
          onError: compileOnError(step.onError),
        });
        return;
      }
      case "query":
        code.push({
          op: "query",
          client: this.#client(step.client),
          command: step.command,
          key: "key" in step.command && step.command.key !== undefined ? parseTemplate(step.command.key) : null,
          span: step.span === undefined ? null : compileSpan(step.span),
          onError: compileOnError(step.onError),
        });
        return;
      case "cache-get": {
        const [onMiss = -1] = step.onMiss === undefined ? [] : this.#aside([step.onMiss]);
        code.push({
          op: "cache-get",
          client: this.#client(step.client),
          keys: parseTemplate(step.keys),
          span: step.span === undefined ? null : compileSpan(step.span),
          onMiss,
          fill: step.fill ?? true,
          onError: compileOnError(step.onError),
        });
        return;
      }
      case "cache-set": {
        const keys = parseTemplate(step.keys);
        code.push({ op: "cache-set", client: this.#client(step.client), keys, onError: compileOnError(step.onError) });
        return;
      }
      case "listen":
        code.push({ op: "listen", port: step.port });
        return;
      case "register":
        code.push({
          op: "register",
          client: this.#client(step.client),
          service: parseTemplate(step.service),
          port: step.port,
          onError: compileOnError(step.onError),
        });
        return;
      case "parallel":
        code.push({ op: "fork", branches: this.#aside(step.branches) });
        return;
      case "choose":
        this.#choose(step.options);
        return;
      case "when": {
        const at = code.length;
        code.push({ op: "jump", to: 0 });
        this.#block(step.steps);
        const jump = code.length;
        code.push({ op: "jump", to: 0 });
        code[at] = { op: "when", variable: step.variable, equals: step.equals, otherwise: code.length };
        this.#block(step.otherwise ?? []);
        code[jump] = { op: "jump", to: code.length };
        return;
      }
      case "memory":
        code.push({ op: "memory", bytes: step.bytes });
        return;
      case "fail":
        code.push({ op: "fail", message: parseTemplate(step.message) });
        return;
      case "exit":
        code.push({ op: "exit", exitCode: step.exitCode });
    }
  }

  #choose(options: readonly { readonly weight: number; readonly steps: readonly Step[] }[]): void {
    const code = this.#code;
    const at = code.length;
    code.push({ op: "jump", to: 0 });
    const jumps: number[] = [];
    const targets = options.map((option) => {
      const begin = code.length;
      this.#block(option.steps);
      jumps.push(code.length);
      code.push({ op: "jump", to: 0 });
      return begin;
    });
    code[at] = { op: "choose", weights: options.map((option) => option.weight), targets };
    for (const jump of jumps) code[jump] = { op: "jump", to: code.length };
  }
}

function compileClient(name: string, spec: ClientSpec, index: number): CompiledClient {
  const consul = spec.protocol === "grpc" && spec.target.kind === "consul" ? spec.target : undefined;
  let address = "";
  if (spec.protocol !== "grpc") ({ address } = spec);
  else if (spec.target.kind === "dns") ({ address } = spec.target);
  else address = spec.target.consul;
  const costs = spec.protocol === "grpc" || spec.protocol === "http" ? compileCosts(spec.costs) : noCosts;
  const onWatchError = consul?.onWatchError === undefined ? null : compileLog(consul.onWatchError);
  return { index, name, spec, address: parseTemplate(address), costs, onWatchError };
}
