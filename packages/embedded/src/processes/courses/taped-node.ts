/**
 * What a tape holds, and the words that are kept of a process's work.
 *
 * The words of a record: {@link partWords} for every part, {@link coreWords}, {@link getWords} for every look into a cache, two for
 * every span, two for the time that it served, one for every line that it printed.
 * @module
 */
import type { CompiledLog, CompiledOperation } from "../compiled-program.ts";
import type { BoundConnection, BoundProcess } from "./bound-process.ts";
import type { Step } from "./steps.ts";

/** Of a part: when the answer arrives (of the first: when it first uses CPU), until when it uses CPU, how much, and when it is over. */
export const partWords = 4;
/** Of two cores: the part in which the process used it last, plus one (0: never), and until when. */
export const coreWords = 4;
/** Of a look into a cache: when the question arrives, the cache's work, when the answer arrives. */
export const getWords = 3;

/** What a process found at a step that calls another. */
export interface TapedCall {
  readonly step: Step;
  /** Null: nobody was there. */
  readonly connection: BoundConnection | null;
  /** What the call fails with when nobody is there. */
  readonly error: string;
  readonly child: TapedNode | null;
}

/** A look into a cache. */
export interface TapedGet {
  readonly step: Step;
  readonly part: number;
  /** Null: there was no key to ask for. */
  readonly connection: BoundConnection | null;
}

/** A condition on the request's variables. */
export interface TapedCondition {
  readonly step: Step;
  readonly holds: boolean;
}

/** A span, which belongs to the parts in which it began and ended. */
export interface TapedSpan {
  readonly node: TapedNode;
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** A printed line. */
export interface TapedLine {
  readonly node: TapedNode;
  readonly index: number;
  readonly part: number;
  readonly log: CompiledLog;
  readonly error: string;
}

/** Work of one process for the request. */
export interface TapedNode {
  readonly process: BoundProcess;
  readonly server: number;
  readonly operation: CompiledOperation;
  /** Beginning of its chance. */
  readonly timing: number;
  readonly parent: TapedNode | null;
  /** Nothing outside of its own chance had a say in its times. */
  regular: boolean;
  /** Tells kinds of work apart. */
  readonly kind: number[];
  readonly calls: TapedCall[];
  readonly gets: TapedGet[];
  readonly conditions: TapedCondition[];
  /** When parts began; the words of each. */
  readonly starts: number[];
  readonly parts: number[];
  readonly cores: number[];
  readonly coreParts: number[];
  readonly getTimes: number[];
  readonly spanTimes: number[];
  readonly lineTimes: number[];
  served: { readonly entered: number; readonly left: number; readonly failed: boolean };
}

/** The parts of all processes in the order of time. */
export interface TapedPart {
  readonly node: TapedNode;
  readonly part: number;
}

/** Cores that a record tells of. */
export const mostCores = 2;

/** Where the words of a record are. */
export function recordLayout(node: TapedNode): {
  readonly cores: number;
  readonly gets: number;
  readonly spans: number;
  readonly served: number;
  readonly lines: number;
  readonly size: number;
} {
  const cores = node.parts.length;
  const gets = cores + coreWords;
  const spans = gets + node.getTimes.length;
  const served = spans + node.spanTimes.length;
  const lines = served + 2;
  return { cores, gets, spans, served, lines, size: lines + node.lineTimes.length };
}

/** The words of a record. */
export function recordOf(node: TapedNode): readonly number[] {
  const { parts, cores, coreParts, starts, getTimes, spanTimes, served, lineTimes } = node;
  const ofCores: number[] = [];
  for (let core = 0; core < mostCores; core++) {
    const part = coreParts[core];
    if (part === undefined) ofCores.push(0, 0);
    else ofCores.push(part + 1, (cores[core] as number) - (starts[part] as number));
  }
  return [...parts, ...ofCores, ...getTimes, ...spanTimes, served.entered, served.left, ...lineTimes];
}
