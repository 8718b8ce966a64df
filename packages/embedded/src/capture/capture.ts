/**
 * What programs print, and what is read back of it.
 * @module
 */
import {
  appendLog,
  internLogOrigin,
  type LogLine,
  logStreams,
  readContainerLog as readLog,
  severityNumbers,
} from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import { waitsFor } from "./pending-spans.ts";

/** Severity as a log pipeline would tell it. */
export type LogSeverity = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

const numbers: Readonly<Record<LogSeverity, number>> = {
  trace: severityNumbers.TRACE,
  debug: severityNumbers.DEBUG,
  info: severityNumbers.INFO,
  warn: severityNumbers.WARN,
  error: severityNumbers.ERROR,
  fatal: severityNumbers.FATAL,
};

/** Appends what a container printed; `\n` makes several lines. */
export function writeLog(
  sim: Simulation,
  container: ContainerRecord,
  stream: "stdout" | "stderr",
  severity: LogSeverity | undefined,
  text: string,
): void {
  const { capture } = sim.state;
  let origin = capture.logOrigins.get(container.id);
  if (origin === undefined) {
    origin = internLogOrigin(capture.logs, {
      service: container.service,
      namespace: container.namespace,
      pod: container.podName,
      container: container.containerName,
      node: container.nodeName,
      restartCount: container.restartCount,
      instance: container.id,
    });
    capture.logOrigins.set(container.id, origin);
  }
  const level = severity === undefined ? severityNumbers.UNSPECIFIED : numbers[severity];
  if (!text.includes("\n")) {
    appendLog(capture.logs, sim.now, origin, level, logStreams[stream], text);
    return;
  }
  for (const line of text.split("\n")) appendLog(capture.logs, sim.now, origin, level, logStreams[stream], line);
}

/** Lines of a container instance, oldest first; empty when it printed nothing. */
export function readContainerLog(
  sim: Simulation,
  containerId: string,
  options: { readonly sinceUnixMicros?: number; readonly tailLines?: number } = {},
): readonly LogLine[] {
  const { capture } = sim.state;
  const origin = capture.logOrigins.get(containerId);
  return origin === undefined ? [] : readLog(capture.logs, origin, options);
}

/** A container that was removed has no lines to read any more (telemetry keeps them); the kubelet calls it. */
export function dropContainerLog(sim: Simulation, containerId: string): void {
  const { pendingSpans } = sim.state.capture;
  if (waitsFor(pendingSpans, containerId)) pendingSpans.gone.push(containerId);
  sim.state.capture.logOrigins.delete(containerId);
  sim.state.capture.spanOrigins.delete(containerId);
}
