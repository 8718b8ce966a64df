/**
 * The wire protocol, version 1: what a client and a server say to each other, checked where it arrives. Each message is one
 * binary WebSocket frame that holds a MessagePack map; tables are Arrow IPC streams inside of it. The client speaks first.
 *
 *     client                           server
 *     hello {version, token?, env?} ─> welcome {limits, problems}
 *     reset {id, problem, seed?}    ─> reset_result {id, observation, info}
 *     step {id, action}             ─> step_result {id, observation, reward, terminated, truncated, aborted, results}
 *     close                         ─> (the connection is closed)
 *
 * `error {id, code, message}` answers what could not be done; unless the connection is closed after it, nothing was lost.
 * Times are microseconds since the Unix epoch, as 64-bit integers.
 * @module
 */
import { tracesSamplerSchema } from "@aiops-gym/application";
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import {
  type ClientMessage,
  messageTypes,
  type RequestId,
  type ServerMessage,
  type TableName,
  tableNames,
} from "./messages.ts";

/** What both sides call the protocol, and its version; a server refuses others. */
export const protocolName = "aiops-gym";
export const protocolVersion = 1;

/** Status codes with which a server closes a connection (RFC 6455, section 7.4). */
export const closeCodes = {
  /** As asked. */
  normal: 1000,
  /** The server is shutting down. */
  goingAway: 1001,
  /** Wrong token, another protocol, or no `hello`. */
  refused: 1008,
  /** A frame beyond the limit `frameBytes`. */
  tooBig: 1009,
  /** No session is free. */
  tryAgainLater: 1013,
  /** Nothing was asked for longer than the limit `idleSeconds`. */
  idle: 4000,
  /** The peer does not read what it asked for. */
  unread: 4001,
} as const;

/** Tables that are sent when a reset names none. */
export const defaultTables: readonly TableName[] = ["services"];

const id = z.union([z.string().max(128), z.number().int()]);

const hello = z.strictObject({
  type: z.literal(messageTypes.hello),
  protocol: z.literal(protocolName),
  version: z.literal(protocolVersion),
  token: z.string().max(4096).optional(),
  env: z
    .strictObject({
      compat: z.enum(["strict", "aiopslab"]).optional(),
      pace: z.enum(["fixed", "policy"]).optional(),
      stepSeconds: z.number().positive().max(3600).optional(),
      maxSteps: z.number().int().positive().max(10_000).optional(),
      tracesSampler: tracesSamplerSchema.optional(),
    })
    .optional(),
});

const reset = z.strictObject({
  type: z.literal(messageTypes.reset),
  id,
  problem: z.string().max(256),
  seed: z.number().int().nonnegative().optional(),
  coldStart: z.boolean().optional(),
  tables: z.array(z.enum(tableNames)).max(tableNames.length).optional(),
});

const step = z.strictObject({
  type: z.literal(messageTypes.step),
  id,
  action: z.custom<unknown>(isJson, "expected null, a boolean, a finite number, a text, or a list or map of those"),
  thinkSeconds: z.number().nonnegative().max(86_400).optional(),
});

const close = z.strictObject({ type: z.literal(messageTypes.close) });

const clientMessage: z.ZodType<ClientMessage> = z.discriminatedUnion("type", [hello, reset, step, close]);

const positive = z.number().positive();
const limits = z.object({
  ...{ messageBytes: positive, frameBytes: positive, sessions: positive, idleSeconds: positive, tableBytes: positive },
  requestsInFlight: z.literal(1),
});

const welcome = z.object({
  type: z.literal(messageTypes.welcome),
  protocol: z.literal(protocolName),
  version: z.literal(protocolVersion),
  limits,
  problems: z.array(z.string()),
});

const users = z.object({
  requests: z.number(),
  successes: z.number(),
  p50Micros: z.number().nullable(),
  p99Micros: z.number().nullable(),
});

const observation = z.object({
  text: z.string(),
  ok: z.boolean(),
  briefing: z.record(z.string(), z.unknown()).optional(),
  windowStartUnixMicros: z.number(),
  timeUnixMicros: z.number(),
  users: users.optional(),
  tables: z.partialRecord(z.enum(tableNames), z.instanceof(Uint8Array)),
  tablesLeftOut: z.partialRecord(z.enum(tableNames), z.number()),
});

const info = z.object({
  episodeId: z.string(),
  task: z.enum(["detection", "localization", "analysis", "mitigation"]),
  step: z.number(),
  maxSteps: z.number(),
});

const resetResult = z.object({ type: z.literal(messageTypes.resetResult), id, observation, info });

const stepResult = z.object({
  type: z.literal(messageTypes.stepResult),
  ...{ id, observation, info },
  reward: z.number().nullable(),
  rewardComponents: z.record(z.string(), z.number()),
  terminated: z.boolean(),
  truncated: z.boolean(),
  aborted: z.object({ cause: z.string(), blame: z.enum(["policy", "env", "infra"]) }).nullable(),
  results: z.record(z.string(), z.unknown()).nullable(),
});

const failure = z.object({
  type: z.literal(messageTypes.error),
  id: id.nullable(),
  code: z.string(),
  message: z.string(),
});

const serverMessage = z.discriminatedUnion("type", [welcome, resetResult, stepResult, failure]);

/** Whether a value is JSON. By hand, since a schema takes seconds for the largest message. */
function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value !== "object" || value instanceof Uint8Array) return false;
  return Object.values(value).every(isJson);
}

/**
 * Checks a decoded message of a client.
 *
 * @throws GymError `ERR_PROTOCOL` that says what was found and expected.
 */
export function parseClientMessage(value: unknown): ClientMessage {
  const parsed = clientMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GymError("ERR_PROTOCOL", `The message does not fit the protocol: ${z.prettifyError(parsed.error)}`);
}

/**
 * Checks a decoded message of a server.
 *
 * @throws GymError `ERR_PROTOCOL` that says what was found and expected.
 */
export function parseServerMessage(value: unknown): ServerMessage {
  const parsed = serverMessage.safeParse(value);
  // Absent and undefined are one thing in a message.
  if (parsed.success) return parsed.data as ServerMessage;
  throw new GymError(
    "ERR_PROTOCOL",
    `The server's message does not fit the protocol: ${z.prettifyError(parsed.error)}`,
  );
}

/** The id of a message that does not fit, as far as there is one. */
export function idOf(value: unknown): RequestId | null {
  const parsed = z.object({ id }).safeParse(value);
  return parsed.success ? parsed.data.id : null;
}
