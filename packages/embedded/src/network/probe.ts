/**
 * The kubelet's probes on their way: out through the network, into the container, back with the kubelet's words.
 * Messages as Kubernetes 1.34.4 gave them.
 * @module
 */
import type { Container, Probe } from "@aiops-gym/cluster";
import { podByUid } from "../apiserver/store.ts";
import { execForProbe, newExecId } from "../exec/exec-for-probe.ts";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { killSession, runsBusybox, startSession } from "../processes/busybox/run-busybox.ts";
import { answerHttp } from "../processes/serve-probe.ts";
import { getContainer, runningContainer } from "../runtime/containers.ts";
import { useCpu } from "../runtime/cpu.ts";
import { executableProblem } from "../runtime/executables.ts";
import { findImage } from "../runtime/images.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { type ConnectOutcome, connect, connectAgain, type PendingConnection } from "./connect.ts";
import type { ProbeInFlight } from "./network-state.ts";
import { packetMicros } from "./path.ts";

/** What a probe found. */
export interface ProbeResult {
  readonly ok: boolean;
  /** What the kubelet prints after `probe failed: `; empty when `ok`. */
  readonly message: string;
  /** The probe could not be made: the kubelet says `probe errored and resulted in unknown state: ` and counts nothing. */
  readonly errored?: boolean;
  /** Of an exec that ran to its end. */
  readonly exitCode?: number;
}

const again = defineEvent<{ token: number; pending: PendingConnection }>("network/probe-again", (sim, event) => {
  const probe = sim.state.network.probes.get(event.token);
  if (probe !== undefined) proceed(sim, event.token, probe, connectAgain(sim, event.pending));
});

const connected = defineEvent<{ token: number; containerId: string; port: number }>(
  "network/probe-connected",
  (sim, event) => {
    const probe = sim.state.network.probes.get(event.token);
    if (probe === undefined) return;
    if (runningContainer(sim, event.containerId) === undefined) {
      const local = `${probe.ip.slice(0, probe.ip.lastIndexOf("."))}.1:${40_000 + (event.token % 20_000)}`;
      finish(sim, event.token, {
        ok: false,
        message: `Get "${probe.url}": read tcp ${local}->${probe.address}: read: connection reset by peer`,
      });
      return;
    }
    answerHttp(sim, event.containerId, { port: event.port, method: "GET", path: probe.path }, answered, {
      token: event.token,
    });
  },
);

const answered = defineEvent<{ token: number } & { status: number; body: string }>(
  "network/probe-answered",
  (sim, event) => {
    const probe = sim.state.network.probes.get(event.token);
    if (probe === undefined) return;
    const back = packetMicros(sim, probe.ip, `node:${probe.nodeName}`);
    if (back === undefined) return;
    const { status } = event;
    let result: ProbeResult = { ok: true, message: "" };
    if (status === 0) result = { ok: false, message: `Get "${probe.url}": EOF` };
    else if (status < 200 || status >= 400)
      result = { ok: false, message: `HTTP probe failed with statuscode: ${status}` };
    sim.schedule(back, finished, { token: event.token, result });
  },
);

const finished = defineEvent<{ token: number; result: ProbeResult }>("network/probe-finished", (sim, event) => {
  finish(sim, event.token, event.result);
});

/**
 * Sends a probe. Exactly one reply event comes, with `ticket` and the {@link ProbeResult}: at the latest when the probe's time is
 * over.
 */
export function sendProbe<T extends object>(
  sim: Simulation,
  containerId: string,
  probe: Probe,
  replyType: EventType<T & ProbeResult>,
  ticket: T,
): void {
  // the kubelet may not have seen yet that it has ended
  const container = getContainer(sim, containerId);
  if (container === undefined) return;
  const { network } = sim.state;
  network.replySequence += 1;
  const token = network.replySequence;
  const timeoutMicros = (probe.timeoutSeconds ?? 1) * 1_000_000;
  const flight: ProbeInFlight = {
    replyType: replyType.type,
    ticket: { ...ticket },
    nodeName: container.nodeName,
    ip: container.podIP,
    address: "",
    url: "",
    path: "",
    deadline: sim.now + timeoutMicros,
    timeoutMessage: "",
  };
  network.probes.set(token, flight);
  if (probe.exec !== undefined) sendExec(sim, token, flight, container, probe.exec.command, probe.timeoutSeconds ?? 1);
  else sendToPort(sim, token, flight, container, probe);
}

