/**
 * The courses that a simulation's requests have taken before, and which of them a request takes again.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { writeLog } from "../../capture/capture.ts";
import type { Shape } from "../../capture/pending-spans.ts";
import { cellsOf, openSlot, recordInBuckets, recordTransitIn, slotAt } from "../../capture/service-stats.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import { RequestDraft } from "../../workload/draft.ts";
import { recordUnansweredCall } from "../call-stats.ts";
import { renderText } from "../render.ts";
import { applyAmongOthers, hasQuotas } from "./among-others.ts";
import { type CoursePlan, type PlanTotals, planOf } from "./course-plan.ts";
import { CourseTimes } from "./course-times.ts";
import { type CourseRequest, type Effects, valuesOf } from "./effects.ts";
import { hasTurns, isStillBound, takesTurns } from "./plan-check.ts";
import { meets } from "./plan-match.ts";
import { RowSpans } from "./row-spans.ts";
import { Shapes } from "./shapes.ts";
import type { Tape } from "./tape.ts";
import { ownShift, rowless, servedWords } from "./whole-kind.ts";
import { wholeRow } from "./whole-row.ts";
import { WholeTimes } from "./whole-times.ts";

/** A plan, and what a simulation knows of it. */
export interface KnownCourse {
  readonly containerId: string;
  readonly plan: CoursePlan;
  /** `Simulation.changes` when it was last looked whether all is as it was. */
  changes: number;
  /** Whether some of its calls go to several addresses in turn, as of then. */
  turns: boolean;
  /** Where the shape's code is from. */
  coded: Shape[] | undefined;
  code: number;
}

/** What comes of asking for a course. */
export type KnownOutcome = "fits" | "unknown" | "busy" | "late";

/** Plans of a type of request: one for each way that its calls may take. */
const mostPlans = 128;
/** When there are more ways, plans are made of one in so many requests that have none. */
const plannedShare = 16;

/** A simulation's; not part of its state. */
export class KnownCourses {
  readonly #sim: Simulation;
  readonly #effects: Effects;
  readonly #byType: KnownCourse[][] = [];
  /** By type: what reads its requests' variables; null: `drawValues` does. */
  readonly #drafts: (RequestDraft | null)[] = [];
  readonly #times = new CourseTimes();
  readonly #whole = new WholeTimes();
  /** The row of the course that was worked out, when it reaches the entry, and when it ends: from the request's beginning. */
  #row = 0;
  #from = 0;
  #endsAt = 0;
  /** Whether the request that was looked for last will miss keys that have to be asked for elsewhere. */
  misses = false;
  /** Counts requests that had no plan. */
  #unplanned = 0;
  readonly #spans: RowSpans;

  constructor(sim: Simulation, effects: Effects) {
    this.#sim = sim;
    this.#effects = effects;
    this.#spans = new RowSpans(sim, effects);
  }

