/**
 * Rows of spans, made at once or when somebody reads.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import type { UnixMicros } from "@aiops-gym/cluster";
import {
  appendSpan,
  internOperation,
  internPeer,
  internSpanOrigin,
  type Origin,
  skipSpans,
  spanKinds,
  spanStatusCodes,
  spansBeyondKeeping,
} from "@aiops-gym/telemetry";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import { parseTemplate, printVariable, renderTemplate } from "../processes/template.ts";
import { RequestDraft } from "../workload/draft.ts";
import { drawValues } from "../workload/variables.ts";
import type { CaptureState } from "./capture-state.ts";
import {
  createPendingSpans,
  type EndedSpan,
  formMark,
  formWords,
  readFormSpan,
  readTrace,
  type Shape,
  type ShapeSpan,
  type TraceRecord,
} from "./pending-spans.ts";
import { hasPlainTexts, type Printed, shapeAttributes, spanAttributes } from "./span-attributes.ts";

const kindNumbers: Readonly<Record<EndedSpan["kind"], number>> = {
  client: spanKinds.CLIENT,
  server: spanKinds.SERVER,
  internal: spanKinds.INTERNAL,
  producer: spanKinds.PRODUCER,
  consumer: spanKinds.CONSUMER,
};

/** 32 bits of the id of a numbered span or trace: ids differ between seeds and look random. */
function mix(seed: number, number: number, salt: number): number {
  let x = (seed ^ Math.imul(salt, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/** What is recorded of spans. */
export type SpanCapture = Pick<CaptureState, "spans" | "pendingSpans" | "spanOrigins">;

/** Makes rows of the spans that wait. */
export function writePendingSpans(capture: SpanCapture, world: SimulationWorld): void {
  const pending = capture.pendingSpans;
  if (pending.count === 0) return;
  const { seed, shapes, singles, forms } = pending;
  const codes = new Map<Shape, SpanCodes[]>();
  let beyond = spansBeyondKeeping(capture.spans, pending.count);
  let skipped = 0;
  const seen = new Set<Shape>();
  const coming = { rows: pending.count - beyond };
  for (const { words, used } of [...pending.sealed, pending.open]) {
    for (let at = 0; at < used; ) {
      const first = words[at] as number;
      if (first >= formMark) {
        const single = first === formMark ? readFormSpan(forms, words, at) : singles[words[at + 1] as number];
        at += first === formMark ? formWords : 2;
        if (single === undefined) continue;
        const { containerId, origin, span } = single;
        if (beyond > 0) {
          codesOf(capture, containerId, origin, span);
          beyond -= 1;
          skipped += 1;
          continue;
        }
        if (skipped > 0) skipSpans(capture.spans, skipped);
        skipped = 0;
        writeSpan(capture, seed, single.at, containerId, origin, span);
        continue;
      }
      const trace = readTrace(shapes, words, at);
      const { shape } = trace;
      const isBeyond = beyond >= shape.length;
      if (isBeyond) {
        beyond -= shape.length;
        skipped += shape.length;
      } else {
        beyond = 0;
        if (skipped > 0) skipSpans(capture.spans, skipped);
        skipped = 0;
      }
      if (!isBeyond || !seen.has(shape)) writeTrace(capture, world, seed, codes, trace, isBeyond, coming);
      if (isBeyond) seen.add(shape);
      at = trace.next;
    }
  }
  for (const containerId of pending.gone) capture.spanOrigins.delete(containerId);
  capture.pendingSpans = createPendingSpans();
}

/** What rows hold of a span of a shape. */
interface SpanCodes {
  readonly origin: number;
  readonly operation: number;
  readonly kind: number;
  readonly status: number;
  readonly peer: number;
  readonly httpStatus: number;
  attributes: string | null;
}

function codesOf(capture: SpanCapture, containerId: string, from: Origin, span: SpanWords): SpanCodes {
  const { spans } = capture;
  let origin = capture.spanOrigins.get(containerId);
  if (origin === undefined) {
    origin = internSpanOrigin(spans, from);
    capture.spanOrigins.set(containerId, origin);
  }
  const { tags } = span;
  const status = tags["http.status_code"];
  const peer = tags["peer.service"];
  return {
    origin,
    operation: internOperation(spans, span.name),
    kind: kindNumbers[span.kind],
    status: span.failed ? spanStatusCodes.ERROR : spanStatusCodes.UNSET,
    peer: internPeer(spans, typeof peer === "string" ? peer : null),
    httpStatus: typeof status === "number" ? status : 0,
    attributes: spanAttributes(tags),
  };
}

type SpanWords = Pick<EndedSpan, "name" | "kind" | "failed" | "tags">;

function writeTrace(
  capture: SpanCapture,
  world: SimulationWorld,
  seed: number,
  known: Map<Shape, SpanCodes[]>,
  { shape, base, chance, type, startedAt, times, timesAt, compact, texts: kept, textsAt }: TraceRecord,
  /** Only what rows refer to is written down: they would be dropped. */
  isBeyond: boolean,
  coming: { rows: number },
): void {
  let variables: Printed | undefined;
  let at = timesAt;
  const trace = traceWords(seed, base + 1);
  if (!isBeyond) numberIds(trace, base, shape);
  let codes = known.get(shape);
  if (codes === undefined) {
    codes = [];
    known.set(shape, codes);
  }
  for (let index = 0; index < shape.length; index++) {
    const span = shape[index] as ShapeSpan;
    const { texts } = span;
    let own = codes[index];
    if (texts.length > 0) {
      const attributes = own === undefined || isBeyond ? undefined : kept?.get(textsAt + index);
      if (own === undefined || attributes === undefined || !hasPlainTexts(span)) {
        variables ??= variablesAgain(world, chance, type);
        if (own === undefined || !hasPlainTexts(span)) {
          own = codesOf(capture, span.containerId, span.origin, {
            ...span,
            tags: withTexts(span.tags, texts, variables),
          });
          codes[index] = own;
        } else if (!isBeyond) {
          own.attributes = shapeAttributes(span, variables);
          if (kept !== null) keepText(kept, textsAt + index, own.attributes);
        }
      } else own.attributes = attributes;
    } else if (own === undefined) {
      own = codesOf(capture, span.containerId, span.origin, span);
      codes[index] = own;
    }
    if (isBeyond) continue;
    const one = times[at++] as number;
    const start = compact ? one >>> 16 : one;
    const end = compact ? one & 0xffff : (times[at++] as number);
    const { number, parent, message } = span;
    appendSpan(
      capture.spans,
      startedAt + end,
      startedAt + start,
      own.origin,
      own.operation,
      own.kind,
      own.status,
      own.peer,
      own.httpStatus,
      trace.idHigh,
      trace.idLow,
      idsHigh[number] as number,
      idsLow[number] as number,
      parent === 0 ? 0 : (idsHigh[parent] as number),
      parent === 0 ? 0 : (idsLow[parent] as number),
      message,
      own.attributes,
      coming.rows--,
    );
  }
}

/** Ids of a trace's spans by their numbers from the last before it; used again. */
const idsHigh: number[] = [];
const idsLow: number[] = [];

function numberIds({ low, high }: TraceWords, base: number, shape: Shape): void {
  let latest = 0;
  for (const { number } of shape) if (number > latest) latest = number;
  for (let number = 1; number <= latest; number++) {
    idsHigh[number] = mix(low, base + number, 3);
    idsLow[number] = mix(high, base + number, 4) | 1;
  }
}

/** Texts that are kept of a kind of traces. */
const mostTexts = 16_384;

function keepText(kept: Map<number, string>, place: number, text: string): void {
  if (kept.size >= mostTexts) kept.clear();
  kept.set(place, text);
}

/** The variables of a request, as drawn first: only those that are asked for are made. They hold until the next request's are asked for. */
function variablesAgain(world: SimulationWorld, chance: number, type: number): Printed {
  const spec = world.application.workload.requests[type];
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

/** Makes a row of a span. */
export function writeSpan(
  capture: SpanCapture,
  seed: number,
  endedAt: UnixMicros,
  containerId: string,
  from: Origin,
  span: EndedSpan,
): void {
  const codes = codesOf(capture, containerId, from, span);
  appendRow(
    capture,
    traceWords(seed, span.trace),
    endedAt,
    span.startedAt,
    codes,
    span.span,
    span.parent,
    span.message,
    1,
  );
}

/** The seed in two words, and the id of a trace that it gives. */
interface TraceWords {
  readonly low: number;
  readonly high: number;
  readonly idHigh: number;
  readonly idLow: number;
}

function traceWords(seed: number, trace: number): TraceWords {
  const low = seed >>> 0;
  const high = Math.floor(seed / 0x1_0000_0000) >>> 0;
  return { low, high, idHigh: mix(low, trace, 1), idLow: mix(high, trace, 2) | 1 };
}

function appendRow(
  { spans }: SpanCapture,
  { low, high, idHigh, idLow }: TraceWords,
  endedAt: UnixMicros,
  startedAt: UnixMicros,
  codes: SpanCodes,
  span: number,
  parent: number,
  message: string | null,
  coming: number,
): void {
  appendSpan(
    spans,
    endedAt,
    startedAt,
    codes.origin,
    codes.operation,
    codes.kind,
    codes.status,
    codes.peer,
    codes.httpStatus,
    idHigh,
    idLow,
    mix(low, span, 3),
    mix(high, span, 4) | 1,
    parent === 0 ? 0 : mix(low, parent, 3),
    parent === 0 ? 0 : mix(high, parent, 4) | 1,
    message,
    codes.attributes,
    coming,
  );
}
