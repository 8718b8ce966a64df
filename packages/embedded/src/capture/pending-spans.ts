/**
 * Spans that nobody has asked for yet. What a request left is kept as the shape of its trace and the times in it; rows are made
 * when somebody reads, and are those that would have been made at once.
 * @module
 */

import type { UnixMicros } from "@aiops-gym/cluster";
import type { Origin } from "@aiops-gym/telemetry";
import { variablesChanceOf } from "../processes/timings.ts";

/** A span that has ended. Numbers name traces and spans; 0: none. */
export interface EndedSpan {
  readonly trace: number;
  readonly span: number;
  readonly parent: number;
  readonly name: string;
  readonly kind: "client" | "server" | "internal" | "producer" | "consumer";
  readonly startedAt: UnixMicros;
  readonly failed: boolean;
  readonly message: string | null;
  readonly tags: Readonly<Record<string, string | number | boolean>>;
}

/** A text with the names of a request's variables in it; `names[i]` follows `literals[i]`. */
interface Text {
  readonly literals: readonly string[];
  readonly names: readonly string[];
}

/** What a span of a shape is like; numbers count from the last before the trace. */
export interface ShapeSpan {
  readonly containerId: string;
  readonly origin: Origin;
  readonly name: string;
  readonly kind: EndedSpan["kind"];
  readonly failed: boolean;
  readonly message: string | null;
  /** Frozen, and the same object for the same tags; those with variables in them are in `texts`, and come after the first. */
  readonly tags: EndedSpan["tags"];
  readonly texts: readonly { readonly key: string; readonly value: Text }[];
  readonly number: number;
  /** 0: none. */
  readonly parent: number;
}

/** Spans of a trace in the order in which they end. Frozen. */
export type Shape = readonly ShapeSpan[];

/** What spans of one kind have in common that belong to no shape. Frozen, tags too. */
export type SpanForm = Pick<ShapeSpan, "containerId" | "origin" | "name" | "kind" | "failed" | "message" | "tags">;

/** A span that belongs to no shape and is like no other. Frozen. */
export interface SingleSpan {
  readonly at: UnixMicros;
  readonly containerId: string;
  readonly origin: Origin;
  readonly span: EndedSpan;
}

/** Records one after another. */
export interface PendingChunk {
  readonly words: Uint32Array;
  used: number;
  /** What the times of traces that have rows count from; -1 until there is one. Missing in the chunk without room that is there first. */
  since?: UnixMicros;
}

/** In the order of time. Plain data. */
export interface PendingSpans {
  /** Seed that ids come from. */
  seed: number;
  /** Rows that there will be. */
  count: number;
  shapes: Shape[];
  singles: SingleSpan[];
  forms: SpanForm[];
  /** Containers that are gone: no origin is kept for them when rows are made. */
  gone: string[];
  /** Frozen. */
  sealed: PendingChunk[];
  open: PendingChunk;
}

const chunkWords = 2048;
/** More than these do not wait, so that long episodes do not grow: most of them are dropped unwritten then. */
export const mostPending = 2_000_000;
/** The word that begins the record of a single span, whose index follows. Others begin with the code of a shape. */
export const singleMark = 0xffff_ffff;
/** The word that begins the record of a span of a form: the form's index, trace, span, parent, when it began and ended follow. */
export const formMark = 0xffff_fffe;
/** Words of such a record. */
export const formWords = 9;
/** Set in a trace's first word when both times of a span are in one word. */
export const compactBit = 0x8000_0000;
/**
 * Set in a trace's first word when its times are in a row that is kept for its shape ({@link ShapeRows}). Then the word holds the
 * shape and, times {@link mostRowShapes}, the request's beginning; the number of the last span before it follows, the request's type and,
 * times {@link mostRowTypes}, when it reached the entry, and when it was sent, from {@link PendingChunk.since}.
 */
export const rowBit = 0x4000_0000;
/** Words of such a trace. */
export const rowWords = 4;
/** Words of another trace before its times: shape, number of the last span before it, the variables' chance, type of the request, start. */
export const headWords = 6;
/** Shapes that rows can tell apart: a beginning has 14 bits. */
export const mostRowShapes = 0x1_0000;
/** Types of requests that rows can tell apart. */
export const mostRowTypes = 256;
/** The latest arrival at the entry that rows can tell, in microseconds. */
export const mostRowMicros = 0xff_ffff;

/** Times of whole requests by their beginning (`processes/courses/whole-kind.ts`). Rows that were referred to once stay as they are. */
export interface ShapeRows {
  readonly words: Uint16Array;
  /** Where two words a span are: when it began and ended, from the request's arrival at the entry. */
  spansOf(beginning: number): number;
}

const rowsByShape = new WeakMap<Shape, ShapeRows>();

/** Says where times of traces of a shape are that have rows. */
export function keepRows(shape: Shape, rows: ShapeRows): void {
  rowsByShape.set(shape, rows);
}

/** A trace's record, read. */
export interface TraceRecord {
  readonly shape: Shape;
  /** Number of the last span before it. */
  readonly base: number;
  /** The variables' chance; type of the request. */
  readonly chance: number;
  readonly type: number;
  /** What times count from. */
  readonly startedAt: UnixMicros;
  /** Where its times are: two words a span, or one of two halves. */
  readonly times: Uint32Array | Uint16Array;
  readonly timesAt: number;
  readonly compact: boolean;
  /** The request's beginning, of a request that has a row; -1: it has none. */
  readonly beginning: number;
  /** Where the next record begins. */
  readonly next: number;
}

