/**
 * Schemas of scripts: what {@link defineApplication} lets in. They mirror the types of `script.ts`.
 * @module
 */
import { z } from "zod";

const amount = z.number().nonnegative();

/** An amount that varies. */
export const distribution: z.ZodType = z.lazy(() =>
  z.union([
    amount,
    z.strictObject({ kind: z.literal("uniform"), min: amount, max: amount }),
    z.strictObject({ kind: z.literal("exponential"), mean: amount }),
    z.strictObject({ kind: z.literal("lognormal"), median: amount, sigma: amount }),
    z.strictObject({
      kind: z.literal("mixture"),
      parts: z.array(z.strictObject({ weight: z.number().positive(), of: distribution })).min(1),
    }),
  ]),
);

/** A line that a process prints. */
export const logLine: z.ZodType = z.strictObject({
  stream: z.enum(["stdout", "stderr"]),
  severity: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).optional(),
  text: z.string(),
});

const texts = z.record(z.string(), z.string());
const exitCode = z.int().min(0).max(255);
const port = z.int().min(1).max(65_535);

const onError = z.strictObject({
  log: z.array(logLine).optional(),
  next: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("propagate"), message: z.string().optional() }),
    z.strictObject({ kind: z.literal("ignore") }),
    z.strictObject({ kind: z.literal("exit"), exitCode }),
    z.strictObject({ kind: z.literal("retry"), delayMicros: distribution, attempts: z.int().positive().optional() }),
  ]),
});

/** A span around something. */
export const spanSpec: z.ZodType = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(["client", "server", "internal", "producer", "consumer"]),
  tags: texts.optional(),
});

const collection = z.string().min(1);

const queryCommand = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("find"), collection, key: z.string().optional() }),
  z.strictObject({ kind: z.literal("find-all"), collection }),
  z.strictObject({
    kind: z.literal("seed"),
    collection,
    documents: z.int().positive(),
    documentBytes: z.int().positive().optional(),
    probe: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
  z.strictObject({ kind: z.literal("insert"), collection, key: z.string().optional() }),
  z.strictObject({ kind: z.literal("ensure-index"), collection }),
]);

const client = z.string().min(1);
const failing = { client, onError: onError.optional() };

/** Steps that run one after another. */
export const steps: z.ZodType = z.lazy(() => z.array(step));

const step: z.ZodType = z.lazy(() =>
  z.discriminatedUnion("do", [
    z.strictObject({ do: z.literal("log"), line: logLine }),
    z.strictObject({ do: z.literal("cpu"), micros: distribution }),
    z.strictObject({ do: z.literal("sleep"), micros: distribution }),
    z.strictObject({ do: z.literal("dial"), ...failing }),
    z.strictObject({ do: z.literal("call"), ...failing, operation: z.string(), clientSpan: z.boolean().optional() }),
    z.strictObject({ do: z.literal("query"), ...failing, command: queryCommand, span: spanSpec.optional() }),
    z.strictObject({
      do: z.literal("cache-get"),
      ...failing,
      keys: z.string(),
      span: spanSpec.optional(),
      onMiss: steps.optional(),
      fill: z.boolean().optional(),
    }),
    z.strictObject({ do: z.literal("cache-set"), ...failing, keys: z.string() }),
    z.strictObject({ do: z.literal("listen"), port }),
    z.strictObject({ do: z.literal("register"), ...failing, service: z.string().min(1), port }),
    z.strictObject({ do: z.literal("parallel"), branches: z.array(steps) }),
    z.strictObject({
      do: z.literal("choose"),
      options: z.array(z.strictObject({ weight: z.number().positive(), steps })).min(1),
    }),
    z.strictObject({
      do: z.literal("when"),
      variable: z.string(),
      equals: z.string(),
      steps,
      otherwise: steps.optional(),
    }),
    z.strictObject({ do: z.literal("memory"), bytes: z.int() }),
    z.strictObject({ do: z.literal("fail"), message: z.string() }),
    z.strictObject({ do: z.literal("exit"), exitCode }),
  ]),
);
