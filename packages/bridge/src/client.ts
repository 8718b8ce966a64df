/**
 * The client: an environment on the other end of a WebSocket, with the shape of a local one.
 * @module
 */
import { GymError, type GymErrorCode, gymErrorCodes } from "@aiops-gym/cluster";
import type { EpisodeInfo, ResetOptions, StepOptions, StepResult } from "@aiops-gym/env";
import { WebSocket } from "ws";
import { decodeMessage, encodeMessage } from "./codec.ts";
import { type EnvRequest, type Limits, messageTypes, type ServerMessage, type TableName } from "./messages.ts";
import { parseServerMessage, protocolName, protocolVersion } from "./protocol.ts";
import { type RemoteObservation, readObservation } from "./remote-observation.ts";

/** How {@link RemoteEnv.connect} is called. */
export interface ConnectOptions {
  readonly token?: string;
  /** Options of the environment that the server makes for this session. */
  readonly env?: EnvRequest;
  /** Ends the attempt. */
  readonly signal?: AbortSignal;
}

/** Options of {@link RemoteEnv.reset}. */
export interface RemoteResetOptions extends ResetOptions {
  /** Which tables this episode's observations bring; `["services"]` by default. */
  readonly tables?: readonly TableName[];
}

/** What {@link RemoteEnv.reset} answers. */
export interface RemoteResetResult {
  readonly observation: RemoteObservation;
  readonly info: EpisodeInfo;
}

/** What {@link RemoteEnv.step} answers. */
export interface RemoteStepResult extends StepResult {
  readonly observation: RemoteObservation;
}

interface Waiting {
  readonly resolve: (message?: ServerMessage) => void;
  readonly reject: (reason: unknown) => void;
}

/** A server that does not open or close a connection is given up after so long. */
const openMillis = 10_000;
const closeMillis = 2_000;

/**
 * An environment that a server plays. One request at a time. A signal that fires during a request ends the session, since what the
 * server did of the request is not known then.
 */
export class RemoteEnv implements AsyncDisposable {
  readonly #socket: WebSocket;
  #waiting: Waiting | undefined;
  #nextId = 1;
  #failure: Error | undefined;
  #limits: Limits | undefined;
  #problemIds: readonly string[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.#taken()?.resolve());
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", ({ code, reason }) => {
      this.#fail(
        new GymError("ERR_CLOSED", `The connection was closed (${code}${reason === "" ? "" : `: ${reason}`}).`),
      );
    });
    socket.addEventListener("error", ({ message }) => {
      this.#fail(
        new GymError(
          "ERR_CLOSED",
          `There is no connection to ${socket.url}: ${message}. Does \`aiops-gym serve\` run there?`,
        ),
      );
    });
  }

  /**
   * Connects and says hello.
   *
   * @param url - `ws://127.0.0.1:4280`
   * @throws GymError `ERR_CLOSED` when nobody answers, `ERR_PROTOCOL` when the token or the version is refused,
   *   `ERR_INVALID_DEFINITION` for a URL of something else; the signal's reason.
   */
  static async connect(url: string, { signal, ...options }: ConnectOptions = {}): Promise<RemoteEnv> {
    signal?.throwIfAborted();
    const env = new RemoteEnv(openSocket(url));
    try {
      await env.#answer(signal, () => undefined);
      const hello = { type: messageTypes.hello, protocol: protocolName, version: protocolVersion, ...options };
      const welcome = await env.#ask(hello, messageTypes.welcome, signal);
      env.#limits = welcome.limits;
      env.#problemIds = welcome.problems;
      return env;
    } catch (error) {
      env.#socket.terminate();
      throw error;
    }
  }

  /** The server's bounds. */
  get limits(): Limits | undefined {
    return this.#limits;
  }

  /** Ids of all problems that the server has. */
  get problemIds(): readonly string[] {
    return this.#problemIds;
  }

  /** Begins an episode. Errors are those of `AIOpsEnv.reset`. */
  async reset(problemId: string, { signal, ...options }: RemoteResetOptions = {}): Promise<RemoteResetResult> {
    const { observation, info } = await this.#ask(
      { type: messageTypes.reset, id: this.#nextId++, problem: problemId, ...options },
      messageTypes.resetResult,
      signal,
    );
    return { observation: readObservation(observation), info };
  }

  /** Acts. Errors are those of `AIOpsEnv.step`. */
  async step(action: unknown, { signal, ...options }: StepOptions = {}): Promise<RemoteStepResult> {
    const {
      type: _,
      id: __,
      observation,
      ...step
    } = await this.#ask(
      { type: messageTypes.step, id: this.#nextId++, action, ...options },
      messageTypes.stepResult,
      signal,
    );
    return { ...step, observation: readObservation(observation) };
  }

  /** Ends the session, whether the server answers or not. A second call does nothing. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const impatient = setTimeout(() => this.#socket.terminate(), closeMillis);
    await new Promise((resolve) => {
      this.#socket.addEventListener("close", resolve, { once: true });
      this.#socket.close(1000);
    });
    clearTimeout(impatient);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #ask<T extends ServerMessage["type"]>(
    message: Readonly<Record<string, unknown>>,
    expected: T,
    signal: AbortSignal | undefined,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    signal?.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#waiting !== undefined)
      throw new GymError("ERR_LIMIT", "A request is under way; await its answer before the next.");
    const bytes = encodeMessage(message);
    // What cannot be sent is told by the connection's end.
    const answer = await this.#answer(signal, () => this.#socket.send(bytes, () => undefined));
    if (answer?.type === expected) return answer as Extract<ServerMessage, { type: T }>;
    if (answer?.type === messageTypes.error) throw new GymError(knownCode(answer.code), answer.message);
    throw new GymError("ERR_PROTOCOL", `The server answered \`${answer?.type}\`; expected \`${expected}\`.`);
  }

  /** Waits for the next message, or for the connection to open. */
  async #answer(signal: AbortSignal | undefined, begin: () => void): Promise<ServerMessage | undefined> {
    const onAbort = (): void => {
      this.#taken()?.reject(signal?.reason);
      this.#failure ??= new GymError("ERR_CLOSED", "A signal ended a request, and the session with it; connect again.");
      this.#socket.terminate();
    };
    signal?.addEventListener("abort", onAbort);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject };
        begin();
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Who waits, who then does not any more. */
  #taken(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #receive(data: unknown): void {
    const waiting = this.#taken();
    try {
      if (!(data instanceof ArrayBuffer))
        throw new GymError("ERR_PROTOCOL", "The server sent a text frame; expected MessagePack in a binary frame.");
      const message = parseServerMessage(decodeMessage(new Uint8Array(data)));
      if (waiting !== undefined) waiting.resolve(message);
      else if (message.type === messageTypes.error)
        this.#failure = new GymError(knownCode(message.code), message.message);
    } catch (error) {
      waiting?.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#taken()?.reject(this.#failure);
  }
}

function openSocket(url: string): WebSocket {
  try {
    return new WebSocket(url, { handshakeTimeout: openMillis, perMessageDeflate: false, maxPayload: 0 });
  } catch (cause) {
    throw new GymError("ERR_INVALID_DEFINITION", `The URL is "${url}"; expected one such as ws://127.0.0.1:4280.`, {
      cause,
    });
  }
}

/** Codes of newer servers are not known here. */
function knownCode(code: string): GymErrorCode {
  return Object.hasOwn(gymErrorCodes, code) ? (code as GymErrorCode) : "ERR_PROTOCOL";
}
