/**
 * Options of an environment as plain data, so that they reach other threads.
 * @module
 */
import { tracesSamplerSchema } from "@aiops-gym/application";
import { GymError } from "@aiops-gym/cluster";
import { createRewards, type RewardSpec, rewardSpecSchema } from "@aiops-gym/env";
import { z } from "zod";
import type { CreateOptions } from "../aiops-env.ts";

/** `CreateOptions` without what only code can make. */
export interface PlainCreateOptions extends Omit<CreateOptions, "cluster" | "problems" | "families" | "rewards"> {
  /** `embedded` (default). */
  readonly cluster?: "embedded";
  /** Shipped components, by name. */
  readonly rewards?: readonly RewardSpec[];
}

const schema = z.strictObject({
  cluster: z.enum(["embedded"]).optional(),
  compat: z.enum(["strict", "aiopslab"]).optional(),
  pace: z.enum(["fixed", "policy"]).optional(),
  stepSeconds: z.number().positive().optional(),
  maxSteps: z.int().positive().optional(),
  sharedPages: z.int().positive().optional(),
  tracesSampler: tracesSamplerSchema.optional(),
  charts: z.boolean().optional(),
  rewards: z.array(rewardSpecSchema).optional(),
});

/**
 * Options for `AIOpsEnv.create`.
 *
 * @throws GymError `ERR_INVALID_DEFINITION` saying what does not fit.
 */
export function readPlainOptions(options: unknown): CreateOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `The options of a vector's environments do not fit: ${z.prettifyError(parsed.error)} ` +
        "They are plain data; for anything else, name a module of your own to WorkerVectorEnv.",
    );
  const { rewards, ...rest } = parsed.data;
  // Zod reads an option that is left out as one that is undefined.
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...given, ...(rewards === undefined ? {} : { rewards: createRewards(rewards) }) };
}
