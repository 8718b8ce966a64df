/**
 * The course of a request in one go: what the interpreter does step by step, for as long as all is as usual and nothing else
 * comes first. Where that is not so the course is given up and taken back, and the interpreter runs it. The result is the same:
 * both draw from the request's own chance in the same order. `tests/determinism` compares them.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { logNormalOfBits } from "../../kernel/log-normal.ts";
import { type Chance, nextUint32, nextWeighted } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { localMicros } from "../../network/path.ts";
import { interceptorMicros, noAddress, noConnection, pickAddress, requestBytes } from "../clients/grpc.ts";
import type {
  CompiledLog,
  CompiledOnError,
  CompiledOperation,
  CompiledServer,
  Instruction,
} from "../compiled-program.ts";
import { drawBy } from "../draw.ts";
import { renderText } from "../render.ts";
import { answerBytes, errorOfAnswer } from "../serve.ts";
import { grpcFailureTags, httpStatusTags, type Tags } from "../spans.ts";
import type { Variables } from "../task.ts";
import { printVariable, type Template } from "../template.ts";
import { type BoundConnection, type BoundProcess, BoundProcesses, clientOf, freeServer } from "./bound-process.ts";
import { keysAsked } from "./cache-keys.ts";
import { type CourseRequest, Effects } from "./effects.ts";
import { Journal } from "./journal.ts";

type Call = Extract<Instruction, { op: "call" }>;
type CacheGet = Extract<Instruction, { op: "cache-get" }>;

/** A simulation's way of running courses in one go: one at a time, {@link Course.begin} to {@link Course.end}. */
export class Course {
  readonly #sim: Simulation;
  readonly #journal = new Journal();
  readonly #effects = new Effects();
  readonly processes: BoundProcesses;
  /** Chance of the callees under way, by depth; the processes that they run in. */
  readonly #chances: Chance[] = [];
  readonly #inHand: BoundProcess[] = [];
  #depth = 0;

  /** Tells courses apart. */
  #number = 0;
  now: UnixMicros = 0;
  /** Events that the queue would have counted; tasks that there would have been. */
  events = 0;
  #tasks = 0;
  #spans = 0;
  #next: UnixMicros = 0;
  #horizon: UnixMicros = 0;
  #variables: Variables = {};
  /** Of the operation that ended last. */
  error = "";
  status = 0;

  constructor(sim: Simulation) {
    this.#sim = sim;
    this.processes = new BoundProcesses(sim);
  }

  /** Begins at the simulation's time. */
  begin(variables: Variables): void {
    const { kernel, processes } = this.#sim.state;
    this.#number += 1;
    this.now = kernel.now;
    this.events = 0;
    this.#tasks = 0;
    this.#spans = processes.spanCounter;
    this.#depth = 0;
    this.#next = this.#sim.nextEventAt;
    this.#horizon = this.#sim.horizon;
    this.#variables = variables;
    this.error = "";
    this.status = 0;
  }

  /** Takes everything back. */
  giveUp(startedAt: UnixMicros): void {
    this.#journal.undo();
    this.#effects.clear();
    this.#sim.advanceTo(startedAt);
  }

  /** All went well: writes down what the course leaves behind. The clock is where the course ended. */
  end(request: CourseRequest): void {
    const sim = this.#sim;
    const { kernel, processes } = sim.state;
    this.#journal.clear();
    this.#effects.apply(sim, processes.spanCounter, request);
    sim.advanceTo(this.now);
    kernel.sequence += this.events;
    processes.nextId += this.#tasks;
    processes.spanCounter = this.#spans;
  }

