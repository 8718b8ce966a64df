/**
 * The wire protocol, version 1: what a client and a server say to each other. Each message is one binary WebSocket frame that
 * holds a MessagePack map; tables are Arrow IPC streams inside of it. The client speaks first.
 *
 *     client                           server
 *     hello {version, token?}    ──>   welcome {limits, problems}
 *     reset {id, problem, seed}  ──>   reset_result {id, observation, info}
 *     step {id, action}          ──>   step_result {id, observation, reward, terminated, truncated, aborted, results}
 *     close                      ──>   (the connection is closed)
 *
 * `error {id, code, message}` answers what could not be done; unless the connection is closed after it, nothing was lost.
 * Times are microseconds since the Unix epoch, as 64-bit integers.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";

/** What both sides call the protocol, and its version; a server refuses others. */
export const protocolName = "aiops-gym";
export const protocolVersion = 1;

/** Types of all messages. */
export const messageTypes = {
  hello: "hello",
  welcome: "welcome",
  reset: "reset",
  resetResult: "reset_result",
  step: "step",
  stepResult: "step_result",
  close: "close",
  error: "error",
} as const;

/** Status codes with which a server closes a connection (RFC 6455, section 7.4). */
export const closeCodes = {
  /** As asked. */
  normal: 1000,
  /** The server is shutting down. */
  goingAway: 1001,
  /** Wrong token, another protocol, or no `hello`. */
  refused: 1008,
  /** A message beyond {@link Limits.frameBytes}. */
  tooBig: 1009,
  /** No session is free. */
  tryAgainLater: 1013,
  /** Nothing was asked for longer than {@link Limits.idleSeconds}. */
  idle: 4000,
  /** The peer does not read what it asked for. */
  unread: 4001,
} as const;

/** The tables of an observation. */
export const tableNames = ["logs", "metrics", "traces", "events", "services"] as const;
export type TableName = (typeof tableNames)[number];

/** Tables that are sent when a reset names none. */
export const defaultTables: readonly TableName[] = ["services"];

const idSchema = z.union([z.string().max(128), z.number().int()]);
/** Chosen by the client; the answer carries it. */
export type RequestId = z.infer<typeof idSchema>;

const bytesSchema: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const recordSchema = z.record(z.string(), z.unknown());

/** Options of the environment that a client may choose for its session. */
export const envRequestSchema = z.strictObject({
  compat: z.enum(["strict", "aiopslab"]).optional(),
  pace: z.enum(["fixed", "policy"]).optional(),
  stepSeconds: z.number().positive().max(3600).optional(),
  maxSteps: z.number().int().positive().max(10_000).optional(),
});
export type EnvRequest = z.infer<typeof envRequestSchema>;

const helloSchema = z.strictObject({
  type: z.literal(messageTypes.hello),
  protocol: z.literal(protocolName),
  version: z.literal(protocolVersion),
  token: z.string().max(4096).optional(),
  env: envRequestSchema.optional(),
});

const resetSchema = z.strictObject({
  type: z.literal(messageTypes.reset),
  id: idSchema,
  problem: z.string().max(256),
  seed: z.number().int().nonnegative().optional(),
  coldStart: z.boolean().optional(),
  tables: z.array(z.enum(tableNames)).max(tableNames.length).optional(),
});

const stepSchema = z.strictObject({
  type: z.literal(messageTypes.step),
  id: idSchema,
  /** `{ name, arguments }`, or text in AIOpsLab's syntax. Whether it fits is for the environment to say. */
  action: z.json(),
  thinkSeconds: z.number().nonnegative().max(86_400).optional(),
});

const closeSchema = z.strictObject({ type: z.literal(messageTypes.close) });