/** Writes a time in two words. */
export function writeTime(words: Uint32Array, at: number, time: UnixMicros): void {
  words[at] = Math.floor(time / 0x1_0000_0000);
  words[at + 1] = time % 0x1_0000_0000;
}

/** Reads what {@link writeTime} wrote. */
export function readTime(words: Uint32Array, at: number): UnixMicros {
  return (words[at] as number) * 0x1_0000_0000 + (words[at + 1] as number);
}

/** The span of a form's record that begins at `at`. */
export function readFormSpan(forms: readonly SpanForm[], words: Uint32Array, at: number): SingleSpan | undefined {
  const form = forms[words[at + 1] as number];
  if (form === undefined) return undefined;
  const { containerId, origin, ...common } = form;
  const numbers = { trace: words[at + 2] as number, span: words[at + 3] as number, parent: words[at + 4] as number };
  return {
    at: readTime(words, at + 7),
    containerId,
    origin,
    span: { ...common, ...numbers, startedAt: readTime(words, at + 5) },
  };
}

function isRow(head: number): boolean {
  return head >= rowBit && head < compactBit;
}

/** When the request of the trace was sent whose record begins at `at`. */
export function sentAtOf({ words, since = 0 }: PendingChunk, at: number): UnixMicros {
  return isRow(words[at] as number) ? since + (words[at + 3] as number) : readTime(words, at + 4);
}

/** Where the record after the trace's begins. */
export function nextTrace(shapes: readonly Shape[], { words }: PendingChunk, at: number): number {
  const head = words[at] as number;
  if (isRow(head)) return at + rowWords;
  const spans = (head >= compactBit ? shapes[head - compactBit] : shapes[head])?.length ?? 0;
  return at + headWords + (head >= compactBit ? spans : 2 * spans);
}

/** Reads the record that begins at `at`; it is none of a single span. */
export function readTrace(shapes: readonly Shape[], chunk: PendingChunk, at: number): TraceRecord {
  const { words } = chunk;
  const head = words[at] as number;
  const base = words[at + 1] as number;
  const startedAt = sentAtOf(chunk, at);
  const next = nextTrace(shapes, chunk, at);
  if (isRow(head)) {
    const shape = shapes[head % mostRowShapes] ?? [];
    const beginning = (head - rowBit) >>> 16;
    const type = words[at + 2] as number;
    const rows = rowsByShape.get(shape) as ShapeRows;
    return {
      shape,
      base,
      chance: variablesChanceOf(beginning),
      type: type % mostRowTypes,
      startedAt: startedAt + (type >>> 8),
      times: rows.words,
      timesAt: rows.spansOf(beginning),
      compact: false,
      beginning,
      next,
    };
  }
  const compact = head >= compactBit;
  const shape = shapes[compact ? head - compactBit : head] ?? [];
  const chance = words[at + 2] as number;
  const type = words[at + 3] as number;
  const timesAt = at + headWords;
  return { shape, base, chance, type, startedAt, times: words, timesAt, compact, beginning: -1, next };
}

/** Nothing that waits. */
export function createPendingSpans(): PendingSpans {
  return {
    seed: 0,
    count: 0,
    shapes: [],
    singles: [],
    forms: [],
    gone: [],
    sealed: [],
    open: { words: new Uint32Array(0), used: 0 },
  };
}

/** Room for a record: its first word is at `used - words` of the open chunk. */
export function claimWords(pending: PendingSpans, words: number): PendingChunk {
  const { open } = pending;
  if (open.used + words <= open.words.length) {
    open.used += words;
    return open;
  }
  const opened = openChunk(pending, Math.max(chunkWords, words));
  opened.used = words;
  return opened;
}

/** Writes the record of a trace that has a row; the shape's code is below {@link mostRowShapes}, the type below {@link mostRowTypes}. */
export function writeRow(
  pending: PendingSpans,
  code: number,
  base: number,
  beginning: number,
  type: number,
  /** When the request reached the entry, from when it was sent. */
  fromMicros: number,
  sentAt: UnixMicros,
): void {
  const { since = -1 } = pending.open;
  if (since >= 0 && (sentAt < since || sentAt - since > 0xffff_ffff)) openChunk(pending, chunkWords);
  const chunk = claimWords(pending, rowWords);
  if (chunk.since === undefined || chunk.since < 0) chunk.since = sentAt;
  const { words, used } = chunk;
  words[used - 4] = rowBit + beginning * mostRowShapes + code;
  words[used - 3] = base;
  words[used - 2] = type + fromMicros * mostRowTypes;
  words[used - 1] = sentAt - chunk.since;
}

function openChunk(pending: PendingSpans, words: number): PendingChunk {
  const { open } = pending;
  if (open.used > 0) pending.sealed.push(Object.freeze(open));
  const opened: PendingChunk = { words: new Uint32Array(words), used: 0, since: -1 };
  pending.open = opened;
  return opened;
}

/** Whether spans of a container may be among those that wait. */
export function waitsFor({ count, shapes, singles, forms }: PendingSpans, containerId: string): boolean {
  if (count === 0) return false;
  return (
    shapes.some((shape) => shape.some((span) => span.containerId === containerId)) ||
    singles.some((single) => single.containerId === containerId) ||
    forms.some((form) => form.containerId === containerId)
  );
}