  /** As `goOn` does; false when something else comes first. */
  goOn(at: UnixMicros): boolean {
    const time = at < this.now ? this.now : at;
    if (!(time <= this.#horizon && time < this.#next)) return false;
    this.events += 1;
    this.now = time;
    return true;
  }

  #nextSpan(): number {
    this.#spans += 1;
    return this.#spans;
  }

  /** A request arrives at a process and is worked on until its answer leaves: {@link error} and {@link status} say which. */
  serve(bound: BoundProcess, port: number, operationName: string, bits: number, parentSpan: number): boolean {
    const server = freeServer(bound, port);
    const operation = server?.operations.get(operationName);
    if (server === undefined || operation === undefined) return false;
    const depth = this.#depth;
    // What a second request in the same process would change is not looked at.
    for (let index = 0; index < depth; index++) if (this.#inHand[index] === bound) return false;
    this.#inHand[depth] = bound;
    let chance = this.#chances[depth];
    if (chance === undefined) {
      chance = { chance: 0 };
      this.#chances[depth] = chance;
    }
    chance.chance = bits | 0;
    this.#depth = depth + 1;
    this.#tasks += 1;
    const { before, after, background } = server.costs;
    if (before !== null && !this.goOn(this.#work(bound, drawBy(before, chance)))) return false;
    const traced = operation.span !== null && bound.program.traced;
    // Without a first span every callee would begin a trace of its own.
    if (!traced && depth === 0) return false;
    const span = traced ? this.#nextSpan() : parentSpan;
    const startedAt = this.now;
    if (!this.#run(bound, operation, chance, span)) return false;
    this.#leave(bound, operation, server, span, parentSpan, startedAt);
    if (after !== null && !this.goOn(this.#work(bound, drawBy(after, chance)))) return false;
    if (background !== null) this.#work(bound, drawBy(background, chance));
    this.#depth = depth;
    return true;
  }

  #work(bound: BoundProcess, micros: number): UnixMicros {
    const fresh = bound.course !== this.#number;
    bound.course = this.#number;
    return this.#journal.work(bound.cpu, this.now, micros, fresh);
  }

  #leave(
    bound: BoundProcess,
    operation: CompiledOperation,
    server: CompiledServer,
    span: number,
    parentSpan: number,
    startedAt: UnixMicros,
  ): void {
    const failed = this.error !== "";
    const http = server.spec.protocol === "http";
    if (failed && !http) this.error = errorOfAnswer(this.error);
    if (http) this.status = failed ? 500 : 200;
    else this.status = 0;
    if (operation.span !== null && bound.program.traced) {
      let extra: Tags | null = null;
      if (http) extra = httpStatusTags(this.status);
      else if (failed) extra = grpcFailureTags(this.error, false);
      this.#effects.span(bound, operation.span, extra, span, parentSpan, startedAt, this.now, this.error);
    }
    this.#effects.served(bound, this.now - startedAt, failed, this.now);
  }

  /** The steps of an operation; what it fails with is in {@link error}. */
  #run(bound: BoundProcess, operation: CompiledOperation, chance: Chance, span: number): boolean {
    const { code } = bound.program;
    this.error = "";
    for (let pc = operation.begin + 1; pc !== operation.leave; ) {
      const instruction = code[pc] as Instruction;
      switch (instruction.op) {
        case "cpu":
          if (!this.goOn(this.#work(bound, drawBy(instruction.micros, chance)))) return false;
          break;
        case "call":
          if (!this.#call(bound, instruction, chance, span)) return false;
          if (this.error !== "") {
            const next = this.#fail(bound, instruction.onError);
            if (next === "unusual") return false;
            if (next === "failed") return true;
          }
          break;
        case "cache-get":
          if (!this.#cacheGet(bound, instruction, chance, span)) return false;
          break;
        case "when": {
          if (this.#holds(instruction.variable, instruction.equals)) break;
          pc = instruction.otherwise;
          continue;
        }
        case "jump":
          pc = instruction.to;
          continue;
        case "choose":
          pc = instruction.targets[nextWeighted(chance, instruction.weights)] ?? pc + 1;
          continue;
        case "sleep":
          if (!this.goOn(this.now + Math.round(drawBy(instruction.micros, chance)))) return false;
          break;
        case "log":
          if (!isSettled(instruction.line.text)) return false;
          this.#print(bound, instruction.line);
          break;
        default:
          return false;
      }
      pc += 1;
    }
    return true;
  }

  #holds(variable: string, equals: string): boolean {
    const value = this.#variables[variable] ?? (variable === "key" ? "" : undefined);
    if (typeof value === "object" && value.length === 0) return equals === "[]";
    return printVariable(value) === equals;
  }

  #print(bound: BoundProcess, line: CompiledLog): void {
    this.#effects.line(bound, line, this.#render(bound.container, line.text), this.now);
  }

  #render(container: BoundProcess["container"], text: Template): string {
    if (text.names.length === 0) return text.literals[0] ?? "";
    this.#sim.advanceTo(this.now);
    return renderText(this.#sim, container, text, { task: { error: this.error, key: "", variables: this.#variables } });
  }

  /** What follows when a step has failed. */
  #fail(bound: BoundProcess, onError: CompiledOnError | null): "failed" | "goes on" | "unusual" {
    if (onError === null) return "failed";
    const { next } = onError;
    if (next.kind === "exit" || next.kind === "retry") return "unusual";
    if (!onError.log.every(({ text }) => isSettled(text))) return "unusual";
    if (onError.message !== null && !isSettled(onError.message)) return "unusual";
    for (const line of onError.log) this.#print(bound, line);
    if (next.kind === "ignore") {
      this.error = "";
      return "goes on";
    }
    if (onError.message !== null) this.error = this.#render(bound.container, onError.message);
    return "failed";
  }

  /** A message on a connection, up to its arrival. */
  #deliver({ record, times }: BoundConnection, toServer: boolean, bytes: number, chance: Chance): boolean {
    const direction = toServer ? record.toServer : record.toClient;
    const micros = times === null ? localMicros : logNormalOfBits(times, nextUint32(chance));
    const sentAt = this.now + Math.round(micros);
    const at = sentAt > direction.lastAt ? sentAt : direction.lastAt;
    this.#journal.send(direction, bytes, at);
    return this.goOn(at);
  }

  #call(bound: BoundProcess, instruction: Call, chance: Chance, span: number): boolean {
    const { program } = bound;
    const client = program.clients[instruction.client];
    const state = clientOf(bound, instruction.client, "grpc");
    if (client === undefined || state === undefined || !state.dialled) return false;
    const traced = program.traced && instruction.span !== null;
    const stepSpan = traced ? this.#nextSpan() : 0;
    const startedAt = this.now;
    this.#journal.turn(state);
    const address = pickAddress(state);
    if (address === undefined) {
      if (!this.goOn(this.#work(bound, interceptorMicros))) return false;
      this.error = state.addresses.length === 0 ? noAddress : noConnection;
    } else {
      const connection = this.processes.connection(bound, instruction.client, address.connection);
      if (connection === null) return false;
      const { before, after, background } = client.costs;
      if (before !== null && !this.goOn(this.#work(bound, drawBy(before, chance)))) return false;
      if (!this.#deliver(connection, true, requestBytes, chance)) return false;
      const { port } = connection.record;
      const parent = stepSpan === 0 ? span : stepSpan;
      if (!this.serve(connection.to, port, instruction.operation, nextUint32(chance), parent)) return false;
      if (!this.#deliver(connection, false, answerBytes, chance)) return false;
      const done = after === null ? this.now : this.#work(bound, drawBy(after, chance));
      if (background !== null) this.#work(bound, drawBy(background, chance));
      if (!this.goOn(done)) return false;
    }
    if (stepSpan !== 0 && instruction.span !== null) {
      const failure = this.error === "" ? null : grpcFailureTags(this.error, true);
      this.#effects.span(bound, instruction.span, failure, stepSpan, span, startedAt, this.now, this.error);
    }
    return true;
  }

  #cacheGet(bound: BoundProcess, instruction: CacheGet, chance: Chance, span: number): boolean {
    const { program } = bound;
    const client = program.clients[instruction.client];
    const state = clientOf(bound, instruction.client, "memcached");
    if (client?.spec.protocol !== "memcached" || state === undefined || state.host === "") return false;
    const traced = program.traced && instruction.span !== null;
    const stepSpan = traced ? this.#nextSpan() : 0;
    const startedAt = this.now;
    const keys = keysAsked(instruction.keys, this.#variables);
    if (keys === undefined) return false;
    if (keys.length === 0) {
      if (!this.goOn(this.now + 4)) return false;
    } else {
      const deadline = startedAt + Math.round(client.spec.timeoutSeconds * 1_000_000);
      const idle = state.idle[state.idle.length - 1];
      if (idle === undefined || state.idle.length > client.spec.maxIdleConnections) return false;
      const connection = this.processes.connection(bound, instruction.client, idle);
      const cache = connection?.to.process.store;
      if (connection === null || cache?.kind !== "memcached" || connection.to.storeWork === null) return false;
      // Order matters once something may be dropped.
      if (cache.bytes > cache.limitBytes / 2) return false;
      if (!this.#deliver(connection, true, 30 * keys.length, chance)) return false;
      if (!this.goOn(this.#work(connection.to, drawBy(connection.to.storeWork, chance)))) return false;
      let hits = 0;
      for (let index = 0; index < keys.length; index++) if (cache.items.has(keys[index] as string)) hits += 1;
      // Missed keys are asked for elsewhere, and kept.
      if (hits < keys.length && (instruction.onMiss >= 0 || instruction.fill)) return false;
      if (!this.#deliver(connection, false, 10 + 320 * hits, chance) || this.now > deadline) return false;
    }
    if (stepSpan !== 0 && instruction.span !== null) {
      this.#effects.span(bound, instruction.span, null, stepSpan, span, startedAt, this.now, "");
    }
    return true;
  }
}

/** Whether rendering a text draws nothing: that could not be taken back. */
function isSettled({ names }: Template): boolean {
  return names.length === 0 || !names.includes("uuid");
}

const courses = new WeakMap<Simulation, Course>();

/** The simulation's. */
export function courseOf(sim: Simulation): Course {
  let course = courses.get(sim);
  if (course === undefined) {
    course = new Course(sim);
    courses.set(sim, course);
  }
  return course;
}
