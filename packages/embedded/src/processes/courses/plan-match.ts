/**
 * Which requests go a plan's way.
 * @module
 */
import { keysAsked } from "./cache-keys.ts";
import { isMet } from "./course.ts";
import type { CoursePlan, PlanGet } from "./course-plan.ts";
import { type CourseRequest, valuesOf } from "./effects.ts";
import { askWords, goesElsewhere, unasked } from "./whole-kind.ts";

/**
 * Whether a request's variables are such that it goes the plan's way; counts the keys and the hits of its looks into caches.
 *
 * @returns `misses` when it would, but for keys that have to be asked for elsewhere.
 */
export function meets(plan: CoursePlan, request: CourseRequest): "yes" | "no" | "misses" {
  const { gets, whole } = plan;
  const { beginning } = request;
  const row = whole.rowOf(beginning);
  if (row >= 0) return meetsRow(plan, row);
  if (row === unasked) whole.tell(beginning, asks(plan, request));
  if (whole.rowOf(beginning) === goesElsewhere) return "no";
  for (const get of gets) {
    const { look, connection, step } = get;
    get.keys = look === null ? countKeys(get, request) : look.keys();
    const cache = connection?.to.process.store;
    if (cache?.kind !== "memcached") continue;
    get.hits = look?.hits(cache) ?? -1;
    if (get.hits < 0) get.hits = countHits(get, request, cache.items);
    if (get.hits < get.keys && step.handlesMisses) return "misses";
  }
  return "yes";
}

/** As {@link meets}, of a request that has a row: its variables are such that it goes the plan's way. */
function meetsRow({ gets, whole }: CoursePlan, row: number): "yes" | "misses" {
  const { words, layout } = whole;
  whole.fetch(row);
  let at = row + layout.asks;
  for (let index = 0; index < gets.length; index++) {
    const get = gets[index] as PlanGet;
    const { look, connection, step } = get;
    const keys = words[at] as number;
    const count = words[at + 1] as number;
    get.keys = keys;
    const cache = connection?.to.process.store;
    if (look !== null && cache?.kind === "memcached") {
      const mask = (words[at + 2] as number) | ((words[at + 3] as number) << 16);
      get.hits = look.hitsOf(cache, words, at + askWords, count, mask);
      if (get.hits < keys && step.handlesMisses) return "misses";
    }
    at += askWords + count;
  }
  return "yes";
}

/** Whether a request's variables are such that it goes the plan's way, but for what caches have. */
function asks({ conditions, gets, draft }: CoursePlan, request: CourseRequest): boolean {
  for (const { step, holds, variable, list } of conditions) {
    if (list) {
      if ((draft?.list(variable).count === 0) !== holds) return false;
      continue;
    }
    const value = draft === null || variable < 0 ? variableOf(request, step.variable) : draft.value(variable);
    if (isMet(step, value) !== holds) return false;
  }
  for (const get of gets) {
    const { look, connection } = get;
    const keys = look === null ? countKeys(get, request) : look.keys();
    if ((keys === 0) !== (connection === null)) return false;
  }
  return true;
}

function variableOf(request: CourseRequest, variable: string): string | readonly string[] | undefined {
  return valuesOf(request)[variable] ?? (variable === "key" ? "" : undefined);
}

/** How many keys there are; -1 when their texts need more than the variables. */
function countKeys({ step }: PlanGet, request: CourseRequest): number {
  return keysAsked(step.keys, valuesOf(request))?.length ?? -1;
}

function countHits({ step }: PlanGet, request: CourseRequest, items: ReadonlyMap<string, number>): number {
  let hits = 0;
  for (const key of keysAsked(step.keys, valuesOf(request)) ?? []) if (items.has(key)) hits += 1;
  return hits;
}
