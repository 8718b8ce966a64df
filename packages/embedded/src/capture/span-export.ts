/**
 * Spans on their way to the tracing backend: batches over UDP to an agent, lost while it cannot be reached.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";
import { connect } from "../network/connect.ts";
import { findWay, isSameWay, isUsual, type Way } from "../network/way.ts";
import { programOf } from "../processes/compile-program.ts";
import { splitAddress } from "../processes/dialer.ts";
import { configValue } from "../processes/render.ts";
import { parseTemplate, renderTemplate } from "../processes/template.ts";
import { trafficOf } from "../processes/traffic.ts";
import { useCpu } from "../runtime/cpu.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import type { ExporterState } from "./capture-state.ts";

/** Ways to agents, good for as long as `Simulation.ways` is the same. What is found anew is the same. */
export interface KnownAgents {
  readonly ways: Map<string, Way>;
  /** By container: where its usual way leads to. */
  readonly ends: Map<string, KnownEnd>;
}

/** The agent that a container's usual way leads to, and what a batch changes. */
interface KnownEnd {
  /** Null: of this moment only. */
  readonly way: Way | null;
  readonly containerId: string;
  /** Null: it is no tracing backend. */
  readonly store: { spans: number } | null;
  /** What the two pods received and sent. */
  readonly theirs: number[];
  readonly ours: number[];
}

/** Programs look at their agent once a second, when a batch leaves. */
export const batchMicros = 1_000_000;
/** Recorded: 20190 bytes and 6.4 ms of CPU a second for 110 spans a second. */
const spanBytes = 184;
const spanMicros = 55;

/**
 * Whether spans of a process reach their agent. Asked for every span, recorded or not, so that recording changes nothing.
 */
export function spanLeaves(sim: Simulation, containerId: string): boolean {
  return exporterTakes(sim, containerId, exporterOf(sim, containerId), sim.now);
}

/** The exporter of a process, made when it is first needed. */
export function exporterOf(sim: Simulation, containerId: string): ExporterState {
  const { exporters } = sim.state.capture;
  let exporter = exporters.get(containerId);
  if (exporter === undefined) {
    exporter = { checkedAt: Number.NEGATIVE_INFINITY, reachable: false, spans: 0 };
    exporters.set(containerId, exporter);
  }
  return exporter;
}

/** As {@link spanLeaves}, for a span that ends at `at`: the clock is set to that when it matters. */
export function exporterTakes(
  sim: Simulation,
  containerId: string,
  exporter: ExporterState,
  at: UnixMicros,
  known?: KnownAgents,
): boolean {
  exporter.spans += 1;
  // Between two looks courses do not ask, but count the span themselves.
  if (at - exporter.checkedAt >= batchMicros) {
    sim.advanceTo(at);
    exporter.checkedAt = at;
    exporter.reachable = reachAgent(sim, containerId, exporter.spans, known);
    exporter.spans = 0;
  }
  return exporter.reachable;
}

function reachAgent(sim: Simulation, containerId: string, batch: number, known?: KnownAgents): boolean {
  const usual = known?.ends.get(containerId);
  if (usual !== undefined && usual.way !== null && sim.now < usual.way.until) {
    send(sim, usual, batch);
    return true;
  }
  const container = sim.state.runtime.containers.get(containerId);
  const program = container === undefined ? undefined : programOf(sim.world, container.programName)?.program;
  if (container === undefined || program?.kind !== "script" || program.spanExporter === undefined) return false;
  let address = addresses.get(container);
  if (address === undefined) {
    const text = renderTemplate(parseTemplate(program.spanExporter.address), (name) =>
      name.startsWith("config.") ? (configValue(sim, container, name.slice(7)) ?? "") : undefined,
    );
    address = { ...splitAddress(text), key: `${container.namespace} ${text}` };
    addresses.set(container, address);
  }
  const agent = findAgent(sim, container, address, known);
  if (agent === undefined) return false;
  send(sim, agent, batch);
  return true;
}

function send(sim: Simulation, { containerId, store, theirs, ours }: KnownEnd, batch: number): void {
  if (store !== null) {
    store.spans += batch;
    useCpu(sim, containerId, batch * spanMicros);
  }
  theirs[0] = (theirs[0] ?? 0) + spanBytes * batch;
  ours[1] = (ours[1] ?? 0) + spanBytes * batch;
}

function knownEnd(sim: Simulation, containerId: string, ip: string, ownIP: string, way: Way | null): KnownEnd {
  const store = sim.state.processes.processes.get(containerId)?.store;
  const backend = store?.kind === "jaeger" ? store : null;
  return { way, containerId, store: backend, theirs: trafficOf(sim, ip), ours: trafficOf(sim, ownIP) };
}

interface AgentAddress {
  readonly host: string;
  readonly port: number;
  /** Tells addresses apart, and whose names they are. */
  readonly key: string;
}

/** A container's configuration never changes. */
const addresses = new WeakMap<ContainerRecord, AgentAddress>();

/**
 * The agent behind an address, when packets to it get there now; when they took is nobody's business, and nothing is drawn while
 * all is as usual.
 */
function findAgent(
  sim: Simulation,
  { id, podIP, namespace }: ContainerRecord,
  { host, port, key }: AgentAddress,
  known: KnownAgents | undefined,
): KnownEnd | undefined {
  let way = known?.ways.get(key);
  if (way === undefined || !isSameWay(sim, way)) {
    way = findWay(sim, namespace, host, port, "UDP") ?? undefined;
    if (way !== undefined) known?.ways.set(key, way);
  }
  // Who went this way before goes it again.
  const before = known?.ends.get(id);
  if (before !== undefined && way !== undefined && before.way === way) return before;
  const [endpoint, other] = way?.endpoints ?? [];
  if (way !== undefined && endpoint !== undefined && other === undefined && isUsual(sim, podIP, way)) {
    const end = knownEnd(sim, endpoint.containerId, endpoint.ip, podIP, way);
    known?.ends.set(id, end);
    return end;
  }
  const outcome = connect(sim, podIP, namespace, host, port, "UDP");
  return outcome.kind === "ok" ? knownEnd(sim, outcome.containerId, outcome.podIP, podIP, null) : undefined;
}

/** Forgets what a process that is over had to send. */
export function forgetSpans(sim: Simulation, containerId: string): void {
  sim.state.capture.exporters.delete(containerId);
}
