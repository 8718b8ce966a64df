/**
 * What a course needs while it runs: its clock, what it has changed so far, and what it will leave behind.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { logNormalOfBits } from "../../kernel/log-normal.ts";
import { roundMicros } from "../../kernel/math.ts";
import { type Chance, nextBits } from "../../kernel/random.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { localMicros } from "../../network/path.ts";
import type { CompiledLog } from "../compiled-program.ts";
import { type Drawer, drawMicros } from "../draw.ts";
import { renderText } from "../render.ts";
import type { Variables } from "../task.ts";
import type { Template } from "../template.ts";
import { type BoundConnection, type BoundProcess, BoundProcesses } from "./bound-process.ts";
import { type CourseRequest, Effects, valuesOf } from "./effects.ts";
import { Journal } from "./journal.ts";
import { KnownCourses } from "./known-courses.ts";
import { Tape } from "./tape.ts";

/** Courses that last longer are for the interpreter, in microseconds. */
const longest = 600_000_000;

/** A course under way: {@link CourseRun.begin}, then {@link CourseRun.end} or {@link CourseRun.giveUp}. */
export abstract class CourseRun {
  protected readonly sim: Simulation;
  protected readonly journal = new Journal();
  protected readonly effects = new Effects();
  readonly processes: BoundProcesses;
  /** What the course did; good until the next begins. */
  readonly tape = new Tape();
  /** Courses that can be told without being run. */
  readonly courses: KnownCourses;
  /** How many operations are under way. */
  protected depth = 0;

  /** Tells courses apart. */
  #number = 0;
  /** When it began. Other times of a course count from it: small integers, which cost nothing to hand around. */
  startedAt: UnixMicros = 0;
  /** The time of the course. */
  now = 0;
  /** The last time that nothing else comes before. */
  #limit = 0;
  #isTrial = false;
  /** Events that the queue would have counted; tasks that there would have been. */
  events = 0;
  protected tasks = 0;
  #spans = 0;
  #request: CourseRequest | undefined;
  /** Of the operation that ended last. */
  error = "";
  status = 0;

  constructor(sim: Simulation) {
    this.sim = sim;
    this.processes = new BoundProcesses(sim);
    this.courses = new KnownCourses(sim, this.effects);
  }

  /**
   * Begins at the simulation's time.
   *
   * @param isTrial - It will be given up, whatever comes of it, and may last as long as it takes.
   */
  begin(request: CourseRequest, isTrial = false): void {
    const { kernel, processes } = this.sim.state;
    this.#number += 1;
    this.startedAt = kernel.now;
    this.journal.base = kernel.now;
    this.now = 0;
    this.#limit = isTrial ? longest : this.limit(kernel.now);
    this.#isTrial = isTrial;
    this.events = 0;
    this.tasks = 0;
    this.#spans = processes.spanCounter;
    this.depth = 0;
    this.#request = request;
    this.error = "";
    this.status = 0;
    this.tape.begin();
  }

  /** How long a course may last that begins now: nothing else may come before. */
  limit(now: UnixMicros): number {
    return Math.min(this.sim.horizon, Math.ceil(this.sim.nextEventAt) - 1, now + longest) - now;
  }

  /** Keeps what the course did, so that others like it need not be run. To be called before its end, or before it is given up. */
  learn(request: CourseRequest, containerId: string, always = false): void {
    const { events, tasks, error, status } = this;
    const spans = this.#spans - this.sim.state.processes.spanCounter;
    this.courses.learn(this.tape, request, containerId, { events, tasks, spans, error, status }, always);
  }

  /** Takes everything back. */
  giveUp(): void {
    this.journal.undo();
    this.effects.clear();
    this.sim.advanceTo(this.startedAt);
  }

  /** All went well: writes down what the course leaves behind. The clock is where the course ended. */
  end(): void {
    const request = this.#request;
    if (request === undefined) return;
    const sim = this.sim;
    const { kernel, processes } = sim.state;
    this.journal.clear();
    this.effects.apply(sim, processes.spanCounter, request);
    sim.advanceTo(this.startedAt + this.now);
    kernel.sequence += this.events;
    processes.nextId += this.tasks;
    processes.spanCounter = this.#spans;
  }

  /** As `goOn` does; false when something else comes first. */
  goOn(at: number): boolean {
    if (at > this.#limit) return false;
    this.events += 1;
    this.now = at;
    return true;
  }

  protected nextSpan(): number {
    this.#spans += 1;
    return this.#spans;
  }

  /** CPU of a process. */
  protected work(bound: BoundProcess, micros: number): number {
    // A trial leaves nothing behind, not even what who runs the request next will do first.
    const fresh = !this.#isTrial && bound.course !== this.#number;
    bound.course = this.#number;
    return this.journal.work(bound.cpu, this.now, micros, fresh);
  }

  /** As {@link CourseRun.work}, of the process whose turn it is. */
  protected draw(bound: BoundProcess, kind: "work" | "start" | "background", micros: Drawer, chance: Chance): number {
    this.tape.does(kind, micros);
    return this.work(bound, drawMicros(micros, chance));
  }

  /** A message on a connection, up to its arrival. */
  protected deliver({ record, times }: BoundConnection, toServer: boolean, bytes: number, chance: Chance): boolean {
    this.tape.does("message", null, times);
    const direction = toServer ? record.toServer : record.toClient;
    const micros = times === null ? localMicros : roundMicros(logNormalOfBits(times, nextBits(chance)));
    return this.goOn(this.journal.send(direction, bytes, this.now + micros));
  }

  protected values(): Variables {
    return this.#request === undefined ? {} : valuesOf(this.#request);
  }

  protected print(bound: BoundProcess, line: CompiledLog): void {
    this.tape.line(line, this.error);
    this.effects.line(bound, line, this.render(bound.container, line.text), this.startedAt + this.now);
  }

  protected render(container: BoundProcess["container"], text: Template): string {
    if (text.names.length === 0) return text.literals[0] ?? "";
    this.sim.advanceTo(this.startedAt + this.now);
    return renderText(this.sim, container, text, { task: { error: this.error, key: "", variables: this.values() } });
  }
}
