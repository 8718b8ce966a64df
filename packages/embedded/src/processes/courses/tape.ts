/**
 * What a course did, process by process, so that others like it can be known before they are run. A process's work is cut into
 * parts at the calls that it makes; times count from the part's beginning, so that they hold however long callees take.
 * @module
 */
import { type ServedEnd, servedEnds } from "../../capture/service-stats.ts";
import type { LogNormal } from "../../kernel/log-normal.ts";
import type { CompiledLog, CompiledOperation } from "../compiled-program.ts";
import type { Drawer } from "../draw.ts";
import type { BoundConnection, BoundProcess } from "./bound-process.ts";
import type { Step } from "./steps.ts";
import type { WorkKind, WorkOp } from "./work-script.ts";

/** What a process found at a step that calls another. */
export interface TapedCall {
  readonly step: Step;
  /** Null: nobody was there. */
  readonly connection: BoundConnection | null;
  /** What the call fails with when nobody is there. */
  readonly error: string;
  readonly child: TapedNode | null;
  /** Index of the call's span among its process's; -1: it has none. */
  readonly span: number;
}

/** A look into a cache. */
export interface TapedGet {
  readonly step: Step;
  readonly part: number;
  /** Null: there was no key to ask for. */
  readonly connection: BoundConnection | null;
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
  readonly parent: TapedNode | null;
  /** Tells kinds of work apart. */
  readonly kind: number[];
  readonly ops: WorkOp[];
  readonly calls: TapedCall[];
  readonly gets: TapedGet[];
  /** Conditions on the request's variables. */
  readonly conditions: { readonly step: Step; readonly holds: boolean }[];
  /** How many parts it has so far; how many spans and lines. */
  parts: number;
  spans: number;
  lines: number;
  end: ServedEnd;
}

/** The parts of all processes in the order of time. */
export interface TapedPart {
  readonly node: TapedNode;
  readonly part: number;
}

/** A span that is open. */
export interface OpenSpan {
  readonly op: WorkOp;
  readonly part: number;
}

/** The tape of one course; used again for the next. */
export class Tape {
  readonly nodes: TapedNode[] = [];
  readonly parts: TapedPart[] = [];
  readonly spans: TapedSpan[] = [];
  readonly lines: TapedLine[] = [];
  /** Nodes in the order in which they answered. */
  readonly served: TapedNode[] = [];
  /** False: what the course did does not tell what others will do. */
  tells = true;
  #top: TapedNode | null = null;
  #left: TapedNode | null = null;

  begin(): void {
    this.#top = null;
    this.tells = true;
    for (const list of [this.nodes, this.parts, this.spans, this.lines, this.served]) list.length = 0;
  }

  get #node(): TapedNode {
    return this.#top as TapedNode;
  }

  /** A process begins to work. */
  enter(process: BoundProcess, server: number, operation: CompiledOperation): void {
    const node: TapedNode = {
      process,
      server,
      operation,
      parent: this.#top,
      kind: [],
      ops: [],
      calls: [],
      gets: [],
      conditions: [],
      parts: 1,
      spans: 0,
      lines: 0,
      end: servedEnds.succeeded,
    };
    this.#top = node;
    this.nodes.push(node);
    this.parts.push({ node, part: 0 });
  }

  /** It is through: its caller goes on. */
  leave(): void {
    this.#left = this.#node;
    this.#top = this.#node.parent;
  }

  /** It does something. */
  does(kind: WorkKind, micros: Drawer | null = null, times: LogNormal | null = null): WorkOp {
    const op = { kind, micros, times, index: 0 };
    this.#node.ops.push(op);
    return op;
  }

  /** The callee, which was the last that left, has answered. */
  answer(step: Step, pc: number, connection: BoundConnection, error: string, span: OpenSpan | null): void {
    const node = this.#node;
    node.kind.push(1, pc, codeOf(connection.times), codeOf(error));
    node.calls.push({ step, connection, error: "", child: this.#left, span: span === null ? -1 : node.spans });
    this.parts.push({ node, part: node.parts });
    node.parts += 1;
  }

  /** It calls where nobody is. */
  nobody(step: Step, pc: number, error: string, span: OpenSpan | null): void {
    const node = this.#node;
    node.kind.push(2, pc, codeOf(error));
    node.calls.push({ step, connection: null, error, child: null, span: span === null ? -1 : node.spans });
  }

  /** It looks into a cache; without a connection, because there is nothing to look for. */
  get(step: Step, pc: number, connection: BoundConnection | null): void {
    const { kind, gets, parts } = this.#node;
    if (connection === null) kind.push(3, pc);
    else kind.push(4, pc, codeOf(connection.times), codeOf(connection.to.program));
    gets.push({ step, part: parts - 1, connection });
  }

  condition(step: Step, holds: boolean): void {
    this.#node.kind.push(holds ? 5 : 6);
    this.#node.conditions.push({ step, holds });
  }

  open(): OpenSpan {
    return { op: this.does("open"), part: this.#node.parts - 1 };
  }

  /** A span ends. */
  close({ op, part }: OpenSpan): void {
    const node = this.#node;
    const index = node.spans;
    node.spans += 1;
    op.index = index;
    this.does("close").index = index;
    this.spans.push({ node, index, from: part, to: node.parts - 1 });
  }

  serve(end: ServedEnd): void {
    this.does("leave");
    this.#node.end = end;
    this.served.push(this.#node);
  }

  line(log: CompiledLog, error: string): void {
    this.does("line");
    const node = this.#node;
    this.lines.push({ node, index: node.lines, part: node.parts - 1, log, error });
    node.lines += 1;
  }
}

const codes = new Map<unknown, number>();
let nextCode = 1;
/** Errors may be many. */
const mostCodes = 10_000;

/** Tells things apart; the code of one that was forgotten is not given again. */
function codeOf(thing: unknown): number {
  let code = codes.get(thing);
  if (code === undefined) {
    if (codes.size > mostCodes) codes.clear();
    code = nextCode++;
    codes.set(thing, code);
  }
  return code;
}