function sendToPort(
  sim: Simulation,
  token: number,
  flight: ProbeInFlight,
  container: ContainerRecord,
  probe: Probe,
): void {
  const action = probe.httpGet ?? probe.tcpSocket ?? probe.grpc;
  if (action === undefined) {
    finishNow(sim, token, { ok: false, errored: true, message: "missing probe handler" });
    return;
  }
  const port = portNumber(sim, container, action.port);
  if (port === undefined) {
    const message = `strconv.Atoi: parsing "${action.port}": invalid syntax`;
    finishNow(sim, token, { ok: false, errored: true, message });
    return;
  }
  const host = ("host" in action ? action.host : undefined) ?? container.podIP;
  flight.ip = host;
  flight.address = `${host}:${port}`;
  if (probe.httpGet !== undefined) {
    const { path = "/", scheme = "HTTP" } = probe.httpGet;
    flight.path = path.startsWith("/") ? path : `/${path}`;
    flight.url = `${scheme.toLowerCase()}://${host}:${port}${flight.path}`;
    flight.timeoutMessage = `Get "${flight.url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  } else if (probe.grpc !== undefined) {
    const seconds = (flight.deadline - sim.now) / 1_000_000;
    flight.timeoutMessage = `timeout: failed to connect service "${flight.address}" within ${seconds}s: context deadline exceeded`;
  } else {
    flight.timeoutMessage = `dial tcp ${flight.address}: i/o timeout`;
  }
  sim.scheduleAt(flight.deadline, finished, { token, result: { ok: false, message: flight.timeoutMessage } });
  proceed(sim, token, flight, connect(sim, `node:${container.nodeName}`, "", host, port), probe);
}

function portNumber(sim: Simulation, container: ContainerRecord, port: number | string): number | undefined {
  if (typeof port === "number") return port;
  const { containers = [], initContainers = [] } = podByUid(sim, container.podUid)?.spec ?? {};
  const spec = [...containers, ...initContainers].find((c: Container) => c.name === container.containerName);
  const named = spec?.ports?.find((candidate) => candidate.name === port);
  if (named !== undefined) return named.containerPort;
  return /^\d+$/.test(port) ? Number(port) : undefined;
}

function speaksGrpc(sim: Simulation, containerId: string, port: number): boolean {
  const program = sim.world.programs.get(runningContainer(sim, containerId)?.programName ?? "");
  const servers = program?.kind === "script" ? program.servers : [];
  return servers.some((server) => server.port === port && server.protocol === "grpc");
}

function proceed(sim: Simulation, token: number, flight: ProbeInFlight, outcome: ConnectOutcome, probe?: Probe): void {
  const isHttp = flight.url !== "";
  const prefix = isHttp ? `Get "${flight.url}": ` : "";
  const isGrpc = flight.timeoutMessage.startsWith("timeout: failed");
  if (outcome.kind === "silent") {
    if (outcome.pending !== null && outcome.retryAt < flight.deadline) {
      sim.scheduleAt(outcome.retryAt, again, { token, pending: outcome.pending });
    }
    return;
  }
  // gRPC's client tries again until its time is over, whatever the failure.
  if (isGrpc && outcome.kind !== "ok") return;
  if (outcome.kind === "ok") {
    if (isHttp && flight.url.startsWith("https:")) {
      const message = `${prefix}http: server gave HTTP response to HTTPS client`;
      sim.scheduleAt(outcome.at, finished, { token, result: { ok: false, message } });
    } else if (isHttp) {
      sim.scheduleAt(outcome.at, connected, { token, containerId: outcome.containerId, port: outcome.port });
    } else if (probe?.grpc !== undefined || isGrpc) {
      // with a server that does not speak it no connection comes about
      if (!speaksGrpc(sim, outcome.containerId, outcome.port)) return;
      const message =
        "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): " +
        "unknown service grpc.health.v1.Health";
      sim.scheduleAt(outcome.at + 500, finished, { token, result: { ok: false, message } });
    } else {
      sim.scheduleAt(outcome.at, finished, { token, result: { ok: true, message: "" } });
    }
    return;
  }
  let message: string;
  if (outcome.kind === "refused") message = `dial tcp ${outcome.address}: connect: connection refused`;
  else if (outcome.kind === "no-route") message = `dial tcp ${outcome.address}: connect: no route to host`;
  else message = `dial tcp: ${outcome.message}`;
  sim.scheduleAt(outcome.at, finished, { token, result: { ok: false, message: prefix + message } });
}

function sendExec(
  sim: Simulation,
  token: number,
  flight: ProbeInFlight,
  container: ContainerRecord,
  command: readonly string[],
  timeoutSeconds: number,
): void {
  if (container.status !== "running") {
    const message =
      "rpc error: code = Unknown desc = failed to exec in container: container is in CONTAINER_EXITED state";
    finishNow(sim, token, { ok: false, errored: true, message });
    return;
  }
  if (runsBusybox(sim, container.id)) {
    sendExecToBusybox(sim, token, flight, container, command, timeoutSeconds);
    return;
  }
  const run = execForProbe(sim, container, command);
  if (run.problem !== undefined) {
    const message = `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${run.execId}": OCI runtime exec failed: exec failed: unable to start container process: ${run.problem}: unknown`;
    finishNow(sim, token, { ok: false, errored: true, message });
    return;
  }
  const doneAt = Math.max(useCpu(sim, container.id, run.cpuMicros), sim.now + run.micros);
  if (doneAt > flight.deadline) {
    const message = `command timed out: "${command.join(" ")}" timed out after ${timeoutSeconds}s`;
    sim.scheduleAt(flight.deadline, finished, { token, result: { ok: false, message } });
    return;
  }
  const { exitCode } = run;
  const result = exitCode === 0 ? { ok: true, message: "", exitCode } : { ok: false, message: run.output, exitCode };
  sim.scheduleAt(doneAt, finished, { token, result });
}

