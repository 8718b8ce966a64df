/**
 * A small recording for tests of the comparer: geo crashes once and comes back.
 * @module
 */
import { parseRecording, type Recording } from "./recording.ts";

const start = "2026-01-05T09:00:00Z";
const at = (seconds: number): string => new Date(Date.parse(start) + seconds * 1000).toISOString();

function pod(state: "running" | "terminated", restarts: number): object {
  const running = state === "running";
  return {
    name: "geo-79d67857cb-982j6",
    phase: "Running",
    ready: running,
    restarts,
    state,
    reason: running ? null : "Error",
    exitCode: running ? null : 137,
    deleting: false,
    conditions: [["Ready", running ? "True" : "False", null, null]],
  };
}

function trace(seconds: number, failed: boolean): readonly unknown[] {
  const error = failed ? { error: true, response_code: "Unavailable" } : {};
  const search = ["search", "/search.Search/Nearby", seconds + 0.001, 2000, 0, { "span.kind": "server" }];
  return [
    [
      "frontend",
      "HTTP GET /hotels",
      seconds,
      4000,
      -1,
      { "span.kind": "server", "http.status_code": failed ? 500 : 200, "http.url": "/hotels?lat=38.1&lon=-122.1" },
    ],
    ...(failed ? [] : [search]),
    ["frontend", "/search.Search/Nearby", seconds, 3000, 0, { "span.kind": "client", ...error }],
  ];
}

const seconds = Array.from({ length: 90 }, (_, index) => index);
const fails = (second: number): boolean => second >= 30 && second < 40;

/** 90 searches, one a second; those from 30 s to 40 s fail. */
export const exampleRecording: Recording = parseRecording({
  scenario: "example",
  inject: [{ kill: { app: "geo", signal: "SIGKILL" } }],
  recover: [],
  start,
  injected: 30,
  injectedDone: 30,
  recovered: 60,
  end: 90,
  requests: seconds.map((second) => [second * 1000, "search", fails(second) ? 500 : 200, 5 + (second % 3), ""]),
  timeline: [
    [0.3, [pod("running", 0)], { geo: [["10.244.0.92"], [8083]] }],
    [30.5, [pod("terminated", 0)], { geo: [[], [8083]] }],
    [40.1, [pod("running", 1)], { geo: [["10.244.0.92"], [8083]] }],
  ],
  events: [
    [at(40), at(40), "Normal", "Pulling", "Pod", "geo-79d67857cb-982j6", 1, "kubelet", 'Pulling image "geo"'],
    [at(42), at(42), "Normal", "Started", "Pod", "geo-79d67857cb-982j6", 1, "kubelet", "Started container geo"],
  ],
  logs: {
    "geo-79d67857cb-982j6": [`${at(40)} ${at(40)} INF Reading config...`, `${at(41)} ${at(41)} INF Starting server...`],
  },
  cadvisor: [0, 45, 90].map((second) => [
    second,
    {
      "geo-79d67857cb-982j6": {
        container_cpu_usage_seconds_total: 3 + second / 100,
        container_memory_working_set_bytes: 9e6,
      },
    },
  ]),
  traces: seconds.map((second) => trace(second, fails(second))),
  describe: { before: { get: "" } },
});
