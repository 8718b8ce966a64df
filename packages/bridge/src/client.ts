/**
 * The client: an environment on the other end of a WebSocket, with the shape of a local one.
 * @module
 */
import { GymError, type GymErrorCode, gymErrorCodes } from "@aiops-gym/cluster";
import type { EpisodeInfo, ResetOptions, StepOptions, StepResult } from "@aiops-gym/env";
import { decodeMessage, encodeMessage } from "./codec.ts";
import { type EnvRequest, type Limits, messageTypes, type ServerMessage, type TableName } from "./messages.ts";
import { parseServerMessage, protocolName, protocolVersion } from "./protocol.ts";
import { type RemoteObservation, readObservation } from "./remote-observation.ts";

/** How {@link RemoteEnv.connect} is called. */
export interface ConnectOptions {
  readonly token?: string;
  /** Options of the environment that the server makes for this session. */
  readonly env?: EnvRequest;
}

/** Options of {@link RemoteEnv.reset}. */
export interface RemoteResetOptions extends Omit<ResetOptions, "signal"> {
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
  readonly resolve: (message: ServerMessage) => void;
  readonly reject: (error: Error) => void;
}

/** An environment that a server plays. One request at a time. */
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
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", ({ code, reason }) => {
      this.#fail(
        new GymError("ERR_CLOSED", `The connection was closed (${code}${reason === "" ? "" : `: ${reason}`}).`),
      );
    });
    socket.addEventListener("error", () => {
      this.#fail(
        new GymError("ERR_CLOSED", `There is no connection to ${socket.url}. Does \`aiops-gym serve\` run there?`),
      );
    });
  }

  /**
   * Connects and says hello.
   *
   * @param url - `ws://127.0.0.1:4242`
   * @throws GymError `ERR_CLOSED` when nobody answers, `ERR_PROTOCOL` when the token or the version is refused.
   */
  static async connect(url: string, options: ConnectOptions = {}): Promise<RemoteEnv> {
    const env = new RemoteEnv(new WebSocket(url));
    await new Promise<void>((resolve, reject) => {
      env.#socket.addEventListener("open", () => resolve());
      env.#waiting = { resolve: () => resolve(), reject };
    });
    env.#waiting = undefined;
    const hello = { type: messageTypes.hello, protocol: protocolName, version: protocolVersion, ...options };
    const welcome = await env.#ask(hello, messageTypes.welcome);
    env.#limits = welcome.limits;
    env.#problemIds = welcome.problems;
    return env;
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
  async reset(problemId: string, options: RemoteResetOptions = {}): Promise<RemoteResetResult> {
    const { observation, info } = await this.#ask(
      { type: messageTypes.reset, id: this.#nextId++, problem: problemId, ...options },
      messageTypes.resetResult,
    );
    return { observation: readObservation(observation), info };
  }

  /** Acts. Errors are those of `AIOpsEnv.step`. */
  async step(action: unknown, options: Omit<StepOptions, "signal"> = {}): Promise<RemoteStepResult> {
    const {
      type: _,
      id: __,
      observation,
      ...step
    } = await this.#ask({ type: messageTypes.step, id: this.#nextId++, action, ...options }, messageTypes.stepResult);
    return { ...step, observation: readObservation(observation) };
  }

  /** Ends the session. A second call does nothing. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise((resolve) => {
      this.#socket.addEventListener("close", resolve, { once: true });
      this.#socket.close(1000);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #ask<T extends ServerMessage["type"]>(
    message: Readonly<Record<string, unknown>>,
    expected: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#waiting !== undefined)
      throw new GymError("ERR_LIMIT", "A request is under way; await its answer before the next.");
    const answer = await new Promise<ServerMessage>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.send(encodeMessage(message) as Uint8Array<ArrayBuffer>);
    });
    if (answer.type === expected) return answer as Extract<ServerMessage, { type: T }>;
    if (answer.type === messageTypes.error) throw new GymError(knownCode(answer.code), answer.message);
    throw new GymError("ERR_PROTOCOL", `The server answered \`${answer.type}\`; expected \`${expected}\`.`);
  }

  #receive(data: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
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
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}

/** Codes of newer servers are not known here. */
function knownCode(code: string): GymErrorCode {
  return Object.hasOwn(gymErrorCodes, code) ? (code as GymErrorCode) : "ERR_PROTOCOL";
}
