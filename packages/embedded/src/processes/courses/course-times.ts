/**
 * The times of a course that was run before, by the same processes over the same connections, for a request with another beginning:
 * added up from what is kept of each process's work (`timing-pool.ts`).
 * @module
 */
import { nextPart, type Spread, timingOf } from "../timings.ts";
import type { CoursePlan, PlanNode, PlanPart } from "./course-plan.ts";
import { drawTiming } from "./timing-pool.ts";

/** Times of the course that is looked at; used again for the next. They count from the request's arrival at the entry. */
export class CourseTimes {
  /** By node: where its record begins. */
  readonly records: number[] = [];
  readonly #spreads: Spread[] = [];
  /** By part: when it begins. */
  readonly starts: number[] = [];
  endsAt = 0;

  /**
   * Works out a course's times.
   *
   * @param bits - The request's chance at the first process.
   * @returns false when records cannot tell it.
   */
  workOut(plan: CoursePlan, bits: number): boolean {
    if (!this.#findRecords(plan, bits)) return false;
    const { nodes, parts } = plan;
    const { starts, records } = this;
    let at = 0;
    for (let index = 0; index < parts.length; index++) {
      starts[index] = at;
      const { node, at: place } = parts[index] as PlanPart;
      const { words } = (nodes[node] as PlanNode).pool;
      at += words[(records[node] as number) + place + 3] as number;
    }
    this.endsAt = at;
    return true;
  }

  #findRecords({ nodes }: CoursePlan, bits: number): boolean {
    for (let index = 0; index < nodes.length; index++) {
      const { caller, pool } = nodes[index] as PlanNode;
      const part = caller < 0 ? bits : nextPart(this.#spreads[caller] as Spread);
      const spread = this.#spreads[index];
      if (spread === undefined) this.#spreads[index] = { spread: part };
      else spread.spread = part;
      const timing = timingOf(part);
      if (pool.known[timing] === 0 && !drawTiming(pool, timing)) return false;
      this.records[index] = timing * pool.size;
    }
    return true;
  }

  /** Word of a node's record. */
  word({ nodes }: CoursePlan, node: number, at: number): number {
    return (nodes[node] as PlanNode).pool.words[(this.records[node] as number) + at] as number;
  }
}
