/**
 * Spans on their way to the tracing backend: batches over UDP to an agent, lost while it cannot be reached.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";
import {
  appendSpan,
  internOperation,
  internPeer,
  internSpanOrigin,
  spanKinds,
  spanStatusCodes,
  toJsonObject,
} from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import { connect } from "../network/connect.ts";
import { programOf } from "../processes/compiled-program.ts";
import { splitAddress } from "../processes/dialer.ts";
import { countTraffic } from "../processes/messages.ts";
import { configValue } from "../processes/render.ts";
import { useCpu } from "../runtime/cpu.ts";

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

/** Programs look at their agent once a second, when a batch leaves. */
const batchMicros = 1_000_000;
/** Recorded: 20190 bytes and 6.4 ms of CPU a second for 110 spans a second. */
const spanBytes = 184;
const spanMicros = 55;

/**
 * Whether spans of a process reach their agent. Asked for every span, recorded or not, so that recording changes nothing.
 */
export function spanLeaves(sim: Simulation, containerId: string): boolean {
  const { exporters } = sim.state.capture;
  let exporter = exporters.get(containerId);
  if (exporter === undefined) {
    exporter = { checkedAt: Number.NEGATIVE_INFINITY, reachable: false, spans: 0 };
    exporters.set(containerId, exporter);
  }
  exporter.spans += 1;
  if (sim.now - exporter.checkedAt >= batchMicros) {
    exporter.checkedAt = sim.now;
    exporter.reachable = reachAgent(sim, containerId, exporter.spans);
    exporter.spans = 0;
  }
  return exporter.reachable;
}

function reachAgent(sim: Simulation, containerId: string, batch: number): boolean {
  const container = sim.state.runtime.containers.get(containerId);
  const program = container === undefined ? undefined : programOf(sim.world, container.programName)?.program;
  if (container === undefined || program?.kind !== "script" || program.spanExporter === undefined) return false;
  const address = program.spanExporter.address.replace(
    /\{config\.([\w.-]+)\}/g,
    (_, name: string) => configValue(sim, container, name) ?? "",
  );
  const { host, port } = splitAddress(address);
  const outcome = connect(sim, container.podIP, container.namespace, host, port, "UDP");
  if (outcome.kind !== "ok") return false;
  const backend = sim.state.processes.processes.get(outcome.containerId);
  if (backend?.store?.kind === "jaeger") {
    backend.store.spans += batch;
    useCpu(sim, outcome.containerId, batch * spanMicros);
  }
  countTraffic(sim, outcome.podIP, spanBytes * batch, 0);
  countTraffic(sim, container.podIP, 0, spanBytes * batch);
  return true;
}

/** Forgets what a process that is over had to send. */
export function forgetSpans(sim: Simulation, containerId: string): void {
  sim.state.capture.exporters.delete(containerId);
}

const kindNumbers: Readonly<Record<EndedSpan["kind"], number>> = {
  client: spanKinds.CLIENT,
  server: spanKinds.SERVER,
  internal: spanKinds.INTERNAL,
  producer: spanKinds.PRODUCER,
  consumer: spanKinds.CONSUMER,
};

/** Tags that are columns of their own. */
const columnTags: ReadonlySet<string> = new Set(["http.status_code", "peer.service", "span.kind"]);
const attributesOf = new WeakMap<EndedSpan["tags"], string | null>();

function attributes(tags: EndedSpan["tags"]): string | null {
  const known = Object.isFrozen(tags) ? attributesOf.get(tags) : undefined;
  if (known !== undefined) return known;
  const rest: Record<string, string> = {};
  for (const name in tags) if (!columnTags.has(name)) rest[name] = String(tags[name]);
  const text = toJsonObject(rest);
  if (Object.isFrozen(tags)) attributesOf.set(tags, text);
  return text;
}

/** 32 bits of the id of a numbered span or trace: ids differ between seeds and look random. */
function mix(seed: number, number: number, salt: number): number {
  let x = (seed ^ Math.imul(salt, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/** Records a span that ends now. */
export function recordSpan(sim: Simulation, containerId: string, span: EndedSpan): void {
  const { capture } = sim.state;
  const { spans } = capture;
  let origin = capture.spanOrigins.get(containerId);
  if (origin === undefined) {
    const container = sim.state.runtime.containers.get(containerId);
    if (container === undefined) return;
    const { program } = sim.state.processes.processes.get(containerId) ?? { program: container.service };
    // OpenTelemetry's service.name is the program's, whatever the pod is called.
    origin = internSpanOrigin(spans, {
      service: program,
      namespace: container.namespace,
      pod: container.podName,
      container: container.containerName,
      node: container.nodeName,
      restartCount: container.restartCount,
    });
    capture.spanOrigins.set(containerId, origin);
  }
  const { seed } = sim.state.kernel;
  const low = seed >>> 0;
  const high = Math.floor(seed / 0x1_0000_0000) >>> 0;
  const { trace, parent, tags } = span;
  const status = tags["http.status_code"];
  const peer = tags["peer.service"];
  appendSpan(
    spans,
    sim.now,
    span.startedAt,
    origin,
    internOperation(spans, span.name),
    kindNumbers[span.kind],
    span.failed ? spanStatusCodes.ERROR : spanStatusCodes.UNSET,
    internPeer(spans, typeof peer === "string" ? peer : null),
    typeof status === "number" ? status : 0,
    mix(low, trace, 1),
    mix(high, trace, 2) | 1,
    mix(low, span.span, 3),
    mix(high, span.span, 4) | 1,
    parent === 0 ? 0 : mix(low, parent, 3),
    parent === 0 ? 0 : mix(high, parent, 4) | 1,
    span.message,
    attributes(tags),
  );
}
