/**
 * Columns of pods: the status text that kubectl shows is worked out of many fields.
 * @module
 */
import type { KubeObject, UnixMicros } from "@aiops-gym/cluster";
import { ageText } from "../time-text.ts";
import { compareText, fieldAt, listAt, numberAt, type Tree, textAt } from "../tree.ts";
import { ageColumn, type Column, column, fieldColumn, hasTrueCondition, nameColumn, wideColumn } from "./column.ts";

interface PodSummary {
  readonly ready: string;
  readonly status: string;
  readonly restarts: number;
  /** When a container last ended; empty when none did. */
  readonly lastRestart: string;
}

const finished = new Set(["Succeeded", "Failed"]);

function latest(a: string, b: string): string {
  return compareText(a, b) < 0 ? b : a;
}

function endedAs(terminated: Tree): string {
  const reason = textAt(terminated, "reason");
  if (reason !== "") return reason;
  const signal = numberAt(terminated, "signal");
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberAt(terminated, "exitCode")}`;
}

// Three columns ask for it; frozen pods stay as they are.
const summaries = new WeakMap<KubeObject, PodSummary>();

/** What `READY`, `STATUS` and `RESTARTS` say. */
export function summarizePod(pod: KubeObject): PodSummary {
  const known = summaries.get(pod);
  if (known !== undefined) return known;
  const summary = summarize(pod);
  if (Object.isFrozen(pod)) summaries.set(pod, summary);
  return summary;
}

function summarize(pod: KubeObject): PodSummary {
  const phase = textAt(pod, "status.phase");
  const sidecars = new Set(
    listAt(pod, "spec.initContainers")
      .filter((one) => one["restartPolicy"] === "Always")
      .map((one) => one["name"]),
  );
  let total = listAt(pod, "spec.containers").length + sidecars.size;
  let ready = 0;
  let status = textAt(pod, "status.reason") || phase;
  if (
    listAt(pod, "status.conditions").some(
      (one) => one["type"] === "PodScheduled" && one["reason"] === "SchedulingGated",
    )
  ) {
    status = "SchedulingGated";
  }
  let restarts = 0;
  let lastRestart = "";
  let sidecarRestarts = 0;
  let sidecarLast = "";
  let initializing = false;
  for (const [index, container] of listAt(pod, "status.initContainerStatuses").entries()) {
    const isSidecar = sidecars.has(container["name"]);
    const ended = textAt(container, "lastState.terminated.finishedAt");
    restarts += numberAt(container, "restartCount");
    lastRestart = latest(lastRestart, ended);
    if (isSidecar) {
      sidecarRestarts += numberAt(container, "restartCount");
      sidecarLast = latest(sidecarLast, ended);
    }
    const terminated = fieldAt(container, "state.terminated") as Tree | undefined;
    const waiting = textAt(container, "state.waiting.reason");
    if (terminated !== undefined && numberAt(terminated, "exitCode") === 0) continue;
    if (isSidecar && container["started"] === true) {
      if (container["ready"] === true) ready += 1;
      continue;
    }
    initializing = true;
    if (terminated !== undefined) status = `Init:${endedAs(terminated)}`;
    else if (waiting !== "" && waiting !== "PodInitializing") status = `Init:${waiting}`;
    else status = `Init:${index}/${listAt(pod, "spec.initContainers").length}`;
    break;
  }
  if (!initializing || hasTrueCondition(pod, "Initialized")) {
    restarts = sidecarRestarts;
    lastRestart = sidecarLast;
    let hasRunning = false;
    for (const container of [...listAt(pod, "status.containerStatuses")].reverse()) {
      restarts += numberAt(container, "restartCount");
      lastRestart = latest(lastRestart, textAt(container, "lastState.terminated.finishedAt"));
      const waiting = textAt(container, "state.waiting.reason");
      const terminated = fieldAt(container, "state.terminated") as Tree | undefined;
      if (waiting !== "") status = waiting;
      else if (terminated !== undefined) status = endedAs(terminated);
      else if (container["ready"] === true && fieldAt(container, "state.running") !== undefined) {
        hasRunning = true;
        ready += 1;
      }
    }
    if (status === "Completed" && hasRunning) status = hasTrueCondition(pod, "Ready") ? "Running" : "NotReady";
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (textAt(pod, "status.reason") === "NodeLost") status = "Unknown";
    else if (!finished.has(phase)) status = "Terminating";
  }
  total = Math.max(total, 0);
  return { ready: `${ready}/${total}`, status, restarts, lastRestart };
}

function restartsText({ restarts, lastRestart }: PodSummary, now: UnixMicros): string {
  return restarts === 0 || lastRestart === "" ? String(restarts) : `${restarts} (${ageText(lastRestart, now)} ago)`;
}

function readinessGates(pod: KubeObject): string {
  const gates = listAt(pod, "spec.readinessGates");
  if (gates.length === 0) return "<none>";
  return `${gates.filter((gate) => hasTrueCondition(pod, textAt(gate, "conditionType"))).length}/${gates.length}`;
}

export const podColumns: readonly Column[] = [
  nameColumn,
  column("Ready", (pod) => summarizePod(pod).ready),
  column("Status", (pod) => summarizePod(pod).status),
  column("Restarts", (pod, { now }) => restartsText(summarizePod(pod), now)),
  ageColumn,
  wideColumn("IP", (pod) => textAt(listAt(pod, "status.podIPs")[0], "ip") || "<none>"),
  { ...fieldColumn("Node", "spec.nodeName", "<none>"), wide: true },
  { ...fieldColumn("Nominated Node", "status.nominatedNodeName", "<none>"), wide: true },
  wideColumn("Readiness Gates", readinessGates),
];
