/**
 * frontend: the HTTP server that users reach.
 * @module
 */
import type { Operation, ScriptProgram, Step } from "@aiops-gym/application";
import { consoleLine, firstLines, info } from "./go-log.ts";
import { configOf, openTracingAndConsul, runtimeStart, type SourceLines } from "./go-service.ts";
import { diesAtOnce, grpcClient, httpServerCosts, lognormal, mebibytes } from "./timing.ts";

const callees = ["search", "profile", "recommendation", "user", "reservation"] as const;
const lines: SourceLines = { config: 23, port: 39, jaeger: [48, 53], consul: [55, 60], start: 70 };
const source = "services/frontend/server.go";

/** Clients are made without waiting for anybody: the frontend starts with no other service there. */
function dial(callee: string): readonly Step[] {
  return [
    info(`${source}:138`, "get Grpc conn is :"),
    info(`${source}:139`, ""),
    info(`${source}:140`, `srv-${callee}.`),
    { do: "dial", client: callee, onError: { next: { kind: "ignore" } } },
    { do: "cpu", micros: lognormal(500, 0.4) },
  ];
}

const startup: readonly Step[] = [
  runtimeStart,
  ...firstLines,
  { do: "cpu", micros: lognormal(300, 0.4) },
  info(`cmd/frontend/main.go:${lines.config}`, "Reading config..."),
  info(`cmd/frontend/main.go:${lines.port}`, "Read target port: 5000"),
  ...openTracingAndConsul("frontend", lines),
  info(`${source}:45`, "Initializing gRPC clients..."),
  ...callees.flatMap(dial),
  info(`${source}:65`, "Successfull"),
  { do: "cpu", micros: lognormal(1200, 0.4) },
  info(`${source}:87`, "Serving http"),
  { do: "listen", port: 5000 },
];

function call(client: (typeof callees)[number], method: string, logged?: { line: number; message: string }): Step {
  const operation = `/${client}.${client.charAt(0).toUpperCase()}${client.slice(1)}/${method}`;
  if (logged === undefined) return { do: "call", client, operation };
  const log = [consoleLine("ERR", `${source}:${logged.line}`, logged.message)];
  return { do: "call", client, operation, onError: { log, next: { kind: "propagate" } } };
}

const think = (median: number): Step => ({ do: "cpu", micros: lognormal(median, 0.45) });

function handler(
  method: "GET" | "POST",
  path: string,
  steps: readonly Step[],
  body: string,
): Record<string, Operation> {
  return {
    [`${method} ${path}`]: {
      steps,
      serverSpan: {
        name: `HTTP ${method} ${path}`,
        kind: "server",
        tags: { "http.method": method, "http.url": "{request.url}" },
      },
      body,
    },
  };
}

/** Hotels as GeoJSON; which ones is not modelled. */
const hotels = `{"features":[],"type":"FeatureCollection"}\n`;

/** Answers searches, recommendations, logins and reservations by asking the other services in turn. */
export const frontend: ScriptProgram = {
  kind: "script",
  name: "frontend",
  memory: { idleBytes: mebibytes(9.2), perRequestBytes: 32_000 },
  idleCpuCores: 0.0004,
  onSigterm: diesAtOnce,
  config: configOf({}),
  clients: Object.fromEntries(callees.map((callee) => [callee, grpcClient(callee)])),
  startup,
  servers: [
    {
      port: 5000,
      protocol: "http",
      costs: httpServerCosts,
      operations: {
        ...handler(
          "GET",
          "/hotels",
          [
            think(50),
            call("search", "Nearby"),
            think(35),
            call("reservation", "CheckAvailability", { line: 213, message: "SearchHandler CheckAvailability failed" }),
            think(35),
            call("profile", "GetProfiles", { line: 227, message: "SearchHandler GetProfiles failed" }),
            think(35),
          ],
          hotels,
        ),
        ...handler(
          "GET",
          "/recommendations",
          [
            think(45),
            call("recommendation", "GetRecommendations"),
            think(40),
            call("profile", "GetProfiles"),
            think(45),
          ],
          hotels,
        ),
        ...handler(
          "POST",
          "/user",
          [think(50), call("user", "CheckUser"), think(35)],
          `{"message":"Login successfully!"}\n`,
        ),
        ...handler(
          "POST",
          "/reservation",
          [think(50), call("user", "CheckUser"), think(40), call("reservation", "MakeReservation"), think(40)],
          `{"message":"Reserve successfully!"}\n`,
        ),
      },
    },
  ],
  spanExporter: { address: "{config.jaeger}" },
};
