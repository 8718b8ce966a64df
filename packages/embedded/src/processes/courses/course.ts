/**
 * The course of a request in one go: what the interpreter does step by step, for as long as all is as usual and nothing else
 * comes first. Where that is not so the course is given up and taken back, and the interpreter runs it. The result is the same:
 * both draw from the request's own chance in the same order. `tests/determinism` compares them.
 * @module
 */

import { type ServedEnd, servedEnd, servedEnds } from "../../capture/service-stats.ts";
import { roundMicros } from "../../kernel/math.ts";
import { type Chance, nextWeighted } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { interceptorMicros, noAddress, noConnection, pickAddress, requestBytes } from "../clients/grpc.ts";
import type { CompiledOnError, CompiledOperation, CompiledServer } from "../compiled-program.ts";
import { drawerOf, drawMicros, drawOwn } from "../draw.ts";
import { answerBytes, errorOfAnswer } from "../serve.ts";
import { grpcFailureTags, httpStatusTags, type Tags } from "../spans.ts";
import type { Variables } from "../task.ts";
import { printVariable, type Template } from "../template.ts";
import { nextPart, type Spread, timingOf } from "../timings.ts";
import type { BoundProcess } from "./bound-process.ts";
import { keysAsked } from "./cache-keys.ts";
import { CourseRun } from "./course-run.ts";
import type { Step } from "./steps.ts";
import { noKeysMicros } from "./work-script.ts";

/** A process's part of the work: its chance, that of what it calls, and what its calls came to. */
interface Part extends Chance, Spread {
  /** Time spent in its calls so far, and whether one of them failed. */
  waited: number;
  callFailed: boolean;
}

/** A simulation's way of running courses in one go: one at a time, {@link Course.begin} to {@link Course.end}. */
export class Course extends CourseRun {
  /** How the operation that ended last has ended, and how long it took. */
  #end: ServedEnd = servedEnds.succeeded;
  #served = 0;
  /** Chance of the callees under way, by depth; the processes that they run in. */
  readonly #chances: Part[] = [];
  readonly #inHand: BoundProcess[] = [];

