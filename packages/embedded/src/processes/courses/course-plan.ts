/**
 * A course that was run before, laid out flat: which process works when, over which connections, and where the words of their
 * records are.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import type { Shape } from "../../capture/pending-spans.ts";
import type { ServedEnd } from "../../capture/service-stats.ts";
import type { CpuAccount } from "../../runtime/runtime-state.ts";
import type { RequestDraft } from "../../workload/draft.ts";
import type { ClientState } from "../client-state.ts";
import type { BoundConnection, BoundProcess } from "./bound-process.ts";
import { CacheLook } from "./cache-look.ts";
import type { CourseSpan } from "./effects.ts";
import type { Step } from "./steps.ts";
import type { Tape, TapedLine, TapedNode } from "./tape.ts";
import { type TimingPool, timingPoolOf } from "./timing-pool.ts";
import { kindOfPlan } from "./whole-key.ts";
import type { WholeKind } from "./whole-kind.ts";
import { getWords, partWords, type WorkScript } from "./work-script.ts";

type GrpcState = Extract<ClientState, { protocol: "grpc" }>;

/** Work of one process. Indices are of the plan's lists. */
export interface PlanNode {
  readonly process: BoundProcess;
  readonly server: number;
  readonly pool: TimingPool;
  /** Who calls it; -1: the user. */
  readonly caller: number;
  readonly account: number;
  readonly cpu: CpuAccount;
  /** Its parts, in the order of time. */
  readonly parts: readonly number[];
  /** Its spans, in the order in which they end. */
  readonly spans: readonly number[];
  /** Words of its record. */
  readonly cores: number;
}

/** A part of a process's work, in the order of time. */
export interface PlanPart {
  readonly node: number;
  /** The first word. */
  readonly at: number;
  /** The part of the process before; -1: none. */
  readonly before: number;
}

/** A call: to somebody, or where nobody is. */
export interface PlanCall {
  readonly caller: BoundProcess;
  readonly client: GrpcState;
  readonly connection: BoundConnection | null;
  readonly error: string;
  /** Parts that begin with the request's arrival and with the answer's leaving. */
  readonly asked: number;
  readonly answered: number;
}

/** A condition on the request's variables. */
export interface PlanCondition {
  readonly step: Step;
  readonly holds: boolean;
  /** Index of the variable in the draft; -1: it has none. */
  readonly variable: number;
  /** It holds when that is a list without items. */
  readonly list: boolean;
}

/** A look into a cache, or one that there are no keys for. */
export interface PlanGet {
  readonly asker: BoundProcess;
  readonly step: Step;
  readonly node: number;
  readonly part: number;
  readonly account: number;
  readonly at: number;
  readonly connection: BoundConnection | null;
  /** Null: the keys have to be made. */
  readonly look: CacheLook | null;
  keys: number;
  hits: number;
}

/** Something that lasted. */
export interface PlanSpan {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  /** Two words. */
  readonly at: number;
}

/** A request that a process answered. */
export interface PlanServed extends PlanSpan {
  readonly end: ServedEnd;
  /** The spans of its calls. */
  readonly waits: readonly number[];
  /** The span of the call that it answers; -1: none. */
  readonly call: number;
}

/** A printed line. */
export interface PlanLine {
  readonly node: number;
  readonly part: number;
  readonly at: number;
  readonly taped: TapedLine;
}

/** What is the same each time. */
export interface PlanTotals {
  readonly events: number;
  readonly tasks: number;
  readonly spans: number;
  readonly status: number;
  readonly error: string;
}

/** A course's plan; null when courses like it cannot be told before they are run. */
export interface CoursePlan {
  readonly nodes: readonly PlanNode[];
  readonly parts: readonly PlanPart[];
  readonly accounts: readonly CpuAccount[];
  /** Whose they are. */
  readonly owners: readonly BoundProcess[];
  readonly calls: readonly PlanCall[];
  readonly gets: readonly PlanGet[];
  readonly conditions: readonly PlanCondition[];
  readonly spans: readonly PlanSpan[];
  /** As they were recorded. Numbers count from the last before the course. */
  readonly recorded: readonly CourseSpan[];
  readonly shape: Shape;
  readonly served: readonly PlanServed[];
  /** Operations that were called where nobody was. */
  readonly unanswered: readonly string[];
  readonly lines: readonly PlanLine[];
  readonly totals: PlanTotals;
  /** Reads the variables; null: `drawValues` does. */
  readonly draft: RequestDraft | null;
  /** What is kept of courses like it. */
  readonly whole: WholeKind;
}

