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
  /** Calls of services by others in the last part, one row a caller and callee. */
  readonly calls: Map<string, CallEvidence>;
  /** Deployments as `kubectl get deployments` lists them. */
  readonly deployments: { readonly name: string; readonly desired: number }[];
  /** By Deployment: replicas before it was last scaled down. */
  readonly replicasBefore: Map<string, number>;
  /** Names of all services, from the briefing. */
  services: readonly string[];
  /** Length of the first observation's window, seconds. */
  seenSeconds: number;
}

/** What became of the calls of one service by another. */
export interface CallEvidence {
  readonly caller: string;
  readonly callee: string;
  answered: number;
  /** Answered, but the network took longer than {@link slowNetworkSeconds}. */
  slow: number;
  /** Failed, and the callee knows nothing of them. */
  unanswered: number;
  /** Failed or given up while the callee worked on them: what it waited for is elsewhere, or it failed itself. */
  failed: number;
}

/** Between a call's span and its server's lie milliseconds on a healthy network. */
const slowNetworkSeconds = 0.2;

/** Nothing seen yet. */
export function createEvidence(): Evidence {
  return {
    ...{ logs: [], pods: [], pendingClaims: [], events: [], deployments: [], services: [], seenSeconds: 0 },
    ...{ traffic: new Map(), calls: new Map(), replicasBefore: new Map() },
  };
}

/** Calls `visit` with the values of some columns, row by row. */
export function forEachRow(table: Table, columns: readonly string[], visit: (...values: unknown[]) => void): void {
  const vectors = columns.map((name) => table.getChild(name));
  for (let row = 0; row < table.numRows; row++) visit(...vectors.map((vector) => vector?.get(row) as unknown));
}

const suspiciousLog =
  /panic|FTL|PNC|ERR|not authorized|[Aa]uthentication failed|no reachable servers|I\/O error|Input\/output|database URL|memcashed address|consul address|cmd\/\w+\/main\.go/;

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
      const down = reason === "ScalingReplicaSet" ? /^Scaled down .* from (\d+) to 0$/.exec(String(message)) : null;
      if (down !== null) evidence.replicasBefore.set(String(name), Number(down[1]));
    },
  );
  noteTraffic(evidence, observation);
}

/** Server spans by service, in the first third of the window and in its last 45 s; calls in the latter. */
function noteTraffic(
  evidence: Evidence,
  { traces, windowStartUnixMicros: start, timeUnixMicros: end }: Observation,
): void {
  const seconds = (end - start) / 1e6;
  if (seconds < 60) return;
  evidence.seenSeconds = Math.max(evidence.seenSeconds, seconds);
  const early = start * 1000 + ((end - start) * 1000) / 3;
  const late = end * 1000 - 45e9;
  evidence.traffic.clear();
  evidence.calls.clear();
  const served = new Map<string, number>();
  const calls: {
    readonly id: string;
    readonly row: CallEvidence;
    readonly seconds: number;
    readonly failed: boolean;
  }[] = [];
  forEachRow(
    traces,
    ["service", "start", "duration_ns", "kind", "status_code", "operation", "span_id", "parent_span_id"],
    (service, startMillis, duration, kind, status, operation, id, parent) => {
      if (typeof service !== "string") return;
      // The vector gives milliseconds for timestamps.
      const at = Number(startMillis) * 1e6;
      const took = Number(duration) / 1e9;
      const failed = status === 2;
      const callee = /^\/(\w+)\.\w+\//.exec(String(operation))?.[1];
      if (kind === 3 && callee !== undefined && at >= late)
        calls.push({ id: String(id), row: callsBetween(evidence, service, callee), seconds: took, failed });
      if (kind !== 2) return;
      if (at >= late) served.set(String(parent), took);
      const facts = evidence.traffic.get(service) ?? { before: 0, after: 0, slowestSeconds: 0, errors: 0 };
      evidence.traffic.set(service, facts);
      if (at < early) facts.before += 3 / seconds;
      else if (at >= late) facts.after += 1 / 45;
      if (at >= early) {
        facts.slowestSeconds = Math.max(facts.slowestSeconds, took);
        if (failed) facts.errors += 1;
      }
    },
  );
  for (const { id, row, seconds: took, failed } of calls) {
    const server = served.get(id);
    if (!failed) {
      row.answered += 1;
      if (server !== undefined && took - server > slowNetworkSeconds) row.slow += 1;
    } else if (server === undefined) row.unanswered += 1;
    else row.failed += 1;
  }
}

function callsBetween({ calls }: Evidence, caller: string, callee: string): CallEvidence {
  const key = `${caller}>${callee}`;
  const known = calls.get(key);
  if (known !== undefined) return known;
  const row = { caller, callee, answered: 0, slow: 0, unanswered: 0, failed: 0 };
  calls.set(key, row);
  return row;
}

/** Reads `kubectl get deployments,pods,pvc`. */
export function noteListing(evidence: Evidence, text: string): void {
  evidence.pods.length = 0;
  evidence.pendingClaims.length = 0;
  evidence.deployments.length = 0;
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
    const deployment = /^deployment\.apps\/(\S+)\s+\d+\/(\d+)/.exec(line);
    if (deployment !== null) {
      evidence.deployments.push({ name: deployment[1] ?? "", desired: Number(deployment[2]) });
      continue;
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
