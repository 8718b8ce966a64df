/**
 * What a course leaves behind where nobody who works for it looks: spans, log lines, statistics. Written when it is through.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import type { UnixMicros } from "@aiops-gym/cluster";
import { writeLog } from "../../capture/capture.ts";
import { claimWords, compactBit, headWords, mostPending, writeTime } from "../../capture/pending-spans.ts";
import { cellsOf, recordServed, recordTransit, type ServedEnd } from "../../capture/service-stats.ts";
import { batchMicros, exporterOf, exporterTakes, type KnownAgents } from "../../capture/span-export.ts";
import { writePendingSpans } from "../../capture/span-rows.ts";
import { pendingSpans } from "../../capture/spans.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { completeVariables, drawValues, type Values } from "../../workload/variables.ts";
import { recordUnansweredCall } from "../call-stats.ts";
import type { CompiledLog, CompiledSpan } from "../compiled-program.ts";
import { recordClosedSpan, type Tags } from "../spans.ts";
import type { BoundProcess } from "./bound-process.ts";
import { type ShapeNode, Shapes } from "./shapes.ts";

/** A span that has ended. Times count from the course's beginning. */
export interface CourseSpan {
  process: BoundProcess;
  span: CompiledSpan;
  extra: Tags | null;
  number: number;
  parent: number;
  startedAt: number;
  endedAt: number;
  message: string;
  /** It reached the agent. */
  left: boolean;
}

interface Served {
  process: BoundProcess;
  micros: number;
  own: number;
  end: ServedEnd;
  at: number;
}

/** A call that was answered. */
interface Transit {
  process: BoundProcess;
  micros: number;
  at: number;
}

interface Line {
  readonly process: BoundProcess;
  readonly log: CompiledLog;
  readonly text: string;
  readonly at: UnixMicros;
}

/** Whose course it is. */
export interface CourseRequest {
  readonly id: number;
  readonly type: number;
  readonly spec: RequestType;
  readonly startedAt: UnixMicros;
  /** See `timings.ts`: what it asks for and what is done for it follow from this. */
  readonly beginning: number;
  /** Chance of its variables, and those that are given instead of drawn. */
  readonly chance: number;
  readonly given: Readonly<Record<string, string>> | undefined;
  /** Its variables, once they were needed. */
  values: Values | undefined;
}

/** The variables of a request but for what `completeVariables` adds. */
export function valuesOf(request: CourseRequest): Values {
  request.values ??= drawValues({ chance: request.chance }, request.spec, request.given);
  return request.values;
}

/** Effects in the order of time. Records are used again. */
export class Effects {
  readonly #spans: CourseSpan[] = [];
  #spanCount = 0;
  readonly #served: Served[] = [];
  #servedCount = 0;
  readonly #transits: Transit[] = [];
  #transitCount = 0;
  readonly #unanswered: { readonly operation: string; readonly at: number }[] = [];
  readonly #lines: Line[] = [];
  readonly #shapes = new Shapes();
  readonly #agents: KnownAgents = { ways: new Map(), ends: new Map() };
  #agentsAt = -1;

