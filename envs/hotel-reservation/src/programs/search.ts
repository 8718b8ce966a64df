/**
 * search: asks geo for hotels nearby, then rate for their prices.
 * @module
 */
import type { ScriptProgram } from "@aiops-gym/application";
import { goService, grpcOperation } from "./go-service.ts";
import { grpcClient, lognormal } from "./timing.ts";

/** Has no data of its own. */
export const search: ScriptProgram = goService({
  name: "search",
  port: 8082,
  lines: { config: 24, port: 40, jaeger: [51, 56], consul: [58, 63], start: 74 },
  callees: ["geo", "rate"],
  runMicros: 2300,
  registeredLine: 100,
  memoryMebibytes: 8,
  clients: { geo: grpcClient("geo"), rate: grpcClient("rate") },
  operations: grpcOperation("/search.Search/Nearby", [
    { do: "cpu", micros: lognormal(20, 0.6) },
    { do: "call", client: "geo", operation: "/geo.Geo/Nearby" },
    { do: "cpu", micros: lognormal(15, 0.6) },
    { do: "call", client: "rate", operation: "/rate.Rate/GetRates" },
    { do: "cpu", micros: lognormal(15, 0.6) },
  ]),
});
