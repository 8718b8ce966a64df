/**
 * What the expert has seen so far: facts read off tables and replies, nothing else.
 * @module
 */
import type { Observation } from "@aiops-gym/env";
import type { Table } from "apache-arrow";

/** A log line worth remembering. */
export interface LogEvidence {
  readonly service: string;
  readonly body: string;
}

/** A pod as `kubectl get pods` lists it. */
export interface PodEvidence {
  readonly name: string;
  readonly service: string;
  readonly ready: boolean;
  readonly status: string;
  readonly restarts: number;
  /** Seconds since the last restart; undefined when it never restarted. */
  readonly restartedSecondsAgo: number | undefined;
}

/** What is remembered of an episode. */
export interface Evidence {
  /** By service, lines that match nothing healthy, newest last. */
  readonly logs: LogEvidence[];
  readonly pods: PodEvidence[];
  /** Names of claims that are not bound. */
  readonly pendingClaims: string[];
  /** Events of type Warning, or about restarts, as `kind/name: reason: message`. */
  readonly events: string[];
  /** By service: spans per second in the first and the last part of what was seen, and the slowest of the last. */
  readonly traffic: Map<string, { before: number; after: number; slowestSeconds: number; errors: number }>;
  /** By service that is called: calls that failed and calls that did not, as their callers saw it, in the last part. */
  readonly calls: Map<string, { failed: number; answered: number }>;
}

/** Nothing seen yet. */
export function createEvidence(): Evidence {
  return { logs: [], pods: [], pendingClaims: [], events: [], traffic: new Map(), calls: new Map() };
}

/** Calls `visit` with the values of some columns, row by row. */
export function forEachRow(table: Table, columns: readonly string[], visit: (...values: unknown[]) => void): void {
  const vectors = columns.map((name) => table.getChild(name));
  for (let row = 0; row < table.numRows; row++) visit(...vectors.map((vector) => vector?.get(row) as unknown));
}

const suspiciousLog =
  /panic|FTL|PNC|ERR|not authorized|[Aa]uthentication failed|no reachable servers|I\/O error|Input\/output|database URL|cmd\/\w+\/main\.go/;

/** Reads an observation's logs and events. */
export function noteTables(evidence: Evidence, observation: Observation): void {
  forEachRow(observation.logs, ["service", "body"], (service, body) => {
    if (typeof body !== "string" || typeof service !== "string" || !suspiciousLog.test(body)) return;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours are control characters.
    evidence.logs.push({ service, body: body.replace(/\u001b\[\d*m/g, "") });
  });
  forEachRow(
    observation.events,
    ["type", "reason", "object_kind", "object_name", "message"],
    (type, reason, kind, name, message) => {
      if (type === "Warning" || reason === "Killing") evidence.events.push(`${kind}/${name}: ${reason}: ${message}`);
    },
  );
  noteTraffic(evidence, observation);
}

/** Server spans by service, in the first third of the window and in its last 45 s. */
function noteTraffic(
  evidence: Evidence,
  { traces, windowStartUnixMicros: start, timeUnixMicros: end }: Observation,
): void {
  const seconds = (end - start) / 1e6;
  if (seconds < 60) return;
  const early = start * 1000 + ((end - start) * 1000) / 3;
  const late = end * 1000 - 45e9;
  evidence.traffic.clear();
  evidence.calls.clear();
  forEachRow(
    traces,
    ["service", "start", "duration_ns", "kind", "status_code", "operation"],
    (service, startNanos, duration, kind, status, operation) => {
      const callee = /^\/(\w+)\.\w+\//.exec(String(operation))?.[1];
      if (kind === 3 && callee !== undefined && Number(startNanos) * 1e6 >= late) {
        const calls = evidence.calls.get(callee) ?? { failed: 0, answered: 0 };
        evidence.calls.set(callee, calls);
        if (status === 2) calls.failed += 1;
        else calls.answered += 1;
      }
      if (typeof service !== "string" || kind !== 2) return;
      const facts = evidence.traffic.get(service) ?? { before: 0, after: 0, slowestSeconds: 0, errors: 0 };
      evidence.traffic.set(service, facts);
      // The vector gives milliseconds for timestamps.
      const at = Number(startNanos) * 1e6;
      if (at < early) facts.before += 3 / seconds;
      else if (at >= late) facts.after += 1 / 45;
      if (at >= early) {
        facts.slowestSeconds = Math.max(facts.slowestSeconds, Number(duration) / 1e9);
        if (status === 2) facts.errors += 1;
      }
    },
  );
}

/** Reads `kubectl get pods` and `kubectl get pvc`. */
export function noteListing(evidence: Evidence, text: string): void {
  evidence.pods.length = 0;
  evidence.pendingClaims.length = 0;
  for (const line of text.split("\n")) {
    const pod =
      /^(?:pod\/)?([a-z0-9-]+)-([a-z0-9]{8,10})-([a-z0-9]{5})\s+(\d+)\/(\d+)\s+(\S+)\s+(\d+)(?: \((\S+) ago\))?/.exec(
        line,
      );
    if (pod !== null) {
      const [, service = "", hash = "", suffix = "", ready, containers, status = "", restarts = "0", ago] = pod;
      evidence.pods.push({
        name: `${service}-${hash}-${suffix}`,
        service,
        ready: ready === containers,
        status,
        restarts: Number(restarts),
        restartedSecondsAgo: ago === undefined ? undefined : readDuration(ago),
      });
    }
    const claim = /^(?:persistentvolumeclaim\/)?(\S+)\s+Pending\b/.exec(line);
    if (claim !== null && !/\d+\/\d+/.test(line)) evidence.pendingClaims.push(claim[1] ?? "");
  }
}

/** Seconds of kubectl's `2m30s`. */
function readDuration(text: string): number {
  const units: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([dhms])/g)) seconds += Number(count) * (units[unit ?? "s"] ?? 1);
  return seconds;
}
