/**
 * Probes: when they go out, what their results come to.
 * @module
 */
import { type Container, microsPerSecond, type Probe } from "@aiops-gym/cluster";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { type ProbeResult, sendProbe } from "../network/probe.ts";
import { findContainer } from "./container-roles.ts";
import { resultOf } from "./container-status.ts";
import type { ContainerWorker, PodWorker, ProbeKind, ProbeWorker } from "./kubelet-state.ts";
import { reportStatus } from "./pod-status.ts";
import { recordContainerEvent } from "./record.ts";
import { requestSync } from "./sync-request.ts";

const kinds: readonly ProbeKind[] = ["startup", "liveness", "readiness"];
const titles: Readonly<Record<ProbeKind, string>> = {
  liveness: "Liveness",
  readiness: "Readiness",
  startup: "Startup",
};

/** Names a probe that is out, or the next that is to go. */
export interface ProbeTicket {
  readonly podUid: string;
  readonly containerName: string;
  readonly kind: ProbeKind;
  readonly token: number;
}

/** What came back of a probe. */
export type ProbeReply = ProbeTicket & ProbeResult;

interface Found {
  readonly worker: PodWorker;
  readonly container: ContainerWorker;
  readonly spec: Container;
  readonly probe: ProbeWorker;
  readonly settings: Probe;
}

function specOf(spec: Container, kind: ProbeKind): Probe | undefined {
  if (kind === "startup") return spec.startupProbe;
  return kind === "liveness" ? spec.livenessProbe : spec.readinessProbe;
}

function find(sim: Simulation, { podUid, containerName, kind, token }: ProbeTicket): Found | undefined {
  const worker = sim.state.kubelet.pods.get(podUid);
  const container = worker?.containers.find(({ name }) => name === containerName);
  const probe = container?.probes[kind];
  if (worker === undefined || container === undefined || !probe || probe.token !== token) return undefined;
  const spec = findContainer(worker.pod, containerName);
  const settings = spec === undefined ? undefined : specOf(spec, kind);
  return spec === undefined || settings === undefined ? undefined : { worker, container, spec, probe, settings };
}

/** The pod is about to start its containers: its probes exist from now on, and tick in whole periods. */
export function addProbes(sim: Simulation, worker: PodWorker): void {
  for (const container of worker.containers) {
    const spec = findContainer(worker.pod, container.name);
    if (spec === undefined || (container.role !== "main" && container.role !== "sidecar")) continue;
    for (const kind of kinds) {
      if (specOf(spec, kind) === undefined || container.probes[kind] !== null) continue;
      container.probes[kind] = {
        containerId: "",
        token: 0,
        out: false,
        wanted: false,
        lastOk: null,
        run: 0,
        result: null,
        onHold: false,
        since: sim.now,
      };
    }
  }
}

/**
 * The kubelet has seen what runs: probes of new containers begin, of ended ones rest; unready containers are asked at once.
 *
 * @returns whether one began whose first result is news: the pod is synced again for it.
 */
export function updateProbes(sim: Simulation, worker: PodWorker): boolean {
  let news = false;
  for (const container of worker.containers) {
    const running = container.seen?.state === "running";
    for (const kind of kinds) {
      const probe = container.probes[kind];
      if (probe === null) continue;
      if (!running) {
        stop(probe);
        if (kind === "readiness") probe.result = false;
        continue;
      }
      const fresh = probe.containerId !== container.seen?.id;
      if (fresh) begin(sim, worker, container, kind, probe, container.seen?.id ?? "");
      if (fresh && kind !== "liveness") news = true;
      else if (kind === "readiness" && probe.result !== true) {
        if (probe.out) probe.wanted = true;
        else tick(sim, ticketOf(worker, container, kind, probe));
      }
      if (fresh && kind === "readiness") tick(sim, ticketOf(worker, container, kind, probe));
    }
  }
  return news;
}

/** Liveness and startup probes of a pod that is being stopped end. */
export function stopKillingProbes(worker: PodWorker): void {
  for (const { probes } of worker.containers) {
    for (const kind of ["liveness", "startup"] as const) {
      const probe = probes[kind];
      if (probe !== null) stop(probe);
    }
  }
}

function stop(probe: ProbeWorker): void {
  probe.token += 1;
  probe.out = false;
  probe.wanted = false;
}

function ticketOf(worker: PodWorker, container: ContainerWorker, kind: ProbeKind, probe: ProbeWorker): ProbeTicket {
  return { podUid: worker.uid, containerName: container.name, kind, token: probe.token };
}

