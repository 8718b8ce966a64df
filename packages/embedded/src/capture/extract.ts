/**
 * Spans and metrics of a window for later, such as for files that are written when they are read. An extract holds chunks, not the
 * simulation, and makes no row before somebody reads.
 * @module
 */
import type { MetricsExtract, SpansExtract, TelemetryFilter, TelemetryWindow } from "@aiops-gym/cluster";
import {
  LatestMap,
  type MetricRecorder,
  metricCopy,
  metricNamesIn,
  metricTable,
  metricView,
  type Origin,
  recorderView,
  type SpanRecorder,
  spanCount,
  spanTable,
} from "@aiops-gym/telemetry";
import { clonePlain } from "../kernel/plain.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { markSeries, type PendingScrape, recordScrapes } from "./pending-scrapes.ts";
import {
  formMark,
  formWords,
  nextTrace,
  type PendingChunk,
  type PendingSpans,
  readFormSpan,
  readTrace,
  sentAtOf,
} from "./pending-spans.ts";
import type { SpanCapture } from "./span-codes.ts";
import { spansIn } from "./spans.ts";

/** The samples of a window that ends now or before. */
export function extractMetrics(
  sim: Simulation,
  window: TelemetryWindow,
  filter: TelemetryFilter | undefined,
): MetricsExtract {
  const { metrics, pendingScrapes } = sim.state.capture;
  const { startUnixMicros: start, endUnixMicros: end } = window;
  const recorded = metricView(metrics, window);
  const waiting = pendingScrapes.scrapes.filter(({ at }) => at >= start && at < end);
  return {
    names: metricNamesIn(recorded, window, filter, (marks) => markSeries(waiting, marks)),
    table: (name) => metricTable(samplesOf(recorded, waiting), window, { ...filter, metrics: [name] }),
  };
}

// Who reads one file of an export often reads another.
const latestSamples = new LatestMap<readonly PendingScrape[], MetricRecorder>(2);

/** What is recorded and what waits, as one. */
function samplesOf(recorded: MetricRecorder, waiting: readonly PendingScrape[]): MetricRecorder {
  if (waiting.length === 0) return recorded;
  let samples = latestSamples.get(waiting);
  if (samples === undefined) {
    samples = metricCopy(recorded);
    recordScrapes(samples, waiting);
    latestSamples.set(waiting, samples);
  }
  return samples;
}

/** The spans of a window that ends now or before. */
export function extractSpans(
  sim: Simulation,
  window: TelemetryWindow,
  filter: TelemetryFilter | undefined,
): SpansExtract {
  const later = spansLater(sim, window);
  const { capture } = sim.state;
  // Rows are made of what waits only where nothing else tells.
  const isEmpty =
    !waitWithin(capture.pendingSpans, window, filter) &&
    spanCount(capture.spans, window, filter) === 0 &&
    spanCount(spansIn(capture, sim.world), window, filter) === 0;
  return { isEmpty, table: () => spanTable(later(), window, filter) };
}

/** Whether some of the spans that wait are known to be of a window: those that end a trace's first step are looked at. */
function waitWithin(
  { sealed, open, shapes, singles, forms }: PendingSpans,
  { startUnixMicros: start, endUnixMicros: end }: TelemetryWindow,
  filter: TelemetryFilter | undefined,
): boolean {
  const { namespace, service, pod } = filter ?? {};
  const matches = (origin: Origin): boolean =>
    (namespace === undefined || origin.namespace === namespace) &&
    (service === undefined || origin.service === service) &&
    (pod === undefined || origin.pod === pod);
  // Mostly the latest are asked for.
  for (let index = sealed.length; index >= 0; index--) {
    const chunk = index === sealed.length ? open : (sealed[index] as PendingChunk);
    const { words, used } = chunk;
    for (let at = 0; at < used; ) {
      const head = words[at] as number;
      if (head >= formMark) {
        const single = head === formMark ? readFormSpan(forms, words, at) : singles[words[at + 1] as number];
        if (single !== undefined && single.at >= start && single.at < end && matches(single.origin)) return true;
        at += head === formMark ? formWords : 2;
        continue;
      }
      const sentAt = sentAtOf(chunk, at);
      if (sentAt >= end || sentAt < start - longestMicros) {
        at = nextTrace(shapes, chunk, at);
        continue;
      }
      const { shape, startedAt, times, timesAt, compact, next } = readTrace(shapes, chunk, at);
      const [first] = shape;
      const endedAt = startedAt + (compact ? (times[timesAt] as number) & 0xffff : (times[timesAt + 1] as number));
      if (first !== undefined && endedAt >= start && endedAt < end && matches(first.origin)) return true;
      at = next;
    }
  }
  return false;
}

/** Longer than it takes from a request to the end of its first span: whoever waits as long has given up. */
const longestMicros = 600_000_000;

/** The spans of a window as they are now, those that wait among them, made rows at the first call. */
function spansLater({ state, world }: Simulation, window: TelemetryWindow): () => SpanRecorder {
  const { spans, pendingSpans, spanOrigins } = state.capture;
  const view = recorderView(spans, window);
  if (pendingSpans.count === 0) return () => view;
  const { shapes, singles, forms, sealed, open } = pendingSpans;
  // What is in these lists and arrays never changes; there will only be more of it.
  const waiting = {
    ...pendingSpans,
    shapes: [...shapes],
    singles: [...singles],
    forms: [...forms],
    sealed: [...sealed],
    open: { ...open },
  };
  const origins = new Map(spanOrigins);
  return () => {
    const capture: SpanCapture = {
      spans: { ...clonePlain({ ...view, open: undefined }), open: openCopy(view) },
      pendingSpans: { ...waiting },
      spanOrigins: new Map(origins),
    };
    return spansIn(capture, world);
  };
}

/** The chunk that is being written, without the rows that came after the view. */
function openCopy({ open, count }: SpanRecorder): SpanRecorder["open"] {
  const copy: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(open) as [string, Float64Array | unknown[]][])
    copy[name] = Array.isArray(column) ? column.slice(0, count) : column.slice();
  return copy as unknown as SpanRecorder["open"];
}
