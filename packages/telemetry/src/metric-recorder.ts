/**
 * Metric samples as plain data, and tables over them. A sample is a time, a series and a value.
 * @module
 */
import type { TelemetryFilter, TelemetryWindow, UnixMicros } from "@aiops-gym/cluster";
import type { Table } from "apache-arrow";
import { flagsOf, lookupOf } from "./code-numbers.ts";
import {
  addInterned,
  createInternTable,
  findCode,
  frozenParts,
  type InternTable,
  internedCount,
  internedValue,
  internString,
  type StringTable,
} from "./intern-table.ts";
import { toJsonObject } from "./json-object.ts";
import { lookupColumn } from "./lookup-column.ts";
import { type MetricKind, metricDescriptions } from "./metric-names.ts";
import {
  createOriginTable,
  type Origin,
  type OriginCodes,
  type OriginTable,
  originCodes,
  originMatcher,
} from "./origin.ts";
import { type PackedMetrics, packLatest, packMetrics, unpackedWithin } from "./packed-metrics.ts";
import { nanosColumn, plainColumn, type RawColumn, type RowSet, takeValues } from "./raw-column.ts";
import {
  chunkRanges,
  countRows,
  cutColumns,
  firstRows,
  keptChunks,
  makeRoom,
  nextRow,
  type Recorder,
  type TimedChunk,
  withRoom,
} from "./recorder.ts";
import { metricSchema } from "./schemas.ts";
import { buildTable } from "./table-builder.ts";
import { dictionaryOf, textVector } from "./text-dictionary.ts";

/** Samples of one chunk. */
export interface MetricChunk extends TimedChunk {
  readonly series: Int32Array;
  readonly value: Float64Array;
}

/** Samples, by series. Plain data. */
export interface MetricRecorder extends Recorder<MetricChunk, PackedMetrics> {
  origins: OriginTable;
  names: StringTable;
  units: StringTable;
  labels: StringTable;
  series: InternTable<SeriesCodes>;
}

