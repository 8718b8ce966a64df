/**
 * What tells kinds of whole courses apart: everything of a plan that its times, its spans' attributes and its requests' variables depend on, and none of
 * the processes and connections of one simulation.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import type { CoursePlan } from "./course-plan.ts";
import { type WholeKind, wholeKindOf } from "./whole-kind.ts";

/** The kind of a plan's courses. */
export function kindOfPlan(spec: RequestType, plan: Omit<CoursePlan, "whole">): WholeKind {
  const { nodes, parts, calls, gets, conditions, spans, recorded, served, lines } = plan;
  const key = [
    spec.url,
    nodes.map(({ pool, caller }) => [numberOf(pool), caller]),
    parts.map(({ node, at, before }) => [node, at, before]),
    calls.map(({ connection, asked, answered }) => [connection === null, asked, answered]),
    gets.map(({ connection, step, node, part, account, at }) => [
      connection === null,
      numberOf(step),
      node,
      part,
      account,
      at,
    ]),
    conditions.map(({ step, holds }) => [numberOf(step), holds]),
    spans.map(({ node, from, to, at }) => [node, from, to, at]),
    recorded.map(({ span, extra }) => [numberOf(span), extra]),
    served.map(({ node, from, to, at, waits, call }) => [node, from, to, at, waits, call]),
    lines.map(({ node, part, at }) => [node, part, at]),
  ];
  return wholeKindOf(spec, JSON.stringify(key), {
    parts: parts.length,
    nodes: nodes.length,
    calls: calls.length,
    gets: gets.length,
    spans: spans.length,
    served: served.length,
    lines: lines.length,
  });
}

const numbers = new WeakMap<object, number>();
let latest = 0;

/** Tells objects apart. */
function numberOf(object: object): number {
  let number = numbers.get(object);
  if (number === undefined) {
    number = ++latest;
    numbers.set(object, number);
  }
  return number;
}
