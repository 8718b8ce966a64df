/**
 * Rows of whole traces that waited as the shapes of their spans.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import { countRows, idWords, makeRoomForSpans } from "@aiops-gym/telemetry";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import { parseTemplate, printVariable, renderTemplate } from "../processes/template.ts";
import { RequestDraft } from "../workload/draft.ts";
import { drawValues } from "../workload/variables.ts";
import type { EndedSpan, Shape, ShapeSpan, TraceRecord } from "./pending-spans.ts";
import { hasPlainTexts, type Printed, shapeAttributes } from "./span-attributes.ts";
import { codesOf, type SpanCapture, type SpanCodes } from "./span-codes.ts";
import { mix, type TraceWords, traceWords } from "./span-ids.ts";

/** What rows hold of a shape's spans; of those with texts, what they hold of the trace that was written last. */
export interface ShapeCodes {
  /** {@link codeWords} a span: numbers of {@link SpanCodes} in their order, the span's own number and its parent's. */
  readonly words: Int32Array;
  readonly attributes: (string | null)[];
  /** Places of spans with texts. */
  readonly changing: readonly number[];
}

const codeWords = 8;

/**
 * Makes rows of a trace.
 *
 * @param known - What is known of shapes already.
 * @param isBeyond - Only what rows refer to is written down: they would be dropped.
 * @param coming - How many rows come at once; as many less after this.
 */
export function writeTrace(
  capture: SpanCapture,
  world: SimulationWorld,
  seed: number,
  known: Map<Shape, ShapeCodes>,
  trace: TraceRecord,
  isBeyond: boolean,
  coming: { rows: number },
): void {
  const { shape, chance, type, beginning } = trace;
  const spec = world.application.workload.requests[type];
  let variables: Printed | undefined;
  const again = (): Printed => {
    variables ??= variablesAgain(spec, chance);
    return variables;
  };
  const codesAt = (span: ShapeSpan): SpanCodes => {
    if (span.texts.length === 0) return codesOf(capture, span.containerId, span.origin, span);
    const tags = withTexts(span.tags, span.texts, again());
    return codesOf(capture, span.containerId, span.origin, { ...span, tags });
  };
  let codes = known.get(shape);
  if (codes === undefined) {
    const words = new Int32Array(shape.length * codeWords);
    codes = { words, attributes: [], changing: placesWithTexts(shape) };
    for (let place = 0; place < shape.length; place++)
      writeCodes(codes, place, shape[place] as ShapeSpan, codesAt(shape[place] as ShapeSpan));
    known.set(shape, codes);
  } else {
    for (const place of codes.changing) {
      const span = shape[place] as ShapeSpan;
      if (!hasPlainTexts(span)) writeCodes(codes, place, span, codesAt(span));
      else if (!isBeyond) codes.attributes[place] = shapeAttributes(span, spec, beginning, again);
    }
  }
  if (!isBeyond) appendTrace(capture, seed, trace, codes, coming);
}

function writeCodes({ words, attributes }: ShapeCodes, place: number, span: ShapeSpan, codes: SpanCodes): void {
  const { origin, operation, kind, status, peer, httpStatus } = codes;
  words.set([origin, operation, kind, status, peer, httpStatus, span.number, span.parent], place * codeWords);
  attributes[place] = codes.attributes;
}

function placesWithTexts(shape: Shape): readonly number[] {
  return shape.flatMap(({ texts }, place) => (texts.length > 0 ? [place] : []));
}

/** Adds the rows of a trace, column by column: `appendSpan` looks for room for each. */
function appendTrace(
  { spans }: SpanCapture,
  seed: number,
  { shape, base, startedAt, times, timesAt, compact }: TraceRecord,
  codes: ShapeCodes,
  coming: { rows: number },
): void {
  const { words } = codes;
  const trace = traceWords(seed, base + 1);
  numberIds(trace, base, shape);
  const { idHigh, idLow } = trace;
  for (let place = 0; place < shape.length; ) {
    const rows = makeRoomForSpans(spans, shape.length - place, coming.rows);
    const { time, start, ids, origin, operation, kind, status, peer, httpStatus, message, attributes } = spans.open;
    const to = spans.count + rows;
    for (let row = spans.count; row < to; row++, place++) {
      if (compact) {
        const both = times[timesAt + place] as number;
        start[row] = startedAt + (both >>> 16);
        time[row] = startedAt + (both & 0xffff);
      } else {
        start[row] = startedAt + (times[timesAt + 2 * place] as number);
        time[row] = startedAt + (times[timesAt + 2 * place + 1] as number);
      }
      const from = place * codeWords;
      origin[row] = words[from] as number;
      operation[row] = words[from + 1] as number;
      kind[row] = words[from + 2] as number;
      status[row] = words[from + 3] as number;
      peer[row] = words[from + 4] as number;
      httpStatus[row] = words[from + 5] as number;
      const number = words[from + 6] as number;
      const parent = words[from + 7] as number;
      const word = row * idWords;
      ids[word + 2] = idHigh;
      ids[word + 3] = idLow;
      ids[word + 4] = idsHigh[number] as number;
      ids[word + 5] = idsLow[number] as number;
      ids[word + 6] = idsHigh[parent] as number;
      ids[word + 7] = idsLow[parent] as number;
      message.push((shape[place] as ShapeSpan).message);
      attributes.push(codes.attributes[place] ?? null);
    }
    countRows(spans, rows);
    coming.rows -= rows;
  }
}

/** Ids of a trace's spans by their numbers from the last before it, as 32 bits with a sign; 0 is none. Used again. */
let idsHigh = new Int32Array(64);
let idsLow = new Int32Array(64);

function numberIds({ low, high }: TraceWords, base: number, shape: Shape): void {
  let latest = 0;
  for (const { number } of shape) if (number > latest) latest = number;
  if (latest >= idsHigh.length) {
    idsHigh = new Int32Array(2 * latest);
    idsLow = new Int32Array(2 * latest);
  }
  for (let number = 1; number <= latest; number++) {
    idsHigh[number] = mix(low, base + number, 3);
    idsLow[number] = mix(high, base + number, 4) | 1;
  }
}

/** The variables of a request, as drawn first: only those that are asked for are made. They hold until the next request's are asked for. */
function variablesAgain(spec: RequestType | undefined, chance: number): Printed {
  if (spec === undefined) return () => undefined;
  const draft = RequestDraft.shared(spec);
  const own = draft === null ? allDrawn(spec, chance | 0) : drawnBy(draft, chance | 0);
  return (name) => (name === "request.url" ? renderTemplate(parseTemplate(spec.url), own) : own(name));
}

function drawnBy(draft: RequestDraft, chance: number): Printed {
  draft.begin(chance);
  return (name) => {
    const index = draft.indexOf(name);
    return index < 0 ? undefined : printVariable(draft.value(index));
  };
}

function allDrawn(spec: RequestType, chance: number): Printed {
  const values = drawValues({ chance }, spec);
  return (name) => printVariable(values[name]);
}

function withTexts(tags: EndedSpan["tags"], texts: ShapeSpan["texts"], variables: Printed): EndedSpan["tags"] {
  const all: Record<string, string | number | boolean> = {};
  const { "span.kind": kind, ...rest } = tags;
  if (kind !== undefined) all["span.kind"] = kind;
  for (const { key, value } of texts) all[key] = renderTemplate(value, variables);
  return Object.assign(all, rest);
}