  /** A request arrives at a process and is worked on until its answer leaves: {@link error} and {@link status} say which. */
  serve(
    bound: BoundProcess,
    server: CompiledServer | null,
    operation: CompiledOperation | null,
    bits: number,
    parentSpan: number,
  ): boolean {
    if (server === null || operation === null) return false;
    const depth = this.depth;
    // What a second request in the same process would change is not looked at.
    for (let index = 0; index < depth; index++) if (this.#inHand[index] === bound) return false;
    this.#inHand[depth] = bound;
    let chance = this.#chances[depth];
    if (chance === undefined) {
      chance = { chance: 0, spread: 0, waited: 0, callFailed: false };
      this.#chances[depth] = chance;
    }
    chance.chance = timingOf(bits);
    chance.spread = bits;
    chance.waited = 0;
    chance.callFailed = false;
    const { tape } = this;
    tape.enter(bound, server.index, operation);
    this.depth = depth + 1;
    this.tasks += 1;
    const { before, after, background } = server.costs;
    if (before !== null && !this.goOn(this.draw(bound, "work", before, chance))) return false;
    const traced = operation.span !== null && bound.program.traced;
    // Without a first span every callee would begin a trace of its own.
    if (!traced && depth === 0) return false;
    const span = traced ? this.nextSpan() : parentSpan;
    const startedAt = this.now;
    const opened = traced ? tape.open() : null;
    tape.does("enter");
    if (!this.#run(bound, operation, chance, span)) return false;
    this.#leave(bound, operation, server, span, parentSpan, startedAt, chance);
    if (opened !== null) tape.close(opened);
    tape.serve(this.#end);
    if (after !== null && !this.goOn(this.draw(bound, "work", after, chance))) return false;
    if (background !== null) this.draw(bound, "background", background, chance);
    tape.leave();
    this.depth = depth;
    return true;
  }

  #leave(
    bound: BoundProcess,
    operation: CompiledOperation,
    server: CompiledServer,
    span: number,
    parentSpan: number,
    startedAt: number,
    { waited, callFailed }: Part,
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
      this.effects.span(bound, operation.span, extra, span, parentSpan, startedAt, this.now, this.error);
    }
    this.#end = servedEnd(failed, callFailed);
    this.#served = this.now - startedAt;
    this.effects.served(bound, this.#served, Math.max(0, this.#served - waited), this.#end, this.now);
  }

  /** The steps of an operation; what it fails with is in {@link error}. */
  #run(bound: BoundProcess, operation: CompiledOperation, chance: Part, span: number): boolean {
    const { steps } = bound;
    this.error = "";
    for (let pc = operation.begin + 1; pc !== operation.leave; pc++) {
      const step = steps[pc] as Step;
      switch (step.kind) {
        case "cpu":
          if (!this.goOn(this.draw(bound, "work", step.micros, chance))) return false;
          break;
        case "call":
          if (!this.#call(bound, step, pc, chance, span)) return false;
          if (this.error !== "") {
            const next = this.#fail(bound, step.onError);
            if (next === "unusual") return false;
            if (next === "failed") return true;
          }
          break;
        case "cache-get":
          if (!this.#cacheGet(bound, step, pc, chance, span)) return false;
          break;
        case "when":
          if (!this.#holds(step)) pc = step.to - 1;
          break;
        case "jump":
          pc = step.to - 1;
          break;
        case "choose":
          pc = (step.targets[nextWeighted(chance, step.weights)] ?? pc + 1) - 1;
          this.tape.tells = false;
          break;
        case "sleep":
          this.tape.does("sleep", step.micros);
          if (!this.goOn(this.now + roundMicros(drawOwn(step.micros, chance)))) return false;
          break;
        case "log":
          if (step.line === null || !isSettled(step.line.text)) return false;
          this.print(bound, step.line);
          break;
        case "unusual":
          return false;
      }
    }
    return true;
  }

  #holds(step: Step): boolean {
    const { variable } = step;
    const holds = isMet(step, this.values()[variable] ?? (variable === "key" ? "" : undefined));
    this.tape.condition(step, holds);
    return holds;
  }

  /** What follows when a step has failed. */
  #fail(bound: BoundProcess, onError: CompiledOnError | null): "failed" | "goes on" | "unusual" {
    if (onError === null) return "failed";
    const { next } = onError;
    if (next.kind === "exit" || next.kind === "retry") return "unusual";
    if (!onError.log.every(({ text }) => isSettled(text))) return "unusual";
    if (onError.message !== null && !isSettled(onError.message)) return "unusual";
    for (const line of onError.log) this.print(bound, line);
    if (next.kind === "ignore") {
      this.error = "";
      return "goes on";
    }
    if (onError.message !== null) {
      this.error = this.render(bound.container, onError.message);
      if (onError.message.names.some((name) => name !== "error")) this.tape.tells = false;
    }
    return "failed";
  }

  #call(bound: BoundProcess, step: Step, pc: number, chance: Part, span: number): boolean {
    const state = bound.process.clients[step.client];
    if (state?.protocol !== "grpc" || !state.dialled) return false;
    const stepSpan = step.span === null ? 0 : this.nextSpan();
    const startedAt = this.now;
    const { tape } = this;
    const opened = step.span === null ? null : tape.open();
    this.journal.turn(state);
    const address = pickAddress(state);
    let callee: BoundProcess | null = null;
    if (address === undefined) {
      if (!this.goOn(this.draw(bound, "work", interceptor, chance))) return false;
      this.error = state.addresses.length === 0 ? noAddress : noConnection;
      tape.nobody(step, pc, this.error, opened);
    } else {
      const connection = this.processes.connection(bound, pc, address.connection);
      if (connection === null) return false;
      const { before, after, background } = step.costs;
      if (before !== null && !this.goOn(this.draw(bound, "work", before, chance))) return false;
      if (!this.deliver(connection, true, requestBytes, chance)) return false;
      const parent = stepSpan === 0 ? span : stepSpan;
      const { to, server, operation } = connection;
      tape.does("call");
      if (!this.serve(to, server, operation, nextPart(chance), parent)) return false;
      tape.answer(step, pc, connection, this.error, opened);
      callee = to;
      if (!this.deliver(connection, false, answerBytes, chance)) return false;
      tape.does("answer");
      const done = after === null ? this.now : this.draw(bound, "start", after, chance);
      if (background !== null) this.draw(bound, "background", background, chance);
      if (after !== null) tape.does("wait");
      if (!this.goOn(done)) return false;
    }
    if (step.span !== null) {
      const failure = this.error === "" ? null : grpcFailureTags(this.error, true);
      const waited = this.now - startedAt;
      chance.waited += waited;
      if (failure !== null) chance.callFailed = true;
      if (callee === null) this.effects.unanswered(step.operation, this.now);
      else this.effects.transit(callee, waited - this.#served, this.now);
      if (opened !== null) tape.close(opened);
      this.effects.span(bound, step.span, failure, stepSpan, span, startedAt, this.now, this.error);
    }
    return true;
  }

  #cacheGet(bound: BoundProcess, step: Step, pc: number, chance: Chance, span: number): boolean {
    const state = bound.process.clients[step.client];
    if (state?.protocol !== "memcached" || state.host === "") return false;
    const { tape } = this;
    const stepSpan = step.span === null ? 0 : this.nextSpan();
    const startedAt = this.now;
    const opened = step.span === null ? null : tape.open();
    const keys = keysAsked(step.keys, this.values());
    if (keys === undefined) return false;
    if (keys.length === 0) {
      if (!this.goOn(this.now + noKeysMicros)) return false;
      tape.get(step, pc, null);
      tape.does("no-keys");
    } else {
      const { idle } = state;
      if (idle.length === 0 || idle.length > step.mostIdle) return false;
      const connection = this.processes.connection(bound, pc, idle[idle.length - 1] as number);
      if (connection === null) return false;
      const { to } = connection;
      const cache = to.process.store;
      // Order matters once something may be dropped.
      if (cache?.kind !== "memcached" || cache.bytes > cache.limitBytes / 2 || to.storeWork === null) return false;
      if (!this.deliver(connection, true, 30 * keys.length, chance)) return false;
      tape.does("cache", to.storeWork);
      if (!this.goOn(this.work(to, drawMicros(to.storeWork, chance)))) return false;
      let hits = 0;
      for (let index = 0; index < keys.length; index++) if (cache.items.has(keys[index] as string)) hits += 1;
      if (hits < keys.length && step.handlesMisses) return false;
      if (!this.deliver(connection, false, 10 + 320 * hits, chance)) return false;
      if (this.now > startedAt + step.timeoutMicros) return false;
      tape.get(step, pc, connection);
      tape.does("cached");
      // What is known of a course is not compared with it.
      if (step.timeoutMicros <= mostTold) tape.tells = false;
    }
    if (step.span !== null) {
      if (opened !== null) tape.close(opened);
      this.effects.span(bound, step.span, null, stepSpan, span, startedAt, this.now, "");
    }
    return true;
  }
}

const interceptor = drawerOf(interceptorMicros);
/** More than a known course's steps may take. */
const mostTold = 0x1_0000;

/** Whether a `when` step's condition is met, of the value of its variable. */
export function isMet({ equals }: Step, value: Variables[string] | undefined): boolean {
  // A list of one empty text is printed like one of none.
  if (typeof value === "object" && equals === "[]")
    return value.length === 0 || (value.length === 1 && value[0] === "");
  return printVariable(value) === equals;
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
