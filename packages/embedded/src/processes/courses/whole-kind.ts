/**
 * What came of whole requests, by their beginning (`timings.ts`): all times of a course from where the request reaches the entry,
 * added up once. It depends on the kind of the course alone (whose work it is, in which order, over ways of which kinds), so it is
 * kept for all simulations of this process; whoever adds it up anew comes to the same.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import type { ShapeRows } from "../../capture/pending-spans.ts";
import { requestCount } from "../timings.ts";

/**
 * Where in a row the words of a course are; all times count from the request's arrival at the entry. What is seldom read comes
 * first, so that the rest lies together.
 */
export interface WholeLayout {
  /** Three for every part: when it first uses CPU, until when, how much. */
  readonly uses: number;
  /** Two for every span: when it began and ended. */
  readonly spans: number;
  /** One for every line: when it is printed. */
  readonly lines: number;
  /** Two: when the course is over, and when nothing of it is left anywhere. */
  readonly ends: number;
  /** {@link nodeWords} for every process. */
  readonly nodes: number;
  /** Two for every call: when the question and the answer arrive. */
  readonly calls: number;
  /** Three for every look into a cache: when the question arrives, the cache's work, when the answer arrives. */
  readonly gets: number;
  /** Two for every process that answered: see {@link servedWords}. */
  readonly served: number;
  /** Words so far. What follows is as long as it is: see {@link askWords}. */
  readonly asks: number;
}

/**
 * A row ends with what every look into a cache asks for: how many keys, how many first items, the bits of second items (two
 * words), and the first items.
 */
export const askWords = 4;

/**
 * Of a process: when its work begins; when it first uses CPU, until when, and how much in all; until when it uses each of two cores (0:
 * it does not); when the last of its spans ends.
 */
export const nodeWords = 7;
/** The last of them. */
export const spansEnd = 6;

/**
 * Of a process that answered: the bucket of its latency with, {@link ownShift} bits up, that of its own time; the bucket of what
 * its caller waited beside, plus one (0: nobody knows of it).
 */
export const servedWords = 2;
/** See {@link servedWords}. */
export const ownShift = 7;

/** How many of everything a course has. */
export interface WholeCounts {
  readonly parts: number;
  readonly nodes: number;
  readonly calls: number;
  readonly gets: number;
  readonly spans: number;
  readonly served: number;
  readonly lines: number;
}

/** Instead of where a row begins: nobody has asked. */
export const unasked = -1;
/** The request's variables are such that it goes another way. */
export const goesElsewhere = -2;
/** It goes this way, and nobody has tried to make its row. */
export const rowless = -3;
/** It goes this way, and there is no row and never will be. */
export const untold = -4;

/** Courses of one kind. */
export class WholeKind implements ShapeRows {
  readonly layout: WholeLayout;
  /** By beginning: where its row begins, or one of those below 0. */
  readonly #places = new Int32Array(requestCount).fill(unasked);
  words = new Uint16Array(0);
  #used = 0;
  /** Means nothing, but that {@link WholeKind.fetch} reads what it reads. */
  fetched = 0;

  constructor({ parts, nodes, calls, gets, spans, served, lines }: WholeCounts) {
    const ofSpans = 3 * parts;
    const ofLines = ofSpans + 2 * spans;
    const ends = ofLines + lines;
    const ofNodes = ends + 2;
    const ofCalls = ofNodes + nodeWords * nodes;
    const ofGets = ofCalls + 2 * calls;
    const ofServed = ofGets + 3 * gets;
    this.layout = {
      uses: 0,
      spans: ofSpans,
      lines: ofLines,
      ends,
      nodes: ofNodes,
      calls: ofCalls,
      gets: ofGets,
      served: ofServed,
      asks: ofServed + servedWords * served,
    };
  }

  /** Where the row of a beginning is in {@link WholeKind.words}; below 0: why there is none. */
  rowOf(beginning: number): number {
    return this.#places[beginning] as number;
  }

  /** Has the processor bring a row near: all of it at a time, instead of line by line as it is come to. */
  fetch(row: number): void {
    const { words } = this;
    const end = row + this.layout.asks;
    let sum = 0;
    for (let at = row + this.layout.ends; at < end; at += wordsALine) sum += words[at] as number;
    this.fetched = sum;
  }

  /** Says whether requests with a beginning go this way. */
  tell(beginning: number, goesThisWay: boolean): void {
    this.#places[beginning] = goesThisWay ? rowless : goesElsewhere;
  }

  /** Where the times of the spans of a beginning's row are. */
  spansOf(beginning: number): number {
    return this.rowOf(beginning) + this.layout.spans;
  }

  /** Keeps the row of a beginning; null when it cannot be told: some time is above 16 bits, or works get into each other's way. */
  keep(beginning: number, row: readonly number[] | null): void {
    if (row === null || !row.every(isWord)) {
      this.#places[beginning] = untold;
      return;
    }
    const at = this.#used;
    if (at + row.length > this.words.length) {
      const grown = new Uint16Array(Math.max(firstRows * row.length, 2 * this.words.length));
      if (!claim(2 * (grown.length - this.words.length))) return;
      grown.set(this.words);
      this.words = grown;
    }
    this.words.set(row, at);
    this.#used += row.length;
    this.#places[beginning] = at;
  }
}

const isWord = (word: number): boolean => word <= mostWord;

/** What a processor fetches at a time. */
const wordsALine = 32;
const firstRows = 64;
const mostWord = 0xffff;
/** Bytes that all rows may take. */
const mostBytes = 128 * 1024 * 1024;
/** Of a kind beside its rows. */
const kindBytes = 4 * requestCount;

let kinds = new WeakMap<RequestType["variables"], Map<string, WholeKind>>();
let bytes = 0;

/** Whether there is room for so many bytes more; when there is not, all is forgotten, and kinds that are in use stay as they are. */
function claim(more: number): boolean {
  if (bytes + more > mostBytes) {
    forgetWholes();
    return false;
  }
  bytes += more;
  return true;
}

/** The kind of courses that a key tells, of requests with such variables, made when it is first asked for. */
export function wholeKindOf({ variables }: RequestType, key: string, counts: WholeCounts): WholeKind {
  let known = kinds.get(variables);
  if (known === undefined) {
    known = new Map();
    kinds.set(variables, known);
  }
  let kind = known.get(key);
  if (kind === undefined) {
    claim(kindBytes);
    kind = new WholeKind(counts);
    known.set(key, kind);
  }
  return kind;
}

/** Forgets all that was kept, for which nobody can tell. */
export function forgetWholes(): void {
  kinds = new WeakMap();
  bytes = 0;
}
