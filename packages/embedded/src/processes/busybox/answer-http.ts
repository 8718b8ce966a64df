/**
 * Requests that reach BusyBox's servers: `httpd`, and what `nc` runs.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import { defineEvent } from "../../kernel/simulation.ts";
import { closePort } from "../../runtime/containers.ts";
import { useCpu } from "../../runtime/cpu.ts";
import type { HttpRequest } from "../serve-probe.ts";
import { absolutePath, ContainerFiles } from "./files.ts";
import { startSession } from "./run-busybox.ts";
import { wakeNow } from "./wake.ts";

/** CPU that httpd takes for a request: it forks for each. */
const requestMicros = 500;

type Reply = { readonly type: string; readonly payload: object };

const programEnded = defineEvent<{ reply: Reply; exitCode: number; stdout: string }>(
  "processes/busybox-program-ended",
  (sim, { reply, stdout }) => {
    sim.schedule(0, { type: reply.type }, { ...reply.payload, ...parseAnswer(stdout) });
  },
);

/** Answers a request that reached a port now: the reply event comes when the answer leaves. */
export function answerFromBusybox(sim: Simulation, containerId: string, request: HttpRequest, reply: Reply): void {
  const host = sim.state.processes.busybox.get(containerId);
  const container = sim.state.runtime.containers.get(containerId);
  const process = host?.processes.get(host.listeners.get(request.port) ?? 0);
  const answer = (status: number, body: string, at = sim.now): void => {
    sim.scheduleAt(at, { type: reply.type }, { ...reply.payload, status, body });
  };
  if (host === undefined || container === undefined || process === undefined) {
    answer(0, "");
    return;
  }
  const { memory } = process;
  if (memory["kind"] === "httpd") {
    const at = useCpu(sim, containerId, requestMicros);
    const path = absolutePath("/", `${String(memory["folder"])}/${request.path.split("?")[0] ?? ""}`);
    const files = new ContainerFiles(sim, container);
    const entry = files.at(path);
    const file = entry?.kind === "folder" ? files.at(absolutePath(path, "index.html")) : entry;
    if (file?.kind === "file") answer(200, file.text, at);
    else answer(404, notFoundPage, at);
    return;
  }
  const program = (memory["program"] ?? []) as readonly string[];
  if (memory["persistent"] !== true) {
    host.listeners.delete(request.port);
    closePort(sim, containerId, request.port);
    memory["over"] = true;
  }
  if (program.length === 0) {
    const input = process.descriptors[0];
    const text = input?.kind === "pipe" ? (host.pipes.get(input.pipe)?.text ?? "") : "";
    wakeNow(sim, host, process);
    sim.schedule(0, { type: reply.type }, { ...reply.payload, ...parseAnswer(text) });
    return;
  }
  startSession(sim, container, program, "", { type: programEnded.type, payload: { reply } });
}

const notFoundPage =
  "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n";

/** What a program printed, as an HTTP client reads it; status 0: it is no answer. */
function parseAnswer(text: string): { status: number; body: string } {
  const match = /^HTTP\/1\.[01] (\d{3})[^\n]*\n/.exec(text);
  if (match === null) return { status: 0, body: "" };
  const end = /\r?\n\r?\n/.exec(text);
  return { status: Number(match[1]), body: end === null ? "" : text.slice(end.index + end[0].length) };
}
