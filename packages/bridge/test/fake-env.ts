/**
 * An environment as small as can be: a shop with one service, whose episodes last three steps.
 */
import { GymError } from "@aiops-gym/cluster";
import type { EpisodeInfo, Observation, ResetOptions, StepOptions, StepResult } from "@aiops-gym/env";
import { eventsFromRows, logsFromRows, metricsFromRows, serviceTable, spansFromRows } from "@aiops-gym/telemetry";
import type { ServedEnv } from "../src/index.ts";

/** What tests turn and read while an environment is served. */
export interface Knobs {
  /** Every step takes so long; the signal ends it. */
  stepMillis: number;
  logRows: number;
  /** The next step is aborted by this. */
  abortCause: string | undefined;
  /** Environments that are not closed. */
  open: number;
  /** What came. */
  readonly resets: { problemId: string; options: ResetOptions }[];
  readonly actions: { action: unknown; options: StepOptions }[];
  /** Requests that their signal ended. */
  cancelled: number;
}

/** Nothing turned, nothing seen. */
export function createKnobs(): Knobs {
  return { stepMillis: 0, logRows: 3, abortCause: undefined, open: 0, resets: [], actions: [], cancelled: 0 };
}

/** 2026-01-05T09:00:00Z */
const startUnixMicros = 1_767_603_600_000_000;

/** Makes the environment; `knobs` may be changed at any time. */
export function fakeEnv(knobs: Knobs): ServedEnv {
  knobs.open += 1;
  let step = -1;
  const info = (): EpisodeInfo => ({ episodeId: "episode-1", task: "detection", step, maxSteps: 3 });
  return {
    problemIds: ["shop-detection-1"],
    reset: async (problemId, options = {}) => {
      if (problemId !== "shop-detection-1")
        throw new GymError("ERR_UNKNOWN_PROBLEM", `There is no problem "${problemId}".`);
      const { signal: _, ...plain } = options;
      knobs.resets.push({ problemId, options: plain });
      step = 0;
      const page = { alerts: [], text: "A user reports errors." };
      const briefing = { page, instructions: "Look.", tools: [{ name: "submit", description: "", parameters: {} }] };
      return { observation: { ...observe(knobs, step, "the briefing"), briefing }, info: info() };
    },
    step: async (action, options = {}) => {
      if (step < 0 || step >= 3) throw new GymError("ERR_RESET_NEEDED", "Call reset(problemId).");
      const { signal, ...plain } = options;
      knobs.actions.push({ action, options: plain });
      step += 1;
      await wait(knobs.stepMillis, signal).catch((error: unknown) => {
        knobs.cancelled += 1;
        throw error;
      });
      return stepResult(knobs, step, info());
    },
    close: async () => {
      knobs.open -= 1;
    },
  };
}

function stepResult(knobs: Knobs, step: number, info: EpisodeInfo): StepResult {
  const aborted = knobs.abortCause === undefined ? null : { cause: knobs.abortCause, blame: "infra" as const };
  const truncated = aborted === null && step === 3;
  return {
    observation: observe(knobs, step, `reply ${step}`),
    reward: aborted === null ? 0.25 : null,
    rewardComponents: aborted === null ? { task: 0.25 } : {},
    terminated: false,
    truncated,
    aborted,
    info,
    results: truncated ? { success: false, reason: "Nothing was submitted.", "Detection Accuracy": "Invalid" } : null,
  };
}

function observe(knobs: Knobs, step: number, text: string): Observation {
  const now = startUnixMicros + step * 10_000_000;
  const origin = { service: "front", namespace: "shop", pod: "front-1", container: "front", node: "node-1" };
  const services = { service: "front", requestsPerSecond: 9.5, errorRatio: 0.25 };
  return {
    text,
    ok: true,
    windowStartUnixMicros: now - 10_000_000,
    timeUnixMicros: now,
    users: { requests: 4, successes: 3, p50Micros: 2_000, p99Micros: null },
    get logs() {
      const rows = Array.from({ length: knobs.logRows }, (_, row) => ({
        timeUnixMicros: now,
        origin,
        body: `line ${row}`,
      }));
      return logsFromRows(rows);
    },
    metrics: metricsFromRows([]),
    traces: spansFromRows([]),
    events: eventsFromRows([]),
    services: serviceTable([{ ...noMeasures, ...services }]),
  };
}

const noMeasures = {
  ...{ p50Milliseconds: null, p95Milliseconds: null, p99Milliseconds: null, inflight: null, restarts: null },
  ...{ cpuCores: null, cpuThrottledRatio: null, memoryWorkingSetBytes: null, memoryLimitBytes: null },
  ...{ readyReplicas: null, desiredReplicas: null },
  ...{ networkReceiveBytesPerSecond: null, networkTransmitBytesPerSecond: null },
};

async function wait(millis: number, signal: AbortSignal | undefined): Promise<void> {
  if (millis === 0) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
