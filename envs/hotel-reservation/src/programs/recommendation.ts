/**
 * recommendation: the nearest, best rated or cheapest hotels, in memory.
 * @module
 */
import type { ScriptProgram } from "@aiops-gym/application";
import { goService, grpcOperation } from "./go-service.ts";
import { lognormal } from "./timing.ts";

/** Reads all hotels when it starts; distances take longer to compute than looking for the highest number. */
export const recommendation: ScriptProgram = goService({
  name: "recommendation",
  port: 8085,
  lines: { config: 24, port: 46, jaeger: [57, 62], consul: [64, 69], start: 80 },
  database: {
    name: "recommendation",
    line: 37,
    source: { panic: 22, session: 25, generate: 27, fatal: 31 },
    seeds: [{ kind: "seed", collection: "recommendation", documents: 80, documentBytes: 110, probe: { hotelId: "1" } }],
    verifyMicros: 33_000,
    loads: "recommendation",
    guarded: false,
  },
  runMicros: 1800,
  registeredLine: 97,
  memoryMebibytes: 7.8,
  operations: grpcOperation("/recommendation.Recommendation/GetRecommendations", [
    {
      do: "when",
      variable: "require",
      equals: "dis",
      steps: [{ do: "cpu", micros: lognormal(52, 0.45) }],
      otherwise: [{ do: "cpu", micros: lognormal(17, 0.4) }],
    },
  ]),
});