/** Makes the plan of a course from its tape. */
export function planOf(
  tape: Tape,
  recorded: readonly CourseSpan[],
  shape: Shape,
  totals: PlanTotals,
  draft: RequestDraft | null,
  spec: RequestType,
): CoursePlan | null {
  const spanOf = (node: TapedNode, span: number): number =>
    tape.spans.findIndex((candidate) => candidate.node === node && candidate.index === span);
  const owners: BoundProcess[] = [];
  const indexOf = new Map<TapedNode, number>();
  for (const [index, node] of tape.nodes.entries()) {
    indexOf.set(node, index);
    owners.push(node.process);
  }
  const partOf = (node: TapedNode, part: number): number =>
    tape.parts.findIndex((candidate) => candidate.node === node && candidate.part === part);
  for (const { gets } of tape.nodes) {
    for (const { connection } of gets)
      if (connection !== null && !owners.includes(connection.to)) owners.push(connection.to);
  }
  // Whoever works twice would have to know what is left of its CPU after the first time.
  if (new Set(owners).size < owners.length) return null;
  const pools = tape.nodes.map(({ operation, kind, ops }) => timingPoolOf(operation, kind, ops));
  const scriptOf = (node: TapedNode): WorkScript => (pools[indexOf.get(node) ?? 0] as TimingPool).script;
  const nodes = tape.nodes.map(
    (node, index): PlanNode => ({
      process: node.process,
      server: node.server,
      pool: pools[index] as TimingPool,
      caller: node.parent === null ? -1 : (indexOf.get(node.parent) ?? -1),
      account: index,
      cpu: node.process.cpu,
      parts: Array.from({ length: node.parts }, (_, part) => partOf(node, part)),
      spans: tape.spans.flatMap((span, place) => (span.node === node ? [place] : [])),
      cores: scriptOf(node).cores,
    }),
  );
  const parts = tape.parts.map(({ node, part }): PlanPart => {
    const index = indexOf.get(node) ?? 0;
    return { node: index, at: part * partWords, before: part === 0 ? -1 : partOf(node, part - 1) };
  });
  const calls: PlanCall[] = [];
  const gets: PlanGet[] = [];
  const clients = new Set<GrpcState>();
  for (const node of tape.nodes) {
    let answers = 0;
    for (const { step, connection, child, error } of node.calls) {
      const client = node.process.process.clients[step.client];
      if (client?.protocol !== "grpc") return null;
      if (client.addresses.length > 1 && clients.has(client)) return null;
      clients.add(client);
      if (child !== null) answers += 1;
      const asked = child === null ? -1 : partOf(child, 0);
      const answered = child === null ? -1 : partOf(node, answers);
      calls.push({ caller: node.process, client, connection, error, asked, answered });
    }
    const at = scriptOf(node).gets;
    for (const [index, { step, part, connection }] of node.gets.entries()) {
      const account = connection === null ? -1 : owners.indexOf(connection.to);
      if (
        account >= 0 &&
        (account < nodes.length || gets.some((get) => get.account === account && get.asker !== node.process))
      )
        return null;
      gets.push({
        asker: node.process,
        step,
        node: indexOf.get(node) ?? 0,
        part: partOf(node, part),
        account,
        at: at + index * getWords,
        connection,
        look: draft === null ? null : CacheLook.of(step.keys, draft),
        keys: 0,
        hits: 0,
      });
    }
  }
  const plan = {
    nodes,
    parts,
    accounts: owners.map(({ cpu }) => cpu),
    owners,
    calls,
    gets,
    conditions: tape.nodes.flatMap(({ conditions }) =>
      conditions.map(({ step, holds }) => {
        const variable = draft?.indexOf(step.variable) ?? -1;
        return { step, holds, variable, list: step.equals === "[]" && draft?.isList(variable) === true };
      }),
    ),
    draft,
    spans: tape.spans.map(({ node, index, from, to }) => ({
      node: indexOf.get(node) ?? 0,
      from: partOf(node, from),
      to: partOf(node, to),
      at: scriptOf(node).spans + 2 * index,
    })),
    recorded,
    shape,
    served: tape.served.map((node) => ({
      node: indexOf.get(node) ?? 0,
      from: partOf(node, 0),
      to: partOf(node, node.parts - 1),
      at: scriptOf(node).served,
      end: node.end,
      waits: node.calls.filter(({ span }) => span >= 0).map(({ span }) => spanOf(node, span)),
      call:
        node.parent === null
          ? -1
          : spanOf(node.parent, node.parent.calls.find(({ child }) => child === node)?.span ?? -1),
    })),
    unanswered: tape.nodes.flatMap(({ calls }) =>
      calls.filter(({ child, span }) => child === null && span >= 0).map(({ step }) => step.operation),
    ),
    lines: tape.lines.map((taped) => ({
      node: indexOf.get(taped.node) ?? 0,
      part: partOf(taped.node, taped.part),
      at: scriptOf(taped.node).lines + taped.index,
      taped,
    })),
    totals,
  };
  return { ...plan, whole: kindOfPlan(spec, plan) };
}
