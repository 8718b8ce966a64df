/**
 * Reading and writing through descriptors.
 * @module
 */
import { writeLog } from "../../capture/capture.ts";
import type { Simulation } from "../../kernel/simulation.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import { type BusyboxHost, type BusyboxProcess, type Descriptor, hasWriter } from "./busybox-state.ts";
import type { ContainerFiles } from "./files.ts";
import { wakeReaders } from "./wake.ts";

/** A process with all that is around it, while it runs. Never kept. */
export interface BusyboxContext {
  readonly sim: Simulation;
  readonly container: ContainerRecord;
  readonly host: BusyboxHost;
  readonly process: BusyboxProcess;
  readonly files: ContainerFiles;
}

/** Writes a text to a descriptor of the process. */
export function write(context: BusyboxContext, fd: number, text: string): void {
  const descriptor = context.process.descriptors[fd];
  if (text !== "" && descriptor !== undefined) writeTo(context, descriptor, text);
}

function writeTo(context: BusyboxContext, descriptor: Descriptor, text: string): void {
  const { sim, container, host, files } = context;
  switch (descriptor.kind) {
    case "log":
      printToLog(sim, container, host, descriptor.stream, text);
      return;
    case "file": {
      const entry = files.at(descriptor.path);
      files.write(descriptor.path, (entry?.kind === "file" ? entry.text : "") + text);
      return;
    }
    case "pipe": {
      const pipe = host.pipes.get(descriptor.pipe);
      if (pipe === undefined) return;
      pipe.text += text;
      wakeReaders(sim, host, descriptor.pipe);
      return;
    }
    case "session": {
      const session = host.sessions.get(descriptor.session);
      if (session !== undefined) session[descriptor.stream] += text;
      return;
    }
    default:
  }
}

function printToLog(
  sim: Simulation,
  container: ContainerRecord,
  host: BusyboxHost,
  stream: "stdout" | "stderr",
  text: string,
): void {
  const all = host.partial[stream] + text;
  const end = all.lastIndexOf("\n");
  host.partial[stream] = all.slice(end + 1);
  if (end >= 0) writeLog(sim, container, stream, undefined, all.slice(0, end));
}

/** The container is over: what has no end of line comes out too. */
export function flushLog(sim: Simulation, container: ContainerRecord, host: BusyboxHost): void {
  for (const stream of ["stdout", "stderr"] as const) {
    if (host.partial[stream] === "") continue;
    writeLog(sim, container, stream, undefined, host.partial[stream]);
    container.openLine = host.partial[stream];
    host.partial[stream] = "";
  }
}

/** Prints an error. */
export function complain(context: BusyboxContext, text: string): void {
  write(context, 2, `${text}\n`);
}

/** What there is to read on stdin so far, taken out, and whether that is the end. */
export function readSome(context: BusyboxContext): { text: string; zeros: number; end: boolean } {
  const { host, process } = context;
  const input = process.descriptors[0];
  if (input?.kind !== "pipe") return { text: "", zeros: 0, end: true };
  const pipe = host.pipes.get(input.pipe);
  if (pipe === undefined) return { text: "", zeros: 0, end: true };
  const { text, zeros } = pipe;
  pipe.text = "";
  pipe.zeros = 0;
  return { text, zeros, end: !hasWriter(host, input.pipe) };
}

/** All of stdin; `undefined` while it has not ended. */
export function readAll(context: BusyboxContext): string | undefined {
  const { host, process } = context;
  const input = process.descriptors[0];
  if (input?.kind === "pipe" && hasWriter(host, input.pipe)) return undefined;
  return readSome(context).text;
}
