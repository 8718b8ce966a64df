/**
 * Scrapes that nobody has asked for yet. What a scrape read is kept as numbers from which its samples follow; rows are made when
 * somebody reads, and are those that would have been made at once.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import { appendMetrics, type MetricRecorder } from "@aiops-gym/telemetry";
import { type ContainerSeries, containerCodes, containerSampleCount, containerValues } from "./cadvisor.ts";
import type { KindSamples } from "./object-samples.ts";

/** What one scrape read. Frozen. */
export interface PendingScrape {
  readonly at: UnixMicros;
  readonly containers: readonly ContainerSeries[];
  /** As `containerValues` takes them; in half of the space while they are whole and below 2^32. */
  readonly readings: Float64Array | Uint32Array;
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

/** Records a scrape; its readings may be changed afterwards. */
export function addScrape(capture: MetricCapture, scrape: PendingScrape): void {
  const { pendingScrapes } = capture;
  pendingScrapes.scrapes.push(Object.freeze({ ...scrape, readings: compactCopy(scrape.readings) }));
  pendingScrapes.count += containerSampleCount(scrape.containers);
  for (const { count } of scrape.objects) pendingScrapes.count += count;
  if (pendingScrapes.scrapes.length >= mostPending) writePendingScrapes(capture);
}

function compactCopy(readings: Float64Array | Uint32Array): Float64Array | Uint32Array {
  const whole = new Uint32Array(readings);
  for (let index = 0; index < whole.length; index++) if (whole[index] !== readings[index]) return readings.slice();
  return whole;
}

/** Makes rows of all scrapes that wait. */
export function writePendingScrapes({ metrics, pendingScrapes }: MetricCapture): void {
  recordScrapes(metrics, pendingScrapes.scrapes);
  pendingScrapes.scrapes = [];
  pendingScrapes.count = 0;
}

/** Makes rows of scrapes, in the order of time. */
export function recordScrapes(metrics: MetricRecorder, scrapes: readonly PendingScrape[]): void {
  for (const { at, containers, readings, objects } of scrapes) {
    const codes = containerCodes(containers);
    if (scratch.length < codes.length) scratch = new Float64Array(2 * codes.length);
    containerValues(containers, readings, scratch);
    appendMetrics(metrics, at, codes, scratch);
    for (const kind of objects) {
      const { codes, values } = joinedSamples(kind);
      appendMetrics(metrics, at, codes, values);
    }
  }
}

/** Sets 1 for each series, by its code, that scrapes have samples of. */
export function markSeries(scrapes: readonly PendingScrape[], marks: Uint8Array): void {
  const seen = new Set<object>();
  const isNew = (one: object): boolean => !seen.has(one) && seen.add(one) === seen;
  for (const { containers, objects } of scrapes) {
    if (isNew(containers)) for (const code of containerCodes(containers)) marks[code] = 1;
    for (const { parts } of isNew(objects) ? objects : [])
      for (const part of isNew(parts) ? parts : []) for (const code of part.codes) marks[code] = 1;
  }
}

/** Reused: what it holds is written to rows before it is filled again. */
let scratch = new Float64Array(0);

interface JoinedSamples {
  readonly codes: Int32Array;
  readonly values: Float64Array;
}

/** Of a kind's objects one after another; many scrapes find the same. */
const joinedOfKinds = new WeakMap<KindSamples, JoinedSamples>();

function joinedSamples(kind: KindSamples): JoinedSamples {
  let joined = joinedOfKinds.get(kind);
  if (joined === undefined) {
    joined = { codes: new Int32Array(kind.count), values: new Float64Array(kind.count) };
    let at = 0;
    for (const { codes, values } of kind.parts) {
      for (let index = 0; index < codes.length; index++) {
        joined.codes[at] = codes[index] ?? 0;
        joined.values[at++] = values[index] ?? 0;
      }
    }
    joinedOfKinds.set(kind, joined);
  }
  return joined;
}

/** All samples so far. */
export function metricsIn(capture: MetricCapture): MetricRecorder {
  writePendingScrapes(capture);
  return capture.metrics;
}
