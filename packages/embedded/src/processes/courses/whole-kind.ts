/**
 * What came of whole requests, by their beginning (`timings.ts`): all times of a course from where the request reaches the entry,
 * added up once. It depends on the kind of the course alone (whose work it is, in which order, over ways of which kinds), so it is
 * kept for all simulations of this process; whoever adds it up anew comes to the same.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import type { ShapeRows } from "../../capture/pending-spans.ts";
import { requestCount } from "../timings.ts";

/** Where in a row the words of a course are; all times count from the request's arrival at the entry. */
export interface WholeLayout {
  /** Three for every part: when it first uses CPU, until when, how much. */
  readonly uses: number;
  /** One for every process: when its work begins. */
  readonly starts: number;
  /** Two for every process: until when it uses each of two cores; 0: it does not. */
  readonly cores: number;
  /** Two for every call: when the question and the answer arrive. */
  readonly calls: number;
  /** Three for every look into a cache: when the question arrives, the cache's work, when the answer arrives. */
  readonly gets: number;
  /** Two for every span: when it began and ended. */
  readonly spans: number;
  /** One for every process that answered: the bucket of its latency. */
  readonly served: number;
  /** One for every line: when it is printed. */
  readonly lines: number;
  /** Words so far. What follows is as long as it is: see {@link askWords}. */
  readonly asks: number;
}

/**
 * A row ends with what every look into a cache asks for: how many keys, how many first items, the bits of second items (two
 * words), and the first items.
 */
export const askWords = 4;

/** Words of a row before {@link WholeLayout.uses}: when the course is over, and when nothing of it is left anywhere. */
export const wholeHead = 2;

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

/** Nobody has asked yet. */
export const unknown = 0;
/** There is none, and never will be. */
export const none = -1;

/** Courses of one kind. */
export class WholeKind implements ShapeRows {
  readonly layout: WholeLayout;
  /** By beginning: {@link unknown}, 1 when the request's variables are such that it goes this way, {@link none}. */
  readonly met = new Int8Array(requestCount);
  /** By beginning: {@link unknown}, where its row begins, plus one, {@link none}. */
  readonly #places = new Int32Array(requestCount);
  words = new Uint16Array(0);
  readonly texts = new Map<number, string>();
  #used = 0;

  constructor({ parts, nodes, calls, gets, spans, served, lines }: WholeCounts) {
    const starts = wholeHead + 3 * parts;
    const cores = starts + nodes;
    const ofCalls = cores + 2 * nodes;
    const ofGets = ofCalls + 2 * calls;
    const ofSpans = ofGets + 3 * gets;
    const ofServed = ofSpans + 2 * spans;
    const ofLines = ofServed + served;
    this.layout = {
      uses: wholeHead,
      starts,
      cores,
      calls: ofCalls,
      gets: ofGets,
      spans: ofSpans,
      served: ofServed,
      lines: ofLines,
      asks: ofLines + lines,
    };
  }

  /** Where the row of a beginning is in {@link WholeKind.words}; below 0: there is none. */
  rowOf(beginning: number): number {
    return (this.#places[beginning] as number) - 1;
  }

  /** Where the times of the spans of a beginning's row are. */
  spansOf(beginning: number): number {
    return this.rowOf(beginning) + this.layout.spans;
  }

  /** Whether nobody has tried to make the row of a beginning. */
  lacks(beginning: number): boolean {
    return this.#places[beginning] === unknown;
  }

  /** Keeps the row of a beginning; null when it cannot be told: some time is above 16 bits, or works get into each other's way. */
  keep(beginning: number, row: readonly number[] | null): void {
    if (row === null || !row.every(isWord)) {
      this.#places[beginning] = none;
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
    this.#places[beginning] = at + 1;
  }
}

const isWord = (word: number): boolean => word <= mostWord;

const firstRows = 64;
const mostWord = 0xffff;
/** Bytes that all rows may take. */
const mostBytes = 128 * 1024 * 1024;
/** Of a kind beside its rows. */
const kindBytes = 5 * requestCount;

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
