/**
 * Shapes of traces: which spans end one after another, so that a trace is kept as a shape and its times.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import type { PendingSpans, Shape, ShapeSpan } from "../../capture/pending-spans.ts";
import { originOf } from "../../capture/spans.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import type { CompiledSpan } from "../compiled-program.ts";
import { type Tags, tagsOf } from "../spans.ts";
import type { CourseSpan } from "./effects.ts";

/** A beginning of traces. */
export interface ShapeNode {
  readonly spans: Shape;
  /** What its last span is told apart by. */
  readonly containerId: string;
  readonly span: CompiledSpan | null;
  readonly extra: Tags | null;
  readonly message: string;
  readonly number: number;
  readonly parent: number;
  readonly next: ShapeNode[];
  /** Its code in the state; -1: none yet. */
  code: number;
}

/** Traces that differ in messages may be many. */
const mostNodes = 2_000;

function createNode(spans: Shape, span: CourseSpan | null, base: number): ShapeNode {
  return {
    spans,
    containerId: span?.process.containerId ?? "",
    span: span?.span ?? null,
    extra: span?.extra ?? null,
    message: span?.message ?? "",
    number: span === null ? 0 : span.number - base,
    parent: span === null || span.parent === 0 ? 0 : span.parent - base,
    next: [],
    code: -1,
  };
}

/** All shapes that courses of a simulation have come to; not part of its state. */
export class Shapes {
  #root = createNode([], null, 0);
  #nodes = 0;
  /** Where the codes are from. */
  #coded: Shape[] | undefined;

  /** Where traces begin. */
  root(pending: PendingSpans): ShapeNode {
    if (pending.shapes !== this.#coded || this.#nodes > mostNodes) {
      this.#root = createNode([], null, 0);
      this.#nodes = 0;
      this.#coded = pending.shapes;
    }
    return this.#root;
  }

  /** The shape that goes on with a span; null when that has texts which only the simulation of then can tell. */
  next(sim: Simulation, node: ShapeNode, span: CourseSpan, base: number, request: RequestType): ShapeNode | null {
    const number = span.number - base;
    const parent = span.parent === 0 ? 0 : span.parent - base;
    const { containerId } = span.process;
    for (const known of node.next) {
      if (
        known.span === span.span &&
        known.number === number &&
        known.parent === parent &&
        known.extra === span.extra &&
        known.containerId === containerId &&
        known.message === span.message
      )
        return known;
    }
    const shapeSpan = describe(sim, span, number, parent, request);
    if (shapeSpan === undefined) return null;
    const made = createNode([...node.spans, shapeSpan], span, base);
    this.#nodes += 1;
    node.next.push(made);
    return made;
  }

  /** The shape of a whole trace; null as for {@link Shapes.next}. */
  static of(sim: Simulation, spans: readonly CourseSpan[], base: number, request: RequestType): Shape | null {
    const shape: ShapeSpan[] = [];
    for (const span of spans) {
      const parent = span.parent === 0 ? 0 : span.parent - base;
      const described = describe(sim, span, span.number - base, parent, request);
      if (described === undefined) return null;
      shape.push(described);
    }
    return Object.freeze(shape);
  }

  /** The shape's code in the state. */
  codeOf(pending: PendingSpans, node: ShapeNode): number {
    if (node.code < 0) {
      node.code = pending.shapes.length;
      pending.shapes.push(Object.freeze(node.spans));
    }
    return node.code;
  }
}

function describe(
  sim: Simulation,
  { process, span, extra, message }: CourseSpan,
  number: number,
  parent: number,
  { variables }: RequestType,
): ShapeSpan | undefined {
  const { containerId } = process;
  const origin = originOf(sim, containerId);
  if (origin === undefined || span.name.names.length > 0) return undefined;
  const isKnown = (name: string): boolean =>
    name === "request.url" || variables.some((variable) => variable.name === name);
  if (!span.tags.every(({ value }) => value.names.every(isKnown))) return undefined;
  const drawn = span.tags.some(({ value }) => value.names.length > 0);
  let tags = tagsOf(span.kind, extra);
  if (!drawn && span.tags.length > 0) {
    const own = Object.fromEntries(span.tags.map(({ key, value }) => [key, value.literals[0] ?? ""]));
    tags = Object.freeze({ "span.kind": span.kind, ...own, ...extra });
  }
  return Object.freeze({
    containerId,
    origin,
    name: span.name.literals[0] ?? "",
    kind: span.kind,
    failed: extra?.["error"] === true,
    message: message === "" ? null : message,
    tags,
    texts: drawn ? span.tags : [],
    number,
    parent,
  });
}
