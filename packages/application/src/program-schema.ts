/**
 * Schemas of programs and images: they mirror the types of `program.ts`.
 * @module
 */
import { z } from "zod";
import { distribution, logLine, spanSpec, steps } from "./script-schema.ts";

const texts = z.record(z.string(), z.string());
const port = z.int().min(1).max(65_535);
const bytes = z.int().nonnegative();
const seconds = z.number().positive();

const costs = z.strictObject({
  beforeCpuMicros: distribution.optional(),
  afterCpuMicros: distribution.optional(),
  backgroundCpuMicros: distribution.optional(),
});

const clientSpec = z.discriminatedUnion("protocol", [
  z.strictObject({
    protocol: z.literal("grpc"),
    target: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("consul"),
        consul: z.string(),
        service: z.string(),
        onWatchError: logLine.optional(),
      }),
      z.strictObject({ kind: z.literal("dns"), address: z.string() }),
    ]),
    costs: costs.optional(),
  }),
  z.strictObject({
    protocol: z.literal("http"),
    address: z.string(),
    timeoutSeconds: seconds.optional(),
    retries: z.int().nonnegative().optional(),
    maxConnections: z.int().positive().optional(),
    costs: costs.optional(),
  }),
  z.strictObject({
    protocol: z.literal("memcached"),
    address: z.string(),
    timeoutSeconds: seconds,
    maxIdleConnections: z.int().nonnegative(),
  }),
  z.strictObject({
    protocol: z.literal("mongo"),
    address: z.string(),
    database: z.string().min(1),
    dialTimeoutSeconds: seconds,
    credentials: z.strictObject({ user: z.string(), password: z.string(), database: z.string() }).optional(),
    maxConnections: z.int().positive().optional(),
  }),
  z.strictObject({ protocol: z.literal("consul"), address: z.string() }),
]);

const serverSpec = z.strictObject({
  port,
  protocol: z.enum(["grpc", "http"]),
  maxConcurrency: z.int().positive().optional(),
  maxQueue: z.int().nonnegative().optional(),
  connectionCpuMicros: distribution.optional(),
  costs: costs.optional(),
  operations: z.record(
    z.string(),
    z.strictObject({ steps, serverSpan: spanSpec.optional(), body: z.string().optional() }),
  ),
});

const base = {
  name: z.string().min(1),
  memory: z.strictObject({ idleBytes: bytes, perRequestBytes: bytes.optional() }),
  idleCpuCores: z.number().nonnegative().optional(),
  onSigterm: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("exit"),
      exitCode: z.int().min(0).max(255),
      afterMicros: distribution,
      log: z.array(logLine).optional(),
    }),
    z.strictObject({ kind: z.literal("ignores") }),
  ]),
  config: texts.optional(),
};

/** What runs in a container. */
export const program: z.ZodType = z.discriminatedUnion("kind", [
  z.strictObject({
    ...base,
    kind: z.literal("script"),
    clients: z.record(z.string(), clientSpec),
    startup: steps,
    servers: z.array(serverSpec),
    spanExporter: z.strictObject({ address: z.string() }).optional(),
  }),
  z.strictObject({
    ...base,
    kind: z.enum(["mongod", "memcached", "consul", "jaeger"]),
    port,
    startupMicros: distribution,
    startupLog: z.array(logLine).optional(),
    requestCpuMicros: distribution,
  }),
  z.strictObject({ ...base, kind: z.literal("idle") }),
  z.strictObject({ kind: z.literal("busybox"), name: base.name }),
]);

/** A container image. */
export const imageSpec: z.ZodType = z.strictObject({
  name: z.string().min(1),
  sizeBytes: bytes,
  entrypoint: z.array(z.string()),
  executables: z.record(z.string(), z.strictObject({ program: z.string(), config: texts.optional() })),
  env: texts.optional(),
  files: texts.optional(),
  tools: z
    .array(z.enum(["sh", "bash", "mongo", "curl", "wget", "coreutils", "procps", "net-tools", "busybox", "nslookup"]))
    .optional(),
});