/** What a client may say. */
export const clientMessageSchema = z.discriminatedUnion("type", [helloSchema, resetSchema, stepSchema, closeSchema]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;
export type HelloMessage = z.infer<typeof helloSchema>;
export type ResetMessage = z.infer<typeof resetSchema>;
export type StepMessage = z.infer<typeof stepSchema>;

/** Bounds that a server keeps. */
export const limitsSchema = z.object({
  /** Largest message that is read; a larger one is answered with an error. */
  messageBytes: z.number().int().positive(),
  /** Largest frame that is received at all; a larger one closes the connection. */
  frameBytes: z.number().int().positive(),
  /** Connections at a time, one environment each. */
  sessions: z.number().int().positive(),
  /** Without a request for so long, a session ends. */
  idleSeconds: z.number().positive(),
  /** Requests of one session that are worked on at a time. */
  requestsInFlight: z.literal(1),
  /** All tables of one observation; those that do not fit are left out and named. */
  tableBytes: z.number().int().positive(),
});
export type Limits = z.infer<typeof limitsSchema>;

const observationSchema = z.object({
  text: z.string(),
  ok: z.boolean(),
  briefing: recordSchema.optional(),
  windowStartUnixMicros: z.number(),
  timeUnixMicros: z.number(),
  /** Arrow IPC streams, by name: those that were asked for. */
  tables: z.partialRecord(z.enum(tableNames), bytesSchema),
  /** Tables that were asked for and are larger than the limit, with their sizes in bytes. */
  tablesLeftOut: z.partialRecord(z.enum(tableNames), z.number()),
});
export type WireObservation = z.infer<typeof observationSchema>;

const infoSchema = z.object({
  episodeId: z.string(),
  task: z.enum(["detection", "localization", "analysis", "mitigation"]),
  step: z.number(),
  maxSteps: z.number(),
});

const welcomeSchema = z.object({
  type: z.literal(messageTypes.welcome),
  protocol: z.literal(protocolName),
  version: z.literal(protocolVersion),
  limits: limitsSchema,
  problems: z.array(z.string()),
});

const resetResultSchema = z.object({
  type: z.literal(messageTypes.resetResult),
  id: idSchema,
  observation: observationSchema,
  info: infoSchema,
});

const stepResultSchema = z.object({
  type: z.literal(messageTypes.stepResult),
  id: idSchema,
  observation: observationSchema,
  /** Null exactly when the episode was aborted. */
  reward: z.number().nullable(),
  rewardComponents: z.record(z.string(), z.number()),
  terminated: z.boolean(),
  truncated: z.boolean(),
  aborted: z.object({ cause: z.string(), blame: z.enum(["policy", "env", "infra"]) }).nullable(),
  info: infoSchema,
  results: recordSchema.nullable(),
});

const errorSchema = z.object({
  type: z.literal(messageTypes.error),
  /** Of the request that failed; null when it could not be told. */
  id: idSchema.nullable(),
  /** A code of `GymError`. */
  code: z.string(),
  message: z.string(),
});

/** What a server may say. */
export const serverMessageSchema = z.discriminatedUnion("type", [
  welcomeSchema,
  resetResultSchema,
  stepResultSchema,
  errorSchema,
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
export type WelcomeMessage = z.infer<typeof welcomeSchema>;
export type ResetResultMessage = z.infer<typeof resetResultSchema>;
export type StepResultMessage = z.infer<typeof stepResultSchema>;
export type ErrorMessage = z.infer<typeof errorSchema>;

/**
 * Checks a decoded message of a client.
 *
 * @throws GymError `ERR_PROTOCOL` that says what was found and expected.
 */
export function parseClientMessage(value: unknown): ClientMessage {
  const parsed = clientMessageSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GymError("ERR_PROTOCOL", `The message does not fit the protocol: ${z.prettifyError(parsed.error)}`);
}

/**
 * Checks a decoded message of a server.
 *
 * @throws GymError `ERR_PROTOCOL` that says what was found and expected.
 */
export function parseServerMessage(value: unknown): ServerMessage {
  const parsed = serverMessageSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GymError(
    "ERR_PROTOCOL",
    `The server's message does not fit the protocol: ${z.prettifyError(parsed.error)}`,
  );
}

/** The id of a message that does not fit, as far as there is one. */
export function idOf(value: unknown): RequestId | null {
  const parsed = z.object({ id: idSchema }).safeParse(value);
  return parsed.success ? parsed.data.id : null;
}
