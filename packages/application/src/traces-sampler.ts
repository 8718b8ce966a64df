/**
 * Which of users' requests are traced.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";

/**
 * Which of users' requests are traced, in the words of OpenTelemetry's `OTEL_TRACES_SAMPLER` and of the strategies that Jaeger's remote
 * sampler serves; decided where a request enters, for its whole trace.
 *
 * - `always_on`: every request, each run in the order of time with everything else.
 * - `rate_limiting`: one in so many that at most `tracesPerSecond` (above 0) are traced when users send the most that they do, and what
 *   does not run as usual, such as a request that waits for its CPU quota. The others are run each to its end when it comes.
 */
export type TracesSampler =
  | { readonly kind: "always_on" }
  | { readonly kind: "rate_limiting"; readonly tracesPerSecond: number };

/** Checks a {@link TracesSampler} that comes from outside. */
export const tracesSamplerSchema: z.ZodType<TracesSampler> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("always_on") }),
  z.strictObject({ kind: z.literal("rate_limiting"), tracesPerSecond: z.number().positive() }),
]);

/** @throws GymError `ERR_INVALID_DEFINITION` that says what was found and expected. */
export function checkTracesSampler(sampler: unknown): TracesSampler {
  const parsed = tracesSamplerSchema.safeParse(sampler);
  if (parsed.success) return parsed.data;
  throw new GymError(
    "ERR_INVALID_DEFINITION",
    `tracesSampler is ${JSON.stringify(sampler)}; expected { kind: "always_on" } or ` +
      `{ kind: "rate_limiting", tracesPerSecond: 10 }, with any number above 0. ${z.prettifyError(parsed.error)}`,
  );
}
