import { type ServiceRow, serviceMeasures, serviceTable } from "@aiops-gym/telemetry";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contains,
  type FeatureSource,
  featureCodec,
  featureLayout,
  globalFeatures,
  serviceFeatures,
} from "../../src/index.ts";
import type { Observation } from "../../src/observation.ts";

const second = 1_000_000;
const startedAt = 1_767_603_600 * second;

function sourceOf(rows: readonly ServiceRow[], fields: Partial<Observation> = {}): FeatureSource {
  const observation = {
    text: "",
    ok: true,
    windowStartUnixMicros: startedAt + 290 * second,
    timeUnixMicros: startedAt + 300 * second,
    services: serviceTable(rows),
    ...fields,
  } as Observation;
  const info = { episodeId: "episode-1", task: "analysis" as const, step: 5, maxSteps: 20 };
  return { observation, info, pagedAtUnixMicros: startedAt };
}

function featuresOf(layout: ReturnType<typeof featureLayout>, source: FeatureSource): Record<string, number> {
  const into = new Float32Array(layout.length);
  layout.fill(source, into);
  return Object.fromEntries(layout.names.map((name, index) => [name, into[index] ?? Number.NaN]));
}

const users = { requests: 50, successes: 40, p50Micros: 300_000, p99Micros: 1_000_000 };

describe("features", () => {
  const layout = featureLayout(["front", "geo"], "front");

  it("tell of a choice that was not valid as of one that failed", () => {
    const source = sourceOf([]);
    const notice = "Entry 3 is not valid now.";
    expect(featuresOf(layout, source)["last_action_ok"]).toBe(1);
    expect(featuresOf(layout, { ...source, info: { ...source.info, notice } })["last_action_ok"]).toBe(0);
    expect(featuresOf(layout, sourceOf([], { ok: false }))["last_action_ok"]).toBe(0);
  });

  it("are the episode's, then each service's, in the order of the tables", () => {
    expect(layout.length).toBe(globalFeatures.length + 2 * serviceFeatures.length);
    expect(layout.names[0]).toBe("user_rate");
    expect(layout.names[layout.globalCount]).toBe("front.request_rate");
    expect(layout.names[layout.globalCount + layout.serviceCount]).toBe("geo.request_rate");
    expect(layout.indexOf("geo.error_ratio")).toBe(layout.names.indexOf("geo.error_ratio"));
    expect(layout.indexOf("geo.nothing")).toBe(undefined);
  });

  it("are normalised as their table says", () => {
    const features = featuresOf(
      layout,
      sourceOf(
        [
          {
            service: "geo",
            requestsPerSecond: 5,
            errorRatio: 0.25,
            ownErrorRatio: 0.125,
            ownMilliseconds: 10,
            transitMilliseconds: 30,
            unansweredRatio: 0.5,
            p99Milliseconds: 300,
            cpuCores: 0.5,
            cpuLimitCores: 1,
            readyReplicas: 0,
            desiredReplicas: 2,
            readyEndpoints: 0,
            logErrors: 30,
            secondsSinceStart: 100,
          },
        ],
        { users },
      ),
    );
    expect(features).toMatchObject({
      "geo.request_rate": Math.fround(5 / 15),
      "geo.request_share": 0.5,
      "geo.error_ratio": 0.25,
      "geo.own_error_ratio": 0.125,
      "geo.own_time": 0.5,
      "geo.transit": 0.75,
      "geo.unanswered": 0.5,
      "geo.p99": 0.75,
      "geo.cpu_of_limit": 0.5,
      "geo.ready_of_replicas": 0,
      "geo.replicas": Math.fround(2 / 3),
      "geo.has_service": 1,
      "geo.endpoints": 0,
      "geo.log_errors": 0.75,
      "geo.since_start": 0.25,
      "geo.restarts": 0,
      "front.has_service": 0,
      "front.request_rate": 0,
      user_rate: Math.fround(5 / 15),
      user_success: Math.fround(0.8),
      user_p50: 0.75,
      user_p99: 0.5,
      window: 0.5,
      since_page: 0.5,
      steps_left: 0.75,
      last_action_ok: 1,
      task_analysis: 1,
      task_detection: 0,
    });
  });

  it("take what the entry answered for what users feel, where their side is not measured", () => {
    const rows = [{ service: "front", requestsPerSecond: 10, errorRatio: 0.5, p50Milliseconds: 100 }];
    expect(featuresOf(layout, sourceOf(rows))).toMatchObject({ user_rate: 0.5, user_success: 0.5, user_p50: 0.5 });
    expect(featuresOf(featureLayout(["front"]), sourceOf(rows))).toMatchObject({ user_rate: 0, user_success: 0 });
  });

  it("are finite and within their bounds, whatever was measured", () => {
    const value = fc.oneof(fc.constant(null), fc.double({ min: 0, noNaN: true }), fc.double());
    const row = fc.record(Object.fromEntries(serviceMeasures.map((measure) => [measure, value])));
    fc.assert(
      fc.property(row, fc.nat(), fc.nat(), (measured, requests, windowMicros) => {
        const fields = { windowStartUnixMicros: startedAt + 300 * second - windowMicros };
        const source = sourceOf([{ service: "geo", ...measured }], {
          ...fields,
          users: { requests, successes: 0, p50Micros: null, p99Micros: null },
        });
        const into = new Float32Array(layout.length);
        layout.fill(source, into);
        expect(contains(layout.space, into)).toBe(true);
      }),
    );
  });

  it("travel as a row, with the mask behind them", () => {
    const codec = featureCodec(layout, 3);
    const features = Float32Array.from({ length: layout.length }, (_, index) => index / layout.length);
    const observation = { features, mask: Uint8Array.of(1, 0, 1) };
    const row = new Float32Array(codec.length);
    codec.write(observation, row, sourceOf([]).info);
    expect(codec.read?.(row)).toEqual(observation);
  });
});
