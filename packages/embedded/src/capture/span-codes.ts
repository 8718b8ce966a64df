/**
 * What rows hold of a span beside its ids and times, as codes of the recorder's texts.
 * @module
 */
import {
  internOperation,
  internPeer,
  internSpanOrigin,
  type Origin,
  spanKinds,
  spanStatusCodes,
} from "@aiops-gym/telemetry";
import type { CaptureState } from "./capture-state.ts";
import type { EndedSpan } from "./pending-spans.ts";
import { spanAttributes } from "./span-attributes.ts";

const kindNumbers: Readonly<Record<EndedSpan["kind"], number>> = {
  client: spanKinds.CLIENT,
  server: spanKinds.SERVER,
  internal: spanKinds.INTERNAL,
  producer: spanKinds.PRODUCER,
  consumer: spanKinds.CONSUMER,
};

/** What is recorded of spans. */
export type SpanCapture = Pick<CaptureState, "spans" | "pendingSpans" | "spanOrigins">;

/** Numbers of a row, and its attributes. */
export interface SpanCodes {
  readonly origin: number;
  readonly operation: number;
  readonly kind: number;
  readonly status: number;
  readonly peer: number;
  readonly httpStatus: number;
  readonly attributes: string | null;
}

/** The codes of a span; those of texts that are new are made. */
export function codesOf(capture: SpanCapture, containerId: string, from: Origin, span: SpanWords): SpanCodes {
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
