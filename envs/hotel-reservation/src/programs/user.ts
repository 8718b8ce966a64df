/**
 * user: checks passwords, in memory.
 * @module
 */
import type { ScriptProgram } from "@aiops-gym/application";
import { goService, grpcOperation } from "./go-service.ts";
import { lognormal } from "./timing.ts";

/** Reads all 501 users when it starts. */
export const user: ScriptProgram = goService({
  name: "user",
  port: 8086,
  lines: { config: 24, port: 45, jaeger: [56, 61], consul: [63, 68], start: 79 },
  database: {
    name: "user",
    line: 37,
    source: { panic: 21, session: 24, generate: 26, fatal: 39 },
    seeds: [{ kind: "seed", collection: "user", documents: 501, documentBytes: 150, probe: { username: "Cornell_0" } }],
    verifyMicros: 115_000,
    loads: "user",
    guarded: false,
  },
  runMicros: 2500,
  registeredLine: 97,
  memoryMebibytes: 5.4,
  operations: grpcOperation("/user.User/CheckUser", [{ do: "cpu", micros: lognormal(23, 0.2) }]),
});
