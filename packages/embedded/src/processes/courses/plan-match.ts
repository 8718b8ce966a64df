/**
 * Which requests go a plan's way.
 * @module
 */
import { keysAsked } from "./cache-keys.ts";
import { isMet } from "./course.ts";
import type { CoursePlan, PlanGet } from "./course-plan.ts";
import { type CourseRequest, valuesOf } from "./effects.ts";

/**
 * Whether a request's variables are such that it goes the plan's way; counts the keys and the hits of its looks into caches.
 *
 * @returns `misses` when it would, but for keys that have to be asked for elsewhere.
 */
export function meets({ conditions, gets, draft }: CoursePlan, request: CourseRequest): "yes" | "no" | "misses" {
  for (const { step, holds, variable, list } of conditions) {
    if (list) {
      if ((draft?.list(variable).count === 0) !== holds) return "no";
      continue;
    }
    const value = draft === null || variable < 0 ? variableOf(request, step.variable) : draft.value(variable);
    if (isMet(step, value) !== holds) return "no";
  }
  for (const get of gets) {
    const { look, connection } = get;
    get.keys = look === null ? countKeys(get, request) : look.keys();
    if ((get.keys === 0) !== (connection === null)) return "no";
  }
  for (const get of gets) {
    const { look, connection, keys, step } = get;
    const cache = connection?.to.process.store;
    if (cache?.kind !== "memcached") continue;
    get.hits = look?.hits(cache) ?? -1;
    if (get.hits < 0) get.hits = countHits(get, request, cache.items);
    if (get.hits < keys && step.handlesMisses) return "misses";
  }
  return "yes";
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
