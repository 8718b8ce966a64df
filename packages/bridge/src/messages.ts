/**
 * The messages of the protocol, version 1.
 * @module
 */
import type { TracesSampler } from "@aiops-gym/application";
import type { UserExperience } from "@aiops-gym/cluster";
import type { EpisodeInfo, StepResult } from "@aiops-gym/env";

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

/** The tables of an observation. */
export const tableNames = ["logs", "metrics", "traces", "events", "services"] as const;
export type TableName = (typeof tableNames)[number];

/** Chosen by the client; the answer carries it. */
export type RequestId = string | number;

/** Options of the environment that a client may choose for its session; the server's own otherwise. */
export interface EnvRequest {
  readonly compat?: "strict" | "aiopslab" | undefined;
  readonly pace?: "fixed" | "policy" | undefined;
  readonly stepSeconds?: number | undefined;
  readonly maxSteps?: number | undefined;
  /** Which of users' requests are traced. */
  readonly tracesSampler?: TracesSampler | undefined;
}

/** A client's first message. */
export interface HelloMessage {
  readonly type: typeof messageTypes.hello;
  readonly protocol: "aiops-gym";
  readonly version: 1;
  readonly token?: string | undefined;
  readonly env?: EnvRequest | undefined;
}

/** Begins an episode. */
export interface ResetMessage {
  readonly type: typeof messageTypes.reset;
  readonly id: RequestId;
  readonly problem: string;
  /** 0 by default. */
  readonly seed?: number | undefined;
  readonly coldStart?: boolean | undefined;
  /** Which tables this episode's observations bring; `["services"]` by default. */
  readonly tables?: readonly TableName[] | undefined;
}

/** Acts. */
export interface StepMessage {
  readonly type: typeof messageTypes.step;
  readonly id: RequestId;
  /** `{ name, arguments }`, or text in AIOpsLab's syntax. Whether it fits is for the environment to say. */
  readonly action: unknown;
  readonly thinkSeconds?: number | undefined;
}

/** Ends the session. */
export interface CloseMessage {
  readonly type: typeof messageTypes.close;
}

/** What a client may say. */
export type ClientMessage = HelloMessage | ResetMessage | StepMessage | CloseMessage;

/** Bounds that a server keeps. */
export interface Limits {
  /** Largest message that is read; a larger one is answered with an error. */
  readonly messageBytes: number;
  /** Largest frame that is received at all; a larger one closes the connection. */
  readonly frameBytes: number;
  /** Connections at a time, one environment each. */
  readonly sessions: number;
  /** Without a request for so long, a session ends. */
  readonly idleSeconds: number;
  /** Requests of one session that are worked on at a time. */
  readonly requestsInFlight: 1;
  /** All tables of one observation; those that do not fit are left out and named. */
  readonly tableBytes: number;
}

/** An observation as it travels. */
export interface WireObservation {
  readonly text: string;
  readonly ok: boolean;
  /** Only after a reset: `{ page, instructions, tools }`. */
  readonly briefing?: Readonly<Record<string, unknown>> | undefined;
  readonly windowStartUnixMicros: number;
  readonly timeUnixMicros: number;
  /** What users felt, where their side is measured. */
  readonly users?: UserExperience | undefined;
  /** Arrow IPC streams, by name: those that were asked for. */
  readonly tables: Readonly<Partial<Record<TableName, Uint8Array>>>;
  /** Tables that were asked for and are larger than the limit, with their sizes in bytes. */
  readonly tablesLeftOut: Readonly<Partial<Record<TableName, number>>>;
}

/** Answers `hello`. */
export interface WelcomeMessage {
  readonly type: typeof messageTypes.welcome;
  readonly protocol: "aiops-gym";
  readonly version: 1;
  readonly limits: Limits;
  /** Ids of all problems, for trainers. */
  readonly problems: readonly string[];
}

/** Answers `reset`. */
export interface ResetResultMessage {
  readonly type: typeof messageTypes.resetResult;
  readonly id: RequestId;
  readonly observation: WireObservation;
  readonly info: EpisodeInfo;
}

/** Answers `step`, with the fields of the environment's own result. `reward` is null exactly when the episode was aborted. */
export interface StepResultMessage extends Omit<StepResult, "observation"> {
  readonly type: typeof messageTypes.stepResult;
  readonly id: RequestId;
  readonly observation: WireObservation;
}

/** Answers what could not be done. */
export interface ErrorMessage {
  readonly type: typeof messageTypes.error;
  /** Of the request that failed; null when it could not be told. */
  readonly id: RequestId | null;
  /** A code of `GymError`, or `ERR_INTERNAL`. */
  readonly code: string;
  readonly message: string;
}

/** What a server may say. */
export type ServerMessage = WelcomeMessage | ResetResultMessage | StepResultMessage | ErrorMessage;
