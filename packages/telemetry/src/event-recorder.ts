/**
 * Kubernetes events as plain data, a row each time one is recorded or counted again, and tables over them.
 * @module
 */
import type { TelemetryFilter, TelemetryWindow, UnixMicros } from "@aiops-gym/cluster";
import type { Table } from "apache-arrow";
import { flagsOf, lookupOf } from "./code-numbers.ts";
import {
  addInterned,
  createInternTable,
  findCode,
  type InternTable,
  internedValue,
  internString,
  type StringTable,
} from "./intern-table.ts";
import { lookupColumn } from "./lookup-column.ts";
import { nanosColumn, plainColumn, type RawColumn, type RowSet, takeValues, textColumn } from "./raw-column.ts";
import { firstRows, keptChunks, nextRow, type Recorder, sealWhole, type TimedChunk, visitRecent } from "./recorder.ts";
import { eventSchema } from "./schemas.ts";
import { buildTable } from "./table-builder.ts";
import { dictionaryOf } from "./text-dictionary.ts";

/** Events of one chunk; `time` is when they were last seen. */
export interface EventChunk extends TimedChunk {
  readonly firstSeen: Float64Array;
  readonly subject: Int32Array;
  readonly count: Int32Array;
  readonly message: string[];
}

/** What happened to what: everything of an event but its times, message and count. */
export interface EventSubject {
  readonly type: string;
  readonly reason: string;
  readonly namespace: string | null;
  readonly objectKind: string;
  readonly objectName: string;
  /** The component that reported it, e.g. `kubelet`. */
  readonly source: string | null;
  /** The service the object belongs to, for filters. */
  readonly service?: string | null;
}

/** A subject as codes of a recorder's strings. */
export interface EventSubjectCodes {
  readonly type: number;
  readonly reason: number;
  readonly namespace: number;
  readonly objectKind: number;
  readonly objectName: number;
  readonly source: number;
  readonly service: number;
}

/** Events, by subject. Plain data. */
export interface EventRecorder extends Recorder<EventChunk> {
  subjects: InternTable<EventSubjectCodes>;
  types: StringTable;
  reasons: StringTable;
  namespaces: StringTable;
  objectKinds: StringTable;
  objectNames: StringTable;
  sources: StringTable;
  services: StringTable;
}

function createChunk(): EventChunk {
  return {
    time: new Float64Array(firstRows),
    firstSeen: new Float64Array(firstRows),
    subject: new Int32Array(firstRows),
    count: new Int32Array(firstRows),
    message: [],
  };
}

/** A recorder without events. */
export function createEventRecorder(): EventRecorder {
  return {
    sealed: [],
    open: createChunk(),
    count: 0,
    lastTime: 0,
    subjects: createInternTable(),
    types: createInternTable(),
    reasons: createInternTable(),
    namespaces: createInternTable(),
    objectKinds: createInternTable(),
    objectNames: createInternTable(),
    sources: createInternTable(),
    services: createInternTable(),
  };
}

/** The code under which events of a subject are appended. */
export function internEventSubject(recorder: EventRecorder, subject: EventSubject): number {
  const { type, reason, namespace, objectKind, objectName, source, service = null } = subject;
  const codes = Object.freeze({
    type: internString(recorder.types, type),
    reason: internString(recorder.reasons, reason),
    namespace: internString(recorder.namespaces, namespace),
    objectKind: internString(recorder.objectKinds, objectKind),
    objectName: internString(recorder.objectNames, objectName),
    source: internString(recorder.sources, source),
    service: internString(recorder.services, service),
  });
  const key = Object.values(codes).join(" ");
  return findCode(recorder.subjects, key) ?? addInterned(recorder.subjects, key, codes);
}

/**
 * Adds a row: an event was recorded, or seen again.
 *
 * @param subject - From {@link internEventSubject}.
 * @param count - How often it was seen so far.
 * @throws RangeError when it was last seen before the newest row.
 */
export function appendEvent(
  recorder: EventRecorder,
  lastSeenUnixMicros: UnixMicros,
  firstSeenUnixMicros: UnixMicros,
  subject: number,
  count: number,
  message: string,
): void {
  const row = nextRow(recorder, lastSeenUnixMicros, createChunk, sealWhole, keptChunks.events);
  const chunk = recorder.open;
  chunk.firstSeen[row] = firstSeenUnixMicros;
  chunk.subject[row] = subject;
  chunk.count[row] = count;
  chunk.message.push(message);
}

function columns(recorder: EventRecorder, chunk: EventChunk, set: RowSet): RawColumn[] {
  const lookup = (name: keyof EventSubjectCodes) => lookupOf(recorder.subjects, name);
  const subject = takeValues(chunk.subject, set);
  return [
    nanosColumn(takeValues(chunk.time, set)),
    nanosColumn(takeValues(chunk.firstSeen, set)),
    lookupColumn(subject, lookup("type"), Int8Array),
    lookupColumn(subject, lookup("reason"), Int16Array),
    lookupColumn(subject, lookup("namespace"), Int16Array),
    lookupColumn(subject, lookup("objectKind"), Int16Array),
    lookupColumn(subject, lookup("objectName"), Int32Array),
    textColumn(chunk.message, set),
    plainColumn(takeValues(chunk.count, set)),
    lookupColumn(subject, lookup("source"), Int16Array),
  ];
}

// A pod of the filter is an object of kind Pod.
function keptSubjects(recorder: EventRecorder, filter: TelemetryFilter): Int32Array | undefined {
  const { namespace, service, pod } = filter;
  if (namespace === undefined && service === undefined && pod === undefined) return undefined;
  const namespaceCode = namespace === undefined ? undefined : findCode(recorder.namespaces, namespace);
  const serviceCode = service === undefined ? undefined : findCode(recorder.services, service);
  const podCode = pod === undefined ? undefined : findCode(recorder.objectNames, pod);
  const podKind = findCode(recorder.objectKinds, "Pod");
  return flagsOf(
    recorder.subjects,
    filter,
    (codes) =>
      (namespace === undefined || codes.namespace === namespaceCode) &&
      (service === undefined || codes.service === serviceCode) &&
      (pod === undefined || (codes.objectName === podCode && codes.objectKind === podKind)),
  );
}

/** The events last seen in a window, as a table of `eventSchema`. */
export function eventTable(recorder: EventRecorder, window: TelemetryWindow, filter?: TelemetryFilter): Table {
  const { types, reasons, namespaces, objectKinds, objectNames, sources } = recorder;
  const codes = [types, reasons, namespaces, objectKinds, objectNames].map(dictionaryOf);
  return buildTable(recorder, window, {
    schema: eventSchema,
    dictionaries: [undefined, undefined, ...codes, undefined, undefined, dictionaryOf(sources)],
    columns: (chunk, set) => columns(recorder, chunk, set),
    keep: filter && keptSubjects(recorder, filter),
    codes: (chunk) => chunk.subject,
  });
}

/** Visits the events last seen in a window, newest first. */
export function visitEvents(
  recorder: EventRecorder,
  window: TelemetryWindow,
  visit: (type: string, service: string | null, namespace: string | null) => void,
): void {
  const { subjects, types, services, namespaces } = recorder;
  visitRecent(recorder, window, (chunk, row) => {
    const codes = internedValue(subjects, chunk.subject[row] ?? 0);
    if (codes === undefined) return;
    visit(
      internedValue(types, codes.type) ?? "",
      internedValue(services, codes.service) ?? null,
      internedValue(namespaces, codes.namespace) ?? null,
    );
  });
}
