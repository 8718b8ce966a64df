/**
 * geo: finds hotels near a place, in memory.
 * @module
 */
import type { ScriptProgram } from "@aiops-gym/application";
import { goService, grpcOperation } from "./go-service.ts";
import { lognormal } from "./timing.ts";

/** Reads all hotels when it starts; a search that finds none visits more of its index and takes longer. */
export const geo: ScriptProgram = goService({
  name: "geo",
  port: 8083,
  lines: { config: 23, port: 45, jaeger: [55, 61], consul: [63, 68], start: 79 },
  database: {
    name: "geo",
    line: 36,
    source: { panic: 30, session: 33, generate: 35, fatal: 39 },
    seeds: [{ kind: "seed", collection: "geo", documents: 80, documentBytes: 90, probe: { hotelId: "1" } }],
    verifyMicros: 18_000,
    loads: "geo",
    guarded: true,
  },
  runMicros: 1500,
  registeredLine: 110,
  memoryMebibytes: 8.6,
  operations: grpcOperation("/geo.Geo/Nearby", [
    {
      do: "when",
      variable: "hotels",
      equals: "[]",
      steps: [{ do: "cpu", micros: lognormal(92, 0.6) }],
      otherwise: [{ do: "cpu", micros: lognormal(48, 0.5) }],
    },
  ]),
});
