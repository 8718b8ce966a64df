/**
 * profile: names and addresses of hotels, from its cache or its database.
 * @module
 */
import type { ScriptProgram } from "@aiops-gym/application";
import { handlerPanic } from "./go-panic.ts";
import { failureLine, goService, grpcOperation } from "./go-service.ts";
import { lognormal } from "./timing.ts";

/** Panics when its cache fails; a failing database makes it answer (and cache) empty hotels. */
export const profile: ScriptProgram = goService({
  name: "profile",
  port: 8081,
  lines: { config: 24, port: 50, jaeger: [61, 66], consul: [68, 73], start: 85 },
  database: {
    name: "profile",
    line: 37,
    source: { panic: 33, session: 36, generate: 38, fatal: 42 },
    seeds: [{ kind: "seed", collection: "hotels", documents: 80, documentBytes: 420, probe: { id: "1" } }],
    verifyMicros: 38_000,
    guarded: false,
  },
  cache: { name: "profile", line: 43 },
  runMicros: 700,
  registeredLine: 99,
  memoryMebibytes: 7.2,
  operations: grpcOperation("/profile.Profile/GetProfiles", [
    { do: "cpu", micros: lognormal(25, 0.6) },
    {
      do: "cache-get",
      client: "memcached",
      keys: "{profiles}",
      span: {
        name: "memcached_get_profile",
        kind: "client",
        tags: {
          "peer.service": "memcached",
          "peer.hostname": "memcached-profile",
          "peer.port": "memcached-port-11211",
        },
      },
      onError: handlerPanic(
        { service: "profile", type: "Profile", method: "GetProfiles", line: 141, generatedLine: 301 },
        "Tried to get hotelIds [{profiles}], but got memmcached error = {error}",
      ),
      onMiss: [
        {
          do: "query",
          client: "mongo",
          command: { kind: "find", collection: "hotels", key: "{key}" },
          span: { name: "mongo_profile", kind: "client" },
          onError: {
            log: failureLine("services/profile/server.go:167", "Failed get hotels data: %!(EXTRA string={error})"),
            next: { kind: "ignore" },
          },
        },
      ],
    },
    { do: "cpu", micros: lognormal(35, 0.7) },
  ]),
});
