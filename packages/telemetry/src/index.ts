/**
 * Logs, metrics, traces and events as Arrow tables: recorders, schemas, windows, IPC.
 *
 * @module
 */

export { logCsv, metricCsvs, traceCsv } from "./aiopslab-csv.ts";
// bytes
export { canonicalTable } from "./canonical-table.ts";
export {
  appendEvent,
  createEventRecorder,
  type EventRecorder,
  type EventSubject,
  eventTable,
  internEventSubject,
  visitEvents,
} from "./event-recorder.ts";
// tables
export {
  type EventRow,
  eventsFromRows,
  type LogRow,
  logsFromRows,
  type MetricRow,
  metricsFromRows,
  type SpanRow,
  spansFromRows,
} from "./from-rows.ts";
export { groupTraces, type Trace } from "./group-traces.ts";
export { nullCode } from "./intern-table.ts";
export { hashTable, tableFromBytes, tableToBytes } from "./ipc.ts";
export { toJsonObject } from "./json-object.ts";
export { LatestMap } from "./latest-map.ts";
export {
  appendLog,
  correlateLog,
  createLogRecorder,
  internLogOrigin,
  type LogLine,
  type LogRecorder,
  logStreams,
  logTable,
  readContainerLog,
  severityNumbers,
  visitSevereLogs,
} from "./log-recorder.ts";
// metrics by name
export {
  cadvisorMetrics,
  kubeStateMetrics,
  type MetricDescription,
  type MetricKind,
  metricDescriptions,
  requestMetrics,
} from "./metric-names.ts";
export {
  appendMetric,
  appendMetrics,
  createMetricRecorder,
  internSeries,
  type MetricRecorder,
  metricCopy,
  metricNamesIn,
  metricTable,
  metricView,
  type Series,
} from "./metric-recorder.ts";
export type { Origin } from "./origin.ts";
// recorders: plain data that simulations append to and fork
export type { Recorder, TimedChunk } from "./recorder.ts";
export { chunkCapacity, countRows, freezeOpen, keptChunks, recorderView, rowCount } from "./recorder.ts";
// schemas
export { eventSchema, logSchema, metricSchema, serviceSchema, spanSchema } from "./schemas.ts";
export {
  measureIndex,
  type ServiceMeasure,
  type ServiceRow,
  serviceMeasures,
  serviceTable,
  summaryOfRows,
  summaryOfTable,
  summaryTable,
} from "./service-table.ts";
export {
  appendSpan,
  createSpanRecorder,
  idWords,
  internOperation,
  internPeer,
  internSpanOrigin,
  makeRoomForSpans,
  type SpanRecorder,
  setTraceIdHigh,
  skipSpans,
  spanCount,
  spanKinds,
  spanStatusCodes,
  spansBeyondKeeping,
  spanTable,
} from "./span-recorder.ts";
export { hexValues, microsValues, numberValues, textValues } from "./table-columns.ts";
// windows
export { allTime, windowBefore, windowBetween, windowContains, windowSeconds } from "./window.ts";