/** containerd and runc start a process in the container. */
const execStartMicros = 55_000;

interface BusyboxExec {
  readonly token: number;
  readonly container: string;
  readonly command: readonly string[];
}

const execStarts = defineEvent<BusyboxExec>("network/probe-exec-starts", (sim, { token, container: id, command }) => {
  const container = runningContainer(sim, id);
  const flight = sim.state.network.probes.get(token);
  if (flight === undefined || container === undefined) return;
  const session = startSession(sim, container, command, "", { type: execEnded.type, payload: { token } });
  if (session !== undefined) flight.session = session;
});

const execEnded = defineEvent<{ token: number; exitCode: number; stdout: string; stderr: string }>(
  "network/probe-exec-ended",
  (sim, { token, exitCode, stdout, stderr }) => {
    finish(sim, token, { ok: exitCode === 0, message: exitCode === 0 ? "" : stdout + stderr, exitCode });
  },
);

const execTimedOut = defineEvent<{ token: number; container: string; message: string }>(
  "network/probe-exec-timed-out",
  (sim, { token, container: id, message }) => {
    const flight = sim.state.network.probes.get(token);
    if (flight === undefined) return;
    const container = runningContainer(sim, id);
    if (container !== undefined && flight.session !== undefined) killSession(sim, container, flight.session);
    finish(sim, token, { ok: false, message });
  },
);

function sendExecToBusybox(
  sim: Simulation,
  token: number,
  flight: ProbeInFlight,
  container: ContainerRecord,
  command: readonly string[],
  timeoutSeconds: number,
): void {
  const problem = executableProblem(findImage(sim, container.image), command[0] ?? "");
  if (problem !== undefined) {
    const message = `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${newExecId(sim)}": OCI runtime exec failed: exec failed: unable to start container process: ${problem}: unknown`;
    finishNow(sim, token, { ok: false, errored: true, message });
    return;
  }
  sim.schedule(execStartMicros, execStarts, { token, container: container.id, command });
  const message = `command timed out: "${command.join(" ")}" timed out after ${timeoutSeconds}s`;
  sim.scheduleAt(flight.deadline, execTimedOut, { token, container: container.id, message });
}

function finishNow(sim: Simulation, token: number, result: ProbeResult): void {
  sim.schedule(1_000, finished, { token, result });
}

function finish(sim: Simulation, token: number, result: ProbeResult): void {
  const { probes } = sim.state.network;
  const flight = probes.get(token);
  if (flight === undefined) return;
  probes.delete(token);
  sim.schedule(0, { type: flight.replyType }, { ...flight.ticket, ...result });
}
