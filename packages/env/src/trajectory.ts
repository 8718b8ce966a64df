/**
 * A trajectory: an episode as JSON lines, with all that is needed to play it again, and a chain of hashes that proves it was.
 * @module
 */
import { createHash } from "node:crypto";
import { type TracesSampler, tracesSamplerSchema } from "@aiops-gym/application";
import { canonicalJson, GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import { type RewardSpec, rewardSpecSchema } from "./reward-spec.ts";

/** Version of the format; readers refuse others. */
export const trajectoryVersion = 1 as const;

/** How an episode began, and under which options. */
export interface TrajectoryHeader {
  readonly type: "episode";
  readonly version: typeof trajectoryVersion;
  readonly problem: string;
  readonly seed: number;
  readonly cluster: string;
  readonly profile: "strict" | "aiopslab";
  readonly pace: "fixed" | "policy";
  readonly stepSeconds: number;
  readonly maxSteps: number;
  readonly coldStart: boolean;
  /** Missing where each seed has its own page. */
  readonly sharedPages?: number | undefined;
  /** Missing where the rate of users' requests alone says which are traced. */
  readonly tracesSampler?: TracesSampler | undefined;
  /** Missing where the application's charts are not in the shell. */
  readonly charts?: true | undefined;
  /** The reward's components; missing for the task's evaluator alone. */
  readonly rewards?: readonly RewardSpec[] | undefined;
  readonly observation: { readonly text: string; readonly timeUnixMicros: number };
  /** Digest of the cluster's state. */
  readonly fingerprint: string;
  readonly hash: string;
}

/** One step. */
export interface TrajectoryStep {
  readonly type: "step";
  /** 1, 2, ... */
  readonly step: number;
  readonly action: unknown;
  /** Seconds that the policy took to think; only with `pace: "policy"`. */
  readonly thinkSeconds?: number | undefined;
  readonly observation: { readonly text: string; readonly ok: boolean; readonly timeUnixMicros: number };
  readonly reward: number | null;
  readonly rewardComponents: Readonly<Record<string, number>>;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly aborted: { readonly cause: string; readonly blame: "policy" | "env" | "infra" } | null;
  readonly fingerprint: string;
  readonly hash: string;
}

/** How an episode was graded. */
export interface TrajectoryEnd {
  readonly type: "end";
  readonly return: number | null;
  readonly results: Readonly<Record<string, unknown>>;
  /** Digest of all state at the end. */
  readonly stateHash: string;
  readonly hash: string;
}

const hashSchema: z.ZodType<string> = z.string().regex(/^[0-9a-f]{64}$/);

const headerSchema: z.ZodType<TrajectoryHeader> = z.object({
  type: z.literal("episode"),
  version: z.literal(trajectoryVersion),
  problem: z.string(),
  seed: z.number().int().nonnegative(),
  cluster: z.string(),
  profile: z.enum(["strict", "aiopslab"]),
  pace: z.enum(["fixed", "policy"]),
  stepSeconds: z.number().positive(),
  maxSteps: z.number().int().positive(),
  coldStart: z.boolean(),
  sharedPages: z.number().int().positive().optional(),
  tracesSampler: tracesSamplerSchema.optional(),
  charts: z.literal(true).optional(),
  rewards: z.array(rewardSpecSchema).optional(),
  observation: z.object({ text: z.string(), timeUnixMicros: z.number().int() }),
  fingerprint: z.string(),
  hash: hashSchema,
});

const stepSchema: z.ZodType<TrajectoryStep> = z.object({
  type: z.literal("step"),
  step: z.number().int().positive(),
  action: z.unknown(),
  thinkSeconds: z.number().nonnegative().optional(),
  observation: z.object({ text: z.string(), ok: z.boolean(), timeUnixMicros: z.number().int() }),
  reward: z.number().nullable(),
  rewardComponents: z.record(z.string(), z.number()),
  terminated: z.boolean(),
  truncated: z.boolean(),
  aborted: z.object({ cause: z.string(), blame: z.enum(["policy", "env", "infra"]) }).nullable(),
  fingerprint: z.string(),
  hash: hashSchema,
});

const endSchema: z.ZodType<TrajectoryEnd> = z.object({
  type: z.literal("end"),
  return: z.number().nullable(),
  results: z.record(z.string(), z.unknown()),
  stateHash: z.string(),
  hash: hashSchema,
});

const recordSchema: z.ZodType<TrajectoryStep | TrajectoryEnd> = z.union([stepSchema, endSchema]);

/** An episode as it was recorded. `end` is missing when it was not played to its end. */
export interface Trajectory {
  readonly header: TrajectoryHeader;
  readonly steps: readonly TrajectoryStep[];
  readonly end?: TrajectoryEnd;
}

/** The next link: SHA-256 over the link before and the record (without its own hash). */
export function chainHash(previous: string, record: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...content } = record;
  return createHash("sha256").update(previous).update(canonicalJson(content)).digest("hex");
}

/** Writes one line a record. */
export function formatTrajectory(trajectory: Trajectory): string {
  const records = [trajectory.header, ...trajectory.steps, ...(trajectory.end === undefined ? [] : [trajectory.end])];
  return `${records.map((record) => JSON.stringify(record)).join("\n")}\n`;
}

/**
 * Reads a trajectory and checks its chain.
 *
 * @throws GymError `ERR_INVALID_TRAJECTORY` naming the line that is damaged or was edited.
 */
export function parseTrajectory(text: string): Trajectory {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw invalid(1, "it is empty; expected an `episode` line first");
  const header = parseLine(headerSchema, lines[0] as string, 1);
  let hash = checkLink("", header, 1);
  const steps: TrajectoryStep[] = [];
  let end: TrajectoryEnd | undefined;
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] as string;
    if (end !== undefined) throw invalid(index + 1, "there is a line after the `end` line");
    const record = parseLine(recordSchema, line, index + 1);
    hash = checkLink(hash, record, index + 1);
    if (record.type === "end") end = record;
    else if (record.step !== steps.length + 1)
      throw invalid(index + 1, `it is step ${record.step}; expected step ${steps.length + 1}`);
    else steps.push(record);
  }
  return { header, steps, ...(end === undefined ? {} : { end }) };
}

function parseLine<T>(schema: z.ZodType<T>, line: string, number: number): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw invalid(number, "it is not JSON (was the file cut off?)", cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(number, z.prettifyError(parsed.error));
  return parsed.data;
}

function checkLink(previous: string, record: { readonly hash: string }, number: number): string {
  if (chainHash(previous, record) !== record.hash)
    throw invalid(number, "its hash does not fit what it says: the line, or one before, was changed");
  return record.hash;
}

function invalid(line: number, what: string, cause?: unknown): GymError {
  return new GymError("ERR_INVALID_TRAJECTORY", `Line ${line} of the trajectory is refused: ${what}.`, { cause });
}
