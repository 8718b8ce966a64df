/**
 * rate: prices of hotels, from its cache or its database.
 * @module
 */
import type { ScriptProgram } from "@aiops-gym/application";
import { handlerPanic } from "./go-panic.ts";
import { goService, grpcOperation } from "./go-service.ts";
import { lognormal } from "./timing.ts";

const handler = { service: "rate", type: "Rate", method: "GetRates", generatedLine: 253 };

/** Panics when its cache or (on a miss) its database fails. */
export const rate: ScriptProgram = goService({
  name: "rate",
  port: 8084,
  lines: { config: 24, port: 51, jaeger: [61, 66], consul: [68, 73], start: 85 },
  database: {
    name: "rate",
    line: 37,
    source: { panic: 40, session: 43, generate: 45, fatal: 49 },
    seeds: [{ kind: "seed", collection: "inventory", documents: 27, documentBytes: 220, probe: { hotelId: "1" } }],
    verifyMicros: 9000,
    guarded: true,
  },
  cache: { name: "rate", line: 43 },
  runMicros: 800,
  registeredLine: 99,
  memoryMebibytes: 7.5,
  operations: grpcOperation("/rate.Rate/GetRates", [
    { do: "cpu", micros: lognormal(20, 0.6) },
    {
      do: "cache-get",
      client: "memcached",
      keys: "{hotels}",
      span: { name: "memcached_get_multi_rate", kind: "client" },
      onError: handlerPanic(
        { ...handler, line: 134 },
        "Memmcached error while trying to get hotel [id: {hotels}]= {error}",
      ),
      onMiss: [
        {
          do: "query",
          client: "mongo",
          command: { kind: "find", collection: "inventory", key: "{key}" },
          span: { name: "mongo_rate", kind: "client" },
          onError: handlerPanic(
            { ...handler, line: 166 },
            "Tried to find hotelId [{key}], but got error%!(EXTRA string={error})",
          ),
        },
      ],
    },
    { do: "cpu", micros: lognormal(28, 0.7) },
  ]),
});
