/** A few rows of each kind, for tests that need some. */
import type { EventRow, LogRow, MetricRow, Origin, SpanRow } from "@aiops-gym/telemetry";

/** 2026-01-05T09:00:00Z. */
export const start = 1_767_603_600_000_000;

export const geo: Origin = {
  service: "geo",
  namespace: "test-hotel-reservation",
  pod: "geo-84b89f9d4b-x2x8d",
  container: "hotel-reserv-geo",
  node: "kind-worker",
  restartCount: 2,
};

export const mongo: Origin = {
  service: "mongodb-geo",
  namespace: "test-hotel-reservation",
  pod: "mongodb-geo-5dfdd47b4c-9k7bm",
  container: "hotel-reserv-geo-mongo",
  node: "kind-worker2",
};

export const node: Origin = { service: null, namespace: null, pod: null, container: null, node: "kind-worker" };

export const logRows: readonly LogRow[] = [
  { timeUnixMicros: start + 1, origin: geo, severityNumber: 9, body: 'Initializing jaeger agent, "quoted"' },
  { timeUnixMicros: start + 2_500_000, origin: mongo, body: "línea — ünïcode 🚀" },
  {
    timeUnixMicros: start + 3_000_000,
    origin: geo,
    severityNumber: 17,
    stream: "stderr",
    body: "panic: no reachable servers\n\tgoroutine 1",
    traceId: "5b8aa5a2d2c872e8321cf37308d69df2",
    spanId: "051581bf3cb55c13",
  },
];

export const metricRows: readonly MetricRow[] = [
  { timeUnixMicros: start, name: "container_cpu_usage_seconds_total", origin: geo, value: 1.25 },
  {
    timeUnixMicros: start,
    name: "container_network_receive_bytes_total",
    origin: { ...geo, container: null },
    labels: { interface: "eth0" },
    value: 4096,
  },
  {
    timeUnixMicros: start + 15_000_000,
    name: "kube_node_status_condition",
    origin: node,
    labels: { status: "true", condition: "Ready" },
    value: 1,
  },
];

export const spanRows: readonly SpanRow[] = [
  {
    traceId: "321cf37308d69df2",
    spanId: "051581bf3cb55c13",
    origin: { ...geo, service: "frontend", pod: "frontend-0" },
    operation: "HTTP GET /hotels",
    kind: 2,
    startUnixMicros: start,
    durationMicros: 9000,
    statusCode: 2,
    statusMessage: "Internal Server Error",
    httpStatus: 500,
  },
  {
    traceId: "321cf37308d69df2",
    spanId: "5fb397be34d26b51",
    parentSpanId: "051581bf3cb55c13",
    origin: geo,
    operation: "/geo.Geo/Nearby",
    kind: 3,
    startUnixMicros: start + 100,
    durationMicros: 800,
    peerService: "mongodb-geo",
    attributes: { "rpc.system": "grpc", "network.peer.port": "8083" },
  },
];

export const eventRows: readonly EventRow[] = [
  {
    lastSeenUnixMicros: start + 5_000_000,
    firstSeenUnixMicros: start,
    type: "Warning",
    reason: "BackOff",
    namespace: "test-hotel-reservation",
    objectKind: "Pod",
    objectName: "geo-84b89f9d4b-x2x8d",
    source: "kubelet",
    service: "geo",
    count: 3,
    message: "Back-off restarting failed container",
  },
];