function begin(
  sim: Simulation,
  worker: PodWorker,
  container: ContainerWorker,
  kind: ProbeKind,
  probe: ProbeWorker,
  containerId: string,
): void {
  stop(probe);
  probe.containerId = containerId;
  probe.onHold = false;
  // thresholds count across restarts, as the kubelet's do
  probe.result = kind === "liveness" ? true : kind === "readiness" ? false : null;
  scheduleTick(sim, worker, container, kind, probe);
}

function scheduleTick(
  sim: Simulation,
  worker: PodWorker,
  container: ContainerWorker,
  kind: ProbeKind,
  probe: ProbeWorker,
): void {
  const spec = findContainer(worker.pod, container.name);
  const period = ((spec === undefined ? undefined : specOf(spec, kind))?.periodSeconds ?? 10) * microsPerSecond;
  const at = probe.since + (Math.floor((sim.now - probe.since) / period) + 1) * period;
  sim.scheduleAt(at, ticked, ticketOf(worker, container, kind, probe));
}

const ticked = defineEvent("kubelet/probe-tick", (sim: Simulation, ticket: ProbeTicket) => {
  const found = find(sim, ticket);
  if (found === undefined) return;
  const { worker, container, probe } = found;
  send(sim, found, ticket.kind);
  scheduleTick(sim, worker, container, ticket.kind, probe);
});

/** A probe out of turn; its period counts anew from now. */
function tick(sim: Simulation, ticket: ProbeTicket): void {
  const found = find(sim, ticket);
  if (found === undefined) return;
  const { worker, container, probe } = found;
  probe.token += 1;
  probe.since = sim.now;
  send(sim, found, ticket.kind);
  scheduleTick(sim, worker, container, ticket.kind, probe);
}

function send(sim: Simulation, { worker, container, spec, probe, settings }: Found, kind: ProbeKind): void {
  const { seen } = container;
  if (probe.out || probe.onHold || seen?.state !== "running") return;
  const age = Math.floor((sim.now - seen.startedAt) / microsPerSecond);
  if (age < (settings.initialDelaySeconds ?? 0)) return;
  const started = spec.startupProbe === undefined || resultOf(container, "startup") === true;
  if (started === (kind === "startup")) return;
  probe.out = true;
  sendProbe<ProbeTicket>(sim, seen.id, settings, probeReplied, ticketOf(worker, container, kind, probe));
}

/** The event by which a probe's result comes back. */
export const probeReplied: EventType<ProbeReply> = defineEvent(
  "kubelet/probe-replied",
  (sim: Simulation, reply: ProbeReply) => {
    const { podUid, containerName, kind } = reply;
    const worker = sim.state.kubelet.pods.get(podUid);
    const container = worker?.containers.find(({ name }) => name === containerName);
    const probe = container?.probes[kind];
    // ticks may have moved on while it was out; another container may not have begun
    if (worker === undefined || container === undefined || !probe || !probe.out) return;
    const found = find(sim, { podUid, containerName, kind, token: probe.token });
    if (found === undefined || container.current?.id !== probe.containerId) return;
    probe.out = false;
    judge(sim, found, reply);
    if (!probe.wanted) return;
    probe.wanted = false;
    tick(sim, ticketOf(worker, container, kind, probe));
  },
);

function judge(sim: Simulation, { worker, container, probe, settings }: Found, reply: ProbeReply): void {
  const { kind, ok, message, errored } = reply;
  const title = titles[kind];
  if (errored === true) {
    const text = `${title} probe errored and resulted in unknown state: ${message}`;
    recordContainerEvent(sim, worker, container, "Warning", "Unhealthy", text);
    return;
  }
  if (!ok) recordContainerEvent(sim, worker, container, "Warning", "Unhealthy", `${title} probe failed: ${message}`);
  probe.run = probe.lastOk === ok ? probe.run + 1 : 1;
  probe.lastOk = ok;
  const threshold = ok ? (settings.successThreshold ?? 1) : (settings.failureThreshold ?? 3);
  if (probe.run < threshold) return;
  const changed = probe.result !== ok;
  probe.result = ok;
  if ((kind === "liveness" && !ok) || kind === "startup") {
    probe.onHold = true;
    probe.run = 0;
  }
  if (!changed || worker.phase === "terminated") return;
  if (kind === "readiness" || (kind === "startup" && ok)) reportStatus(sim, worker);
  requestSync(sim, worker, sim.now);
}
