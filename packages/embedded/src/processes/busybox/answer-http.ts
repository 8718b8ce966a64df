/**
 * Connections that reach BusyBox's servers: `httpd`, and what `nc` runs.
 * @module
 */
import { defineEvent, type Simulation } from "../../kernel/simulation.ts";
import { closePort } from "../../runtime/containers.ts";
import { useCpu } from "../../runtime/cpu.ts";
import type { HttpRequest } from "../serve-probe.ts";
import { absolutePath, ContainerFiles } from "./files.ts";
import { startSession } from "./run-busybox.ts";
import { wakeNow } from "./wake.ts";

/** CPU that httpd takes for a request: it forks for each. */
const requestMicros = 500;

interface Reply {
  readonly type: string;
  readonly payload: object;
  /** The bytes as they come instead of status and body. */
  readonly raw?: boolean;
}

const programEnded = defineEvent<{ reply: Reply; exitCode: number; stdout: string; unread: boolean }>(
  "processes/busybox-program-ended",
  (sim, { reply, stdout, unread }) => {
    send(sim, reply, stdout, sim.now, unread);
  },
);

// A socket that is closed with something unread in it resets its connection.
function send(sim: Simulation, reply: Reply, text: string, at: number, reset = false): void {
  const answer = reply.raw === true ? { status: 0, body: text, reset } : parseAnswer(text);
  sim.scheduleAt(at, { type: reply.type }, { ...reply.payload, ...answer });
}

/** Answers a request that reached a port now: the reply event comes when the answer leaves. */
export function answerFromBusybox(sim: Simulation, containerId: string, request: HttpRequest, reply: Reply): void {
  answer(sim, containerId, request, `${request.method} ${request.path} HTTP/1.1\r\n\r\n`, reply);
}

/** As {@link answerFromBusybox}, for bytes: the reply has all that was sent back as its body. */
export function answerRaw(
  sim: Simulation,
  containerId: string,
  request: HttpRequest,
  text: string,
  reply: Omit<Reply, "raw">,
): void {
  answer(sim, containerId, request, text, { ...reply, raw: true });
}

function answer(sim: Simulation, containerId: string, request: HttpRequest, text: string, reply: Reply): void {
  const host = sim.state.processes.busybox.get(containerId);
  const container = sim.state.runtime.containers.get(containerId);
  const process = host?.processes.get(host.listeners.get(request.port) ?? 0);
  if (host === undefined || container === undefined || process === undefined) {
    send(sim, reply, "", sim.now);
    return;
  }
  const { memory } = process;
  if (memory["kind"] === "httpd") {
    const at = useCpu(sim, containerId, requestMicros);
    if (!Number.isFinite(at)) return;
    const files = new ContainerFiles(sim, container);
    send(sim, reply, request.path === "" ? "" : page(sim, files, String(memory["folder"]), request), at);
    return;
  }
  const program = (memory["program"] ?? []) as readonly string[];
  if (memory["persistent"] !== true) {
    host.listeners.delete(request.port);
    closePort(sim, containerId, request.port);
    memory["over"] = true;
  }
  if (program.length > 0) {
    startSession(sim, container, program, text, { type: programEnded.type, payload: { reply } });
    if (memory["persistent"] !== true) wakeNow(sim, host, process);
    return;
  }
  // Without a program it sends its stdin, and prints what comes.
  const input = process.descriptors[0];
  const pipe = input?.kind === "pipe" ? host.pipes.get(input.pipe) : undefined;
  memory["received"] = text;
  send(sim, reply, pipe?.text ?? "", sim.now);
  if (pipe !== undefined) pipe.text = "";
  wakeNow(sim, host, process);
}

const types: Readonly<Record<string, string>> = {
  html: "text/html",
  htm: "text/html",
  txt: "text/plain",
  css: "text/css",
  js: "application/javascript",
  jpg: "image/jpeg",
  gif: "image/gif",
  png: "image/png",
};

/** What httpd sends for a request. */
function page(sim: Simulation, files: ContainerFiles, folder: string, request: HttpRequest): string {
  const now = new Date(Math.floor(sim.now / 1000)).toUTCString();
  let path = absolutePath("/", `${folder}/${request.path.split("?")[0] ?? ""}`);
  if (files.at(path)?.kind === "folder") path = absolutePath(path, "index.html");
  const file = files.at(path);
  const head = `Date: ${now}\r\nConnection: close\r\n`;
  if (file?.kind !== "file") {
    const body =
      "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n";
    return `HTTP/1.1 404 Not Found\r\n${head}Content-type: text/html\r\n\r\n${body}`;
  }
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const length = Buffer.byteLength(file.text);
  const type = types[extension] ?? "application/octet-stream";
  return `HTTP/1.1 200 OK\r\n${head}Content-type: ${type}\r\nAccept-Ranges: bytes\r\nLast-Modified: ${now}\r\nETag: "${Math.floor(sim.now / 1_000_000).toString(16)}-${length.toString(16)}"\r\nContent-Length: ${length}\r\n\r\n${request.method === "HEAD" ? "" : file.text}`;
}

/** What was sent, as an HTTP client reads it; status 0: it is no answer. */
function parseAnswer(text: string): { status: number; body: string } {
  const match = /^HTTP\/1\.[01] (\d{3})[^\n]*\n/.exec(text);
  if (match === null) return { status: 0, body: "" };
  const end = /\r?\n\r?\n/.exec(text);
  return { status: Number(match[1]), body: end === null ? "" : text.slice(end.index + end[0].length) };
}
