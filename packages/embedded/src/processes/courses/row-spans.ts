/**
 * Spans of requests that are run as rows: handed to their exporters, and recorded as a few words.
 * @module
 */
import {
  keepRows,
  mostPending,
  mostRowMicros,
  mostRowShapes,
  mostRowTypes,
  writeRow,
} from "../../capture/pending-spans.ts";
import { batchMicros, exporterOf, exporterTakes } from "../../capture/span-export.ts";
import { writePendingSpans } from "../../capture/span-rows.ts";
import { pendingSpans } from "../../capture/spans.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import type { CoursePlan } from "./course-plan.ts";
import type { CourseRequest, CourseSpan, Effects } from "./effects.ts";
import type { KnownCourse } from "./known-courses.ts";
import { nodeWords, spansEnd } from "./whole-kind.ts";

/** A simulation's. */
export class RowSpans {
  readonly #sim: Simulation;
  readonly #effects: Effects;
  /** Of the course whose spans are handed over. */
  #row = 0;
  #from = 0;
  /** By span: whether it reached its agent. */
  readonly #left: boolean[] = [];

  constructor(sim: Simulation, effects: Effects) {
    this.#sim = sim;
    this.#effects = effects;
  }

  /** Hands over and records what the processes' tracers make of a row that reaches the entry at `from`, from the request's beginning. */
  apply(known: KnownCourse, request: CourseRequest, row: number, from: number): void {
    this.#row = row;
    this.#from = from;
    const { shapes } = this.#sim.state.capture.pendingSpans;
    const fits = this.#from <= mostRowMicros && request.type < mostRowTypes && shapes.length < mostRowShapes;
    const left = (fits && this.#exportAll(known.plan, request)) || this.#exportEach(known.plan, request);
    if (!this.#sim.state.capture.enabled) return;
    if (left && fits) this.#writeRow(known, request);
    else this.#writeSome(known.plan, request);
  }

  /** Hands all spans over when no exporter has to look at its agent for them; false: nothing has happened. */
  #exportAll({ nodes, whole }: CoursePlan, { startedAt }: CourseRequest): boolean {
    const { words, layout } = whole;
    const base = startedAt + this.#from;
    let at = this.#row + layout.nodes + spansEnd;
    for (let index = 0; index < nodes.length; index++, at += nodeWords) {
      const { process, spans } = nodes[index] as CoursePlan["nodes"][number];
      if (spans.length === 0) continue;
      const { exporter } = process;
      if (exporter === undefined || !exporter.reachable) return false;
      if (base + (words[at] as number) - exporter.checkedAt >= batchMicros) return false;
    }
    for (let index = 0; index < nodes.length; index++) {
      const { process, spans } = nodes[index] as CoursePlan["nodes"][number];
      if (process.exporter !== undefined) process.exporter.spans += spans.length;
    }
    return true;
  }

  /** Hands spans over one by one; false when some have not left. */
  #exportEach({ spans, nodes, whole }: CoursePlan, { startedAt }: CourseRequest): boolean {
    const sim = this.#sim;
    const { words, layout } = whole;
    const base = startedAt + this.#from;
    let at = this.#row + layout.spans + 1;
    let left = true;
    for (let index = 0; index < spans.length; index++, at += 2) {
      const { node } = spans[index] as CoursePlan["spans"][number];
      const { process } = nodes[node] as CoursePlan["nodes"][number];
      process.exporter ??= exporterOf(sim, process.containerId);
      const { exporter } = process;
      const endedAt = base + (words[at] as number);
      if (endedAt - exporter.checkedAt >= batchMicros)
        exporterTakes(sim, process.containerId, exporter, endedAt, this.#effects.agentsOf(sim));
      else exporter.spans += 1;
      this.#left[index] = exporter.reachable;
      left &&= exporter.reachable;
    }
    return left;
  }

  #writeRow(known: KnownCourse, { type, beginning, startedAt }: CourseRequest): void {
    const sim = this.#sim;
    const pending = pendingSpans(sim);
    if (known.coded !== pending.shapes) {
      const { shape, whole } = known.plan;
      known.coded = pending.shapes;
      known.code = pending.shapes.length;
      pending.shapes.push(shape);
      keepRows(shape, whole);
    }
    writeRow(pending, known.code, sim.state.processes.spanCounter, beginning, type, this.#from, startedAt);
    pending.count += known.plan.spans.length;
    pending.seed = sim.state.kernel.seed;
    if (pending.count > mostPending) writePendingSpans(sim.state.capture, sim.world);
  }

  /** Some spans have not reached their agents. */
  #writeSome({ recorded, whole }: CoursePlan, request: CourseRequest): void {
    const effects = this.#effects;
    const { spanCounter } = this.#sim.state.processes;
    const { words, layout } = whole;
    let at = this.#row + layout.spans;
    for (let index = 0; index < recorded.length; index++) {
      const { process, span, extra, number, parent, message } = recorded[index] as CourseSpan;
      const startedAt = this.#from + (words[at++] as number);
      const endedAt = this.#from + (words[at++] as number);
      const under = parent === 0 ? 0 : spanCounter + parent;
      const left = this.#left[index] as boolean;
      effects.span(process, span, extra, spanCounter + number, under, startedAt, endedAt, message, left);
    }
    effects.writeSpans(this.#sim, spanCounter, request);
    effects.clear();
  }
}
