/**
 * Rows of spans, made at once or when somebody reads.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { appendSpan, type Origin, type SpanRecorder, skipSpans, spansBeyondKeeping } from "@aiops-gym/telemetry";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import {
  createPendingSpans,
  type EndedSpan,
  formMark,
  formWords,
  readFormSpan,
  readTrace,
  type Shape,
} from "./pending-spans.ts";
import { codesOf, type SpanCapture, type SpanCodes } from "./span-codes.ts";
import { mix, type TraceWords, traceWords } from "./span-ids.ts";
import { type ShapeCodes, writeTrace } from "./trace-rows.ts";

/** Makes rows of the spans that wait. */
export function writePendingSpans(capture: SpanCapture, world: SimulationWorld): void {
  const pending = capture.pendingSpans;
  if (pending.count === 0) return;
  const { seed, shapes, singles, forms } = pending;
  const codes = codesOfShapes(capture.spans);
  let beyond = spansBeyondKeeping(capture.spans, pending.count);
  let skipped = 0;
  const seen = new Set<Shape>();
  const coming = { rows: pending.count - beyond };
  for (const chunk of [...pending.sealed, pending.open]) {
    const { words, used } = chunk;
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
      const trace = readTrace(shapes, chunk, at);
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

/** What rows hold of shapes, by the recorder that gave the codes: they never change. */
const knownCodes = new WeakMap<SpanRecorder, Map<Shape, ShapeCodes>>();
/** Shapes that are kept: every new pod makes more. */
const mostShapes = 256;

function codesOfShapes(spans: SpanRecorder): Map<Shape, ShapeCodes> {
  const known = knownCodes.get(spans);
  if (known !== undefined && known.size < mostShapes) return known;
  const fresh = new Map<Shape, ShapeCodes>();
  knownCodes.set(spans, fresh);
  return fresh;
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
  );
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
  );
}