/** What a series measures, and of what. */
export interface Series {
  readonly name: string;
  /** The known metric's when absent, else gauge. */
  readonly kind?: MetricKind;
  /** The known metric's when absent, else `1`. */
  readonly unit?: string;
  readonly origin: Origin;
  /** Labels that have no column. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A series as codes of a recorder's strings. */
export interface SeriesCodes extends OriginCodes {
  readonly name: number;
  readonly kind: number;
  readonly unit: number;
  readonly labels: number;
}

const kindNames: readonly MetricKind[] = ["counter", "gauge", "histogram"];
const kinds = textVector(kindNames);

/** Bytes of a sample. */
const rowBytes = 20;

function createChunk(rows = firstRows): MetricChunk {
  const cut = cutColumns(rows * rowBytes);
  return { time: cut(Float64Array, rows), series: cut(Int32Array, rows), value: cut(Float64Array, rows) };
}

/** A recorder without samples. */
export function createMetricRecorder(): MetricRecorder {
  return {
    sealed: [],
    open: createChunk(),
    count: 0,
    lastTime: 0,
    origins: createOriginTable(),
    names: createInternTable(),
    units: createInternTable(),
    labels: createInternTable(),
    series: createInternTable(),
  };
}

/** The code under which a series' samples are appended. */
export function internSeries(recorder: MetricRecorder, series: Series): number {
  const { name, origin } = series;
  const known = metricDescriptions.get(name);
  const kind = series.kind ?? known?.kind ?? "gauge";
  const unit = series.unit ?? known?.unit ?? "1";
  const text = labelsOf(series.labels);
  const from = originOf(recorder.origins, origin);
  const own = {
    name: internString(recorder.names, name),
    kind: kindNames.indexOf(kind),
    unit: internString(recorder.units, unit),
    labels: internString(recorder.labels, text),
  };
  // Of the codes: a key is kept for each series, and the texts are long. Joined, it is one text; a template would be kept in parts.
  const key = [from.place, own.name, own.kind, own.unit, own.labels, origin.instance ?? ""].join(" ");
  return findCode(recorder.series, key) ?? addInterned(recorder.series, key, Object.freeze({ ...from.codes, ...own }));
}

/** The last labels that were written, as text. */
let lastLabels: { readonly labels: Series["labels"]; readonly text: string | null } = { labels: undefined, text: null };

function labelsOf(labels: Series["labels"]): string | null {
  if (lastLabels.labels !== labels || !Object.isFrozen(labels)) lastLabels = { labels, text: toJsonObject(labels) };
  return lastLabels.text;
}

interface KnownOrigin {
  readonly table: OriginTable;
  readonly origin: Origin;
  readonly codes: OriginCodes;
  /** The codes as text. */
  readonly place: string;
}

/** The last origin that was looked up: a thing's series come one after another. Codes of an origin never change. */
let last: KnownOrigin | undefined;

function originOf(table: OriginTable, origin: Origin): KnownOrigin {
  if (last?.table !== table || last.origin !== origin) {
    const codes = originCodes(table, origin);
    last = { table, origin, codes, place: Object.values(codes).join(" ") };
  }
  return last;
}

/**
 * Adds a sample.
 *
 * @param series - From {@link internSeries}.
 * @throws RangeError when the sample is older than the newest.
 */
export function appendMetric(
  recorder: MetricRecorder,
  timeUnixMicros: UnixMicros,
  series: number,
  value: number,
): void {
  const row = nextRow(recorder, timeUnixMicros, createChunk, packMetrics, keptChunks.metrics);
  recorder.open.series[row] = series;
  recorder.open.value[row] = value;
}

/**
 * Adds samples of one time.
 *
 * @param series - From {@link internSeries}.
 * @param values - As many as series, or more of which the first are taken.
 * @throws RangeError when they are older than the newest.
 */
export function appendMetrics(
  recorder: MetricRecorder,
  timeUnixMicros: UnixMicros,
  series: Int32Array,
  values: Float64Array,
): void {
  const { length } = series;
  for (let index = 0; index < length; ) {
    const left = length - index;
    const rows = makeRoom(recorder, left, left, createChunk, packLatest, keptChunks.metrics);
    const { open, count } = recorder;
    open.time.fill(timeUnixMicros, count, count + rows);
    open.series.set(series.subarray(index, index + rows), count);
    open.value.set(values.subarray(index, index + rows), count);
    countRows(recorder, rows);
    index += rows;
  }
}

function columns(recorder: MetricRecorder, chunk: MetricChunk, set: RowSet): RawColumn[] {
  const lookup = (name: keyof SeriesCodes) => lookupOf(recorder.series, name);
  const series = takeValues(chunk.series, set);
  return [
    nanosColumn(takeValues(chunk.time, set)),
    lookupColumn(series, lookup("name"), Int16Array),
    lookupColumn(series, lookup("kind"), Int8Array),
    lookupColumn(series, lookup("unit"), Int8Array),
    plainColumn(takeValues(chunk.value, set)),
    lookupColumn(series, lookup("service"), Int16Array),
    lookupColumn(series, lookup("namespace"), Int16Array),
    lookupColumn(series, lookup("pod"), Int32Array),
    lookupColumn(series, lookup("container"), Int16Array),
    lookupColumn(series, lookup("node"), Int16Array),
    lookupColumn(series, lookup("labels"), Int32Array),
  ];
}

function keptSeries(recorder: MetricRecorder, filter: TelemetryFilter | undefined): Int32Array | undefined {
  if (!filter) return undefined;
  const matches = originMatcher(recorder.origins, filter);
  const names = filter.metrics && new Set(filter.metrics.map((name) => findCode(recorder.names, name)));
  if (!matches && !names) return undefined;
  return flagsOf(recorder.series, filter, (codes) => (matches?.(codes) ?? true) && (names?.has(codes.name) ?? true));
}

/** The samples of a window, as a table of `metricSchema`. */
export function metricTable(recorder: MetricRecorder, window: TelemetryWindow, filter?: TelemetryFilter): Table {
  const { services, namespaces, pods, containers, nodes } = recorder.origins;
  const [name, unit, labels] = [recorder.names, recorder.units, recorder.labels].map(dictionaryOf);
  const places = [services, namespaces, pods, containers, nodes].map(dictionaryOf);
  return buildTable(unpackedWithin(recorder, window), window, {
    schema: metricSchema,
    dictionaries: [undefined, name, kinds, unit, undefined, ...places, labels],
    columns: (chunk, set) => columns(recorder, chunk, set),
    keep: keptSeries(recorder, filter),
    codes: (chunk) => chunk.series,
  });
}

/**
 * Names of the metrics that {@link metricTable} would have samples of.
 *
 * @param markMore - Sets 1 for each series, by its code, that has samples in the window which the recorder has not yet.
 */
export function metricNamesIn(
  recorder: MetricRecorder,
  window: TelemetryWindow,
  filter?: TelemetryFilter,
  markMore?: (marks: Uint8Array) => void,
): string[] {
  const matches = originMatcher(recorder.origins, filter ?? {});
  const wanted = filter?.metrics && new Set(filter.metrics);
  const marks = new Uint8Array(internedCount(recorder.series));
  for (const { chunk, from, to } of chunkRanges(unpackedWithin(recorder, window), window))
    for (let row = from; row < to; row++) marks[chunk.series[row] ?? 0] = 1;
  markMore?.(marks);
  const isFound = new Uint8Array(internedCount(recorder.names));
  const names: string[] = [];
  // Most series have a name that was found before: nothing is kept of each of them.
  const add = (series: readonly SeriesCodes[], first: number): void => {
    for (let index = 0; index < series.length; index++) {
      const codes = series[index] as SeriesCodes;
      if (marks[first + index] !== 1 || isFound[codes.name] === 1 || !(matches?.(codes) ?? true)) continue;
      isFound[codes.name] = 1;
      const name = internedValue(recorder.names, codes.name) ?? "";
      if (wanted?.has(name) ?? true) names.push(name);
    }
  };
  for (const { values, first } of frozenParts(recorder.series)) add(values, first);
  add(recorder.series.recent, marks.length - recorder.series.recent.length);
  return names;
}

/** As `recorderView` for other recorders: the samples of a window as they are now. */
export function metricView(recorder: MetricRecorder, window: TelemetryWindow): MetricRecorder {
  const { startUnixMicros: start, endUnixMicros: end } = window;
  return { ...recorder, sealed: recorder.sealed.filter(({ first, last }) => last >= start && first < end) };
}

/** A copy of a view, to add samples to. */
export function metricCopy(view: MetricRecorder): MetricRecorder {
  return { ...view, sealed: [...view.sealed], open: withRoom(view.open, view.count) };
}
