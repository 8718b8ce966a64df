/**
 * What a course did, process by process, so that it can be known the next time. A process' work is cut into parts at the calls
 * that it makes; times count from the part's beginning, so that they hold however long callees take.
 * @module
 */
import type { CompiledLog, CompiledOperation } from "../compiled-program.ts";
import type { BoundConnection, BoundProcess } from "./bound-process.ts";
import type { Step } from "./steps.ts";
import { mostCores, partWords, type TapedLine, type TapedNode, type TapedPart, type TapedSpan } from "./taped-node.ts";

/** The tape of one course; used again for the next. */
export class Tape {
  readonly nodes: TapedNode[] = [];
  readonly parts: TapedPart[] = [];
  readonly spans: TapedSpan[] = [];
  readonly lines: TapedLine[] = [];
  /** Nodes in the order in which they answered. */
  readonly served: TapedNode[] = [];
  #top: TapedNode | null = null;
  #left: TapedNode | null = null;

  begin(): void {
    this.#top = null;
    for (const list of [this.nodes, this.parts, this.spans, this.lines, this.served]) list.length = 0;
  }

  /** The part that the process works on, by its index. */
  get part(): number {
    return (this.#top as TapedNode).starts.length - 1;
  }

  /** A process begins to work. */
  enter(process: BoundProcess, server: number, operation: CompiledOperation, timing: number, at: number): void {
    const node: TapedNode = {
      process,
      server,
      operation,
      timing,
      parent: this.#top,
      regular: process.cpu.speed === 1,
      kind: [],
      calls: [],
      gets: [],
      conditions: [],
      starts: [at],
      parts: [0, 0, 0, 0],
      cores: [],
      coreParts: [],
      getTimes: [],
      spanTimes: [],
      lineTimes: [],
      served: { entered: 0, left: 0, failed: false },
    };
    this.#top = node;
    this.nodes.push(node);
    this.parts.push({ node, part: 0 });
  }

  /** It is through: its caller goes on. */
  leave(at: number): void {
    const node = this.#top as TapedNode;
    this.#endPart(node, at);
    this.#left = node;
    this.#top = node.parent;
  }

  #endPart({ starts, parts }: TapedNode, at: number): void {
    parts[parts.length - 1] = at - (starts[starts.length - 1] as number);
  }

  /** Something about its times is not its own. */
  spoil(): void {
    (this.#top as TapedNode).regular = false;
  }

  /** Tells kinds of work apart. */
  note(...what: readonly number[]): void {
    (this.#top as TapedNode).kind.push(...what);
  }

  /** It uses CPU from `at` on. */
  work(at: number, micros: number, doneAt: number): void {
    const node = this.#top as TapedNode;
    if (doneAt !== at + micros) node.regular = false;
    if (micros === 0) return;
    const { starts, parts, cores, coreParts } = node;
    const part = starts.length - 1;
    const start = starts[part] as number;
    const words = part * partWords;
    // Later parts begin with an answer, which says when.
    if (part === 0 && parts[2] === 0) parts[0] = at - start;
    parts[words + 1] = Math.max(parts[words + 1] as number, doneAt - start);
    parts[words + 2] = (parts[words + 2] as number) + micros;
    let core = 0;
    while ((cores[core] ?? 0) > at) core += 1;
    if (core >= mostCores) node.regular = false;
    cores[core] = doneAt;
    coreParts[core] = part;
  }

  /** A call leaves it; the callee has it at `at`. */
  call(at: number): void {
    this.#endPart(this.#top as TapedNode, at);
  }

  /** The callee, which was the last that left, was through at `at`. */
  answer(step: Step, pc: number, connection: BoundConnection, error: string, at: number): void {
    const node = this.#top as TapedNode;
    const child = this.#left as TapedNode;
    this.note(1, pc, codeOf(connection.times), codeOf(error));
    // Which core is free may depend on how long callees take.
    if (node.cores.some((busy) => busy > at)) node.regular = false;
    node.calls.push({ step, connection, error: "", child });
    node.starts.push(at);
    node.parts.push(0, 0, 0, 0);
    this.parts.push({ node, part: node.starts.length - 1 });
  }

  /** The answer arrives. */
  arrive(at: number): void {
    const { starts, parts } = this.#top as TapedNode;
    parts[parts.length - partWords] = at - (starts[starts.length - 1] as number);
  }

  /** It calls where nobody is. */
  nobody(step: Step, pc: number, error: string): void {
    this.note(2, pc, codeOf(error));
    (this.#top as TapedNode).calls.push({ step, connection: null, error, child: null });
  }

  /** It looks into a cache; without a connection, because there is nothing to look for. */
  get(step: Step, pc: number, connection: BoundConnection | null, asked: number, micros: number, at: number): void {
    const { gets, getTimes, starts } = this.#top as TapedNode;
    const part = starts.length - 1;
    const start = starts[part] as number;
    gets.push({ step, part, connection });
    if (connection === null) this.note(3, pc);
    else this.note(4, pc, codeOf(connection.times), codeOf(connection.to.program));
    getTimes.push(...(connection === null ? [0, 0, 0] : [asked - start, micros, at - start]));
  }

  /** A condition on the request's variables. */
  condition(step: Step, holds: boolean): void {
    this.note(holds ? 5 : 6);
    (this.#top as TapedNode).conditions.push({ step, holds });
  }

  /** A span ends that began in the part `from`. */
  span(from: number, startedAt: number, endedAt: number): void {
    const node = this.#top as TapedNode;
    const { starts, spanTimes } = node;
    const to = starts.length - 1;
    this.spans.push({ node, index: spanTimes.length / 2, from, to });
    spanTimes.push(startedAt - (starts[from] as number), endedAt - (starts[to] as number));
  }

  serve(entered: number, left: number, failed: boolean): void {
    const node = this.#top as TapedNode;
    const { starts } = node;
    node.served = {
      entered: entered - (starts[0] as number),
      left: left - (starts[starts.length - 1] as number),
      failed,
    };
    this.served.push(node);
  }

  line(log: CompiledLog, error: string, at: number): void {
    const node = this.#top as TapedNode;
    const { starts, lineTimes } = node;
    const part = starts.length - 1;
    this.lines.push({ node, index: lineTimes.length, part, log, error });
    lineTimes.push(at - (starts[part] as number));
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
