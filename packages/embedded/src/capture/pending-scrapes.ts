/**
 * Scrapes that nobody has asked for yet. What a scrape read is kept as numbers from which its samples follow; rows are made when
 * somebody reads, and are those that would have been made at once.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { appendMetrics, type MetricRecorder } from "@aiops-gym/telemetry";
import { type ContainerSeries, containerSampleCount, containerSamples } from "./cadvisor.ts";
import type { Samples } from "./metric-writer.ts";
import type { KindSamples } from "./object-samples.ts";

/** What one scrape read. Frozen. */
export interface PendingScrape {
  readonly at: UnixMicros;
  readonly containers: readonly ContainerSeries[];
  /** As `containerSamples` takes them. */
  readonly readings: Float64Array;
  /** Shared by scrapes that found the same objects. */
  readonly objects: readonly KindSamples[];
}

/** In the order of time. Plain data. */
export interface PendingScrapes {
  /** Rows that there will be. */
  count: number;
  scrapes: PendingScrape[];
}

/** More than these do not wait, so that long episodes do not grow: a quarter of an hour's. */
const mostPending = 64;

/** Nothing that waits. */
export function createPendingScrapes(): PendingScrapes {
  return { count: 0, scrapes: [] };
}

/** What of {@link CaptureState} samples are made of. */
export interface MetricCapture {
  readonly metrics: MetricRecorder;
  readonly pendingScrapes: PendingScrapes;
}

/** Records a scrape. */
export function addScrape(capture: MetricCapture, scrape: PendingScrape): void {
  const { pendingScrapes } = capture;
  pendingScrapes.scrapes.push(Object.freeze(scrape));
  pendingScrapes.count += containerSampleCount(scrape.containers);
  for (const { count } of scrape.objects) pendingScrapes.count += count;
  if (pendingScrapes.scrapes.length >= mostPending) writePendingScrapes(capture);
}

/** Makes rows of all scrapes that wait. */
export function writePendingScrapes({ metrics, pendingScrapes }: MetricCapture): void {
  for (const { at, containers, readings, objects } of pendingScrapes.scrapes) {
    const samples: Samples = { codes: [], values: [] };
    containerSamples(containers, readings, samples);
    for (const { parts } of objects) for (const part of parts) addAll(samples, part);
    appendMetrics(metrics, at, samples.codes, samples.values);
  }
  pendingScrapes.scrapes = [];
  pendingScrapes.count = 0;
}

function addAll({ codes, values }: Samples, part: Samples): void {
  for (let index = 0; index < part.codes.length; index++) {
    codes.push(part.codes[index] ?? 0);
    values.push(part.values[index] ?? 0);
  }
}

/** All samples so far. */
export function metricsIn(capture: MetricCapture): MetricRecorder {
  writePendingScrapes(capture);
  return capture.metrics;
}