  clear(): void {
    this.#spanCount = 0;
    this.#servedCount = 0;
    this.#transitCount = 0;
    if (this.#unanswered.length > 0) this.#unanswered.length = 0;
    if (this.#lines.length > 0) this.#lines.length = 0;
  }

  span(
    process: BoundProcess,
    span: CompiledSpan,
    extra: Tags | null,
    number: number,
    parent: number,
    startedAt: number,
    endedAt: number,
    message: string,
    left = false,
  ): void {
    const index = this.#spanCount++;
    const known = this.#spans[index];
    if (known === undefined) {
      this.#spans.push({ process, span, extra, number, parent, startedAt, endedAt, message, left });
      return;
    }
    known.process = process;
    known.span = span;
    known.extra = extra;
    known.number = number;
    known.parent = parent;
    known.startedAt = startedAt;
    known.endedAt = endedAt;
    known.message = message;
    known.left = left;
  }

  served(process: BoundProcess, micros: number, own: number, end: ServedEnd, at: number): void {
    const index = this.#servedCount++;
    const known = this.#served[index];
    if (known === undefined) {
      this.#served.push({ process, micros, own, end, at });
      return;
    }
    known.process = process;
    known.micros = micros;
    known.own = own;
    known.end = end;
    known.at = at;
  }

  /** A call was answered by a process, and its caller waited so much longer than the process took. */
  transit(process: BoundProcess, micros: number, at: number): void {
    const index = this.#transitCount++;
    const known = this.#transits[index];
    if (known === undefined) {
      this.#transits.push({ process, micros, at });
      return;
    }
    known.process = process;
    known.micros = micros;
    known.at = at;
  }

  /** Nobody was there for a call. */
  unanswered(operation: string, at: number): void {
    this.#unanswered.push({ operation, at });
  }

  line(process: BoundProcess, log: CompiledLog, text: string, at: UnixMicros): void {
    this.#lines.push({ process, log, text, at });
  }

  /** The spans so far. */
  get spans(): readonly CourseSpan[] {
    return this.#spans.slice(0, this.#spanCount).map((span) => ({ ...span }));
  }

  /** Writes everything down; `base` is the number of the last span before. */
  apply(sim: Simulation, base: number, request: CourseRequest): void {
    this.#exportSpans(sim, request);
    this.writeSpans(sim, base, request);
    for (let index = 0; index < this.#servedCount; index++) {
      const { process, micros, own, end, at } = this.#served[index] as Served;
      recordServed(cellsOf(sim, process.process.service), request.startedAt + at, micros, own, end);
    }
    for (let index = 0; index < this.#transitCount; index++) {
      const { process, micros, at } = this.#transits[index] as Transit;
      recordTransit(cellsOf(sim, process.process.service), request.startedAt + at, micros);
    }
    for (const { operation, at } of this.#unanswered) recordUnansweredCall(sim, operation, request.startedAt + at);
    for (const { process, log, text, at } of this.#lines) {
      sim.advanceTo(at);
      writeLog(sim, process.container, log.stream, log.severity, text);
    }
    this.clear();
  }

  /** Ways to agents as of now. */
  agentsOf(sim: Simulation): KnownAgents {
    if (sim.ways !== this.#agentsAt) {
      this.#agentsAt = sim.ways;
      this.#agents.ways.clear();
      this.#agents.ends.clear();
    }
    return this.#agents;
  }

  #exportSpans(sim: Simulation, { startedAt }: CourseRequest): void {
    const { enabled } = sim.state.capture;
    const agents = this.agentsOf(sim);
    for (let index = 0; index < this.#spanCount; index++) {
      const span = this.#spans[index] as CourseSpan;
      const { process } = span;
      process.exporter ??= exporterOf(sim, process.containerId);
      const { exporter } = process;
      if (startedAt + span.endedAt - exporter.checkedAt >= batchMicros) {
        exporterTakes(sim, process.containerId, exporter, startedAt + span.endedAt, agents);
      } else exporter.spans += 1;
      span.left = exporter.reachable && enabled;
    }
  }

  /** Writes down the spans that have left. */
  writeSpans(sim: Simulation, base: number, request: CourseRequest): void {
    const pending = pendingSpans(sim);
    let node: ShapeNode | null = request.given === undefined ? this.#shapes.root(pending) : null;
    const count = this.#spanCount;
    let left = 0;
    let latest = 0;
    for (let index = 0; index < count; index++) {
      const span = this.#spans[index] as CourseSpan;
      if (!span.left) continue;
      left += 1;
      latest = span.endedAt;
      if (node !== null) node = this.#shapes.next(sim, node, span, base, request.spec);
    }
    if (left === 0) return;
    if (node === null) {
      this.#recordSpans(sim, base, request);
      return;
    }
    // Spans end in order: the last one tells whether 16 bits are enough.
    const compact = latest < 0x1_0000;
    const size = headWords + (compact ? left : 2 * left);
    const { words, used } = claimWords(pending, size);
    let at = used - size;
    const code = this.#shapes.codeOf(pending, node) + (compact ? compactBit : 0);
    writeHead(words, at, code, base, request.chance, request.type, request.startedAt);
    at += headWords;
    for (let index = 0; index < count; index++) {
      const span = this.#spans[index] as CourseSpan;
      if (!span.left) continue;
      if (compact) words[at++] = (span.startedAt << 16) | span.endedAt;
      else {
        words[at++] = span.startedAt;
        words[at++] = span.endedAt;
      }
    }
    pending.count += left;
    pending.seed = sim.state.kernel.seed;
    if (pending.count > mostPending) writePendingSpans(sim.state.capture, sim.world);
  }

  /** One by one. */
  #recordSpans(sim: Simulation, base: number, request: CourseRequest): void {
    const { spec, startedAt: from } = request;
    const variables = completeVariables(spec, { ...valuesOf(request) });
    for (let index = 0; index < this.#spanCount; index++) {
      const { process, span, extra, number, parent, startedAt, endedAt, message, left } = this.#spans[
        index
      ] as CourseSpan;
      if (!left) continue;
      sim.advanceTo(from + endedAt);
      const task = { error: message, key: "", variables };
      recordClosedSpan(sim, process.containerId, span, extra, base + 1, number, parent, from + startedAt, task);
    }
  }
}

/** Writes the words of a trace before its times. */
export function writeHead(
  words: Uint32Array,
  at: number,
  code: number,
  base: number,
  chance: number,
  type: number,
  startedAt: UnixMicros,
): void {
  words[at] = code;
  words[at + 1] = base;
  words[at + 2] = chance;
  words[at + 3] = type;
  writeTime(words, at + 4, startedAt);
}