  /** The plan that a request will follow which gets to a container; null when there is none. */
  find(request: CourseRequest, containerId: string): KnownCourse | null {
    const known = this.#byType[request.type];
    this.misses = false;
    if (known === undefined || request.given !== undefined) return null;
    const { changes } = this.#sim;
    this.#drafts[request.type]?.begin(request.chance);
    for (let index = 0; index < known.length; index++) {
      const one = known[index] as KnownCourse;
      if (one.containerId !== containerId) continue;
      if ((one.turns || one.changes !== changes) && !takesTurns(one.plan)) continue;
      if (one.changes !== changes) {
        if (!isStillBound(this.#sim, one.plan)) {
          known.splice(index, 1);
          index -= 1;
          continue;
        }
        one.changes = changes;
        one.turns = hasTurns(one.plan);
      }
      const met = meets(one.plan, request);
      if (met === "yes") return one;
      if (met === "misses") this.misses = true;
    }
    return null;
  }

  /**
   * Keeps what a course did that has just been run, for others like it.
   *
   * @param always - Also when there are many plans, of which only one in so many requests makes a new one otherwise.
   */
  learn(tape: Tape, request: CourseRequest, containerId: string, totals: PlanTotals, always = false): void {
    if (request.given !== undefined || !tape.tells) return;
    const full = (this.#byType[request.type]?.length ?? 0) >= mostPlans;
    this.#unplanned += 1;
    if (full && !always && this.#unplanned % plannedShare !== 0) return;
    const base = this.#sim.state.processes.spanCounter;
    const { spans } = this.#effects;
    const shape = Shapes.of(this.#sim, spans, base, request.spec);
    if (shape === null) return;
    const recorded = spans.map((span) => ({
      ...span,
      number: span.number - base,
      parent: span.parent === 0 ? 0 : span.parent - base,
    }));
    const { type, spec } = request;
    let draft = this.#drafts[type];
    if (draft === undefined) {
      draft = RequestDraft.shared(spec);
      this.#drafts[type] = draft;
      draft?.begin(request.chance);
    }
    const plan = planOf(tape, recorded, shape, totals, draft, spec);
    if (plan === null) return;
    this.#byType[type] ??= [];
    const known = this.#byType[type] as KnownCourse[];
    if (full) known.shift();
    known.push({ containerId, plan, changes: this.#sim.changes, turns: hasTurns(plan), coded: undefined, code: 0 });
  }

  /**
   * Looks whether a request can be run as its plan says.
   *
   * @param bits - Chance of the work for it.
   * @param from - When it gets to the container, from then.
   * @param limit - When it has to be over, from then.
   * @returns `unknown` when what is kept cannot tell it, `busy` when something is in its way, `late` when something else comes
   *   first. Nothing has happened yet.
   */
  run({ plan }: KnownCourse, request: CourseRequest, bits: number, from: number, limit: number): KnownOutcome {
    const { startedAt } = request;
    const row = this.#rowOf(plan, request, bits);
    if (row < 0) return "unknown";
    const endsAt = from + (plan.whole.words[row + plan.whole.layout.ends] as number);
    if (endsAt > limit) return "late";
    const base = startedAt + from;
    if (!this.#whole.fits(plan, row, base)) return "busy";
    if (this.#whole.crosses && !this.#times.workOut(plan, bits)) return "unknown";
    this.#row = row;
    this.#from = from;
    this.#endsAt = endsAt;
    return "fits";
  }

  #rowOf(plan: CoursePlan, { beginning }: CourseRequest, bits: number): number {
    const { whole } = plan;
    if (whole.rowOf(beginning) === rowless)
      whole.keep(beginning, this.#times.workOut(plan, bits) ? wholeRow(plan, this.#times) : null);
    return whole.rowOf(beginning);
  }

  /** As {@link run}, of a request that is run among others: only quotas are in its way. */
  runAmongOthers({ plan }: KnownCourse, request: CourseRequest, bits: number, from: number): boolean {
    const row = this.#rowOf(plan, request, bits);
    if (row < 0 || plan.lines.length > 0) return false;
    this.#row = row;
    this.#from = from;
    this.#endsAt = from + (plan.whole.words[row + plan.whole.layout.ends] as number);
    return hasQuotas(plan, row, request.startedAt + from, this.#sim.now);
  }

  /** Does what the course does that was worked out among others. Its spans are not recorded; the clock stays where it is. */
  applyAmongOthers({ plan }: KnownCourse, { startedAt }: CourseRequest): void {
    applyAmongOthers(plan, this.#row, startedAt + this.#from);
    this.#applyServed(plan, startedAt + this.#endsAt);
    this.#count(plan);
  }

  /** Counts what is numbered, as if it had been done step by step. */
  #count({ totals }: CoursePlan): void {
    const { kernel, processes } = this.#sim.state;
    kernel.sequence += totals.events;
    processes.nextId += totals.tasks;
    processes.spanCounter += totals.spans;
  }

  /** Forgets all plans. */
  forget(): void {
    this.#byType.length = 0;
  }

  /** When the course that was worked out ends, from the request's beginning. */
  get endsAt(): number {
    return this.#endsAt;
  }

  /** Does what the course does that was worked out. The clock is where it ended. */
  apply(known: KnownCourse, request: CourseRequest): void {
    const sim = this.#sim;
    const { plan } = known;
    const { startedAt } = request;
    this.#whole.apply(plan, this.#row, startedAt + this.#from, this.#times);
    this.#spans.apply(known, request, this.#row, this.#from);
    this.#applyServed(plan, startedAt + this.#endsAt);
    if (plan.lines.length > 0) this.#print(plan, request);
    sim.advanceTo(startedAt + this.#endsAt);
    this.#count(plan);
  }

  #applyServed({ served, unanswered, nodes, whole }: CoursePlan, endedAt: UnixMicros): void {
    const { words, layout } = whole;
    let at = this.#row + layout.served;
    // Nothing else comes before its end, so that all of it lies between two ticks of the sampling clock, in one cell.
    const slot = slotAt(endedAt);
    for (let index = 0; index < served.length; index++, at += servedWords) {
      const { node, end } = served[index] as CoursePlan["served"][number];
      const { process } = nodes[node] as CoursePlan["nodes"][number];
      // A cell that is closed serves again, for another slot.
      if (process.cell?.slot !== slot) process.cell = openSlot(cellsOf(this.#sim, process.process.service), slot);
      const { cell } = process;
      const word = words[at] as number;
      recordInBuckets(cell, word & bucketMask, word >>> ownShift, end);
      const transit = (words[at + 1] as number) - 1;
      if (transit >= 0) recordTransitIn(cell, transit);
    }
    for (const operation of unanswered) recordUnansweredCall(this.#sim, operation, endedAt);
  }

  #print(plan: CoursePlan, request: CourseRequest): void {
    const sim = this.#sim;
    const { words, layout } = plan.whole;
    const base = request.startedAt + this.#from;
    for (const [index, { node, taped }] of plan.lines.entries()) {
      const { container } = (plan.nodes[node] as CoursePlan["nodes"][number]).process;
      const { log, error } = taped;
      sim.advanceTo(base + (words[this.#row + layout.lines + index] as number));
      const variables = log.text.names.length === 0 ? nothing : valuesOf(request);
      const text = renderText(sim, container, log.text, { task: { error, key: "", variables } });
      writeLog(sim, container, log.stream, log.severity, text);
    }
  }
}

const nothing = Object.freeze({});
const bucketMask = (1 << ownShift) - 1;
