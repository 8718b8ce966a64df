/**
 * One connection: a handshake, then one environment that plays what the peer asks for.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { GymError } from "@aiops-gym/cluster";
import type { AIOpsEnv } from "@aiops-gym/env";
import type { WebSocket } from "ws";
import { decodeMessage, encodeMessage } from "./codec.ts";
import {
  type ClientMessage,
  type EnvRequest,
  type HelloMessage,
  type Limits,
  messageTypes,
  type RequestId,
  type ResetMessage,
  type ServerMessage,
  type StepMessage,
  type TableName,
} from "./messages.ts";
import { closeCodes, defaultTables, idOf, parseClientMessage, protocolName, protocolVersion } from "./protocol.ts";
import { encodeObservation } from "./wire-observation.ts";

/** What is served: an `AIOpsEnv`, or what behaves as one. */
export type ServedEnv = Pick<AIOpsEnv, "problemIds" | "reset" | "step" | "close">;

/** What a session needs of its server. */
export interface SessionOptions {
  readonly createEnv: (request: EnvRequest) => ServedEnv | Promise<ServedEnv>;
  readonly token: string | undefined;
  readonly limits: Limits;
}

/** A peer has so long for its `hello`. */
const helloSeconds = 10;

/** Characters of an error's message: what did not fit may be as long as a message. */
const maxErrorLength = 2_000;

/** Code of failures that are no {@link GymError}. */
const internalError = "ERR_INTERNAL";

/** Serves one peer until it goes. */
export class Session {
  readonly #socket: WebSocket;
  readonly #options: SessionOptions;
  readonly #gone = new AbortController();
  #env: ServedEnv | undefined;
  #tables: readonly TableName[] = defaultTables;
  #work: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, options: SessionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on("message", (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on("close", () => this.#gone.abort(new GymError("ERR_CLOSED", "The peer went away.")));
    // `close` follows.
    socket.on("error", () => undefined);
    this.#expect(helloSeconds, closeCodes.refused, "no hello came");
  }

  /** Resolves when the peer has gone and its environment is closed. */
  async ended(): Promise<void> {
    const { signal } = this.#gone;
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    clearTimeout(this.#timer);
    await this.#work;
    await this.#env?.close();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    let decoded: unknown;
    try {
      if (data.byteLength > this.#options.limits.messageBytes)
        throw new GymError(
          "ERR_PROTOCOL",
          `The message has ${data.byteLength} bytes; expected at most ${this.#options.limits.messageBytes}.`,
        );
      if (!isBinary) throw new GymError("ERR_PROTOCOL", "A text frame came; expected MessagePack in a binary frame.");
      decoded = decodeMessage(data);
      this.#dispatch(parseClientMessage(decoded));
    } catch (error) {
      this.#sendError(idOf(decoded), error);
      // Whoever cannot say hello speaks something else.
      if (this.#env === undefined && this.#work === undefined) this.#socket.close(closeCodes.refused, "expected hello");
    }
  }

  #dispatch(message: ClientMessage): void {
    if (message.type === messageTypes.close) {
      this.#socket.close(closeCodes.normal);
      return;
    }
    if (this.#work !== undefined)
      throw new GymError("ERR_LIMIT", "A request is being worked on; send the next one when its answer has come.");
    if (message.type === messageTypes.hello) {
      this.#start(null, () => this.#welcome(message));
      return;
    }
    const env = this.#env;
    if (env === undefined) throw new GymError("ERR_PROTOCOL", `\`${message.type}\` came first; expected \`hello\`.`);
    this.#start(message.id, () => (message.type === "reset" ? this.#reset(env, message) : this.#step(env, message)));
  }

  /** Works on one request; its answer is out before the next begins. */
  #start(id: RequestId | null, answer: () => Promise<ServerMessage>): void {
    clearTimeout(this.#timer);
    const work = async (): Promise<void> => {
      try {
        const message = await answer();
        // A peer that does not read holds its session no longer than one that does not ask.
        this.#expect(this.#options.limits.idleSeconds, closeCodes.unread, "the answer is not read");
        await this.#send(message);
      } catch (error) {
        this.#sendError(id, error);
        if (this.#env === undefined) this.#socket.close(closeCodes.refused, "hello was refused");
      } finally {
        this.#work = undefined;
        if (!this.#gone.signal.aborted) this.#expect(this.#options.limits.idleSeconds, closeCodes.idle, "idle");
      }
    };
    this.#work = work();
  }

  async #welcome({ token, env }: HelloMessage): Promise<ServerMessage> {
    const expected = this.#options.token;
    if (expected !== undefined && !equalTexts(token ?? "", expected))
      throw new GymError("ERR_PROTOCOL", "The token is missing or wrong; send the server's token in `hello`.");
    if (this.#env !== undefined) throw new GymError("ERR_PROTOCOL", "A second `hello` came; one session has one.");
    this.#env = await this.#options.createEnv(env ?? {});
    return {
      type: messageTypes.welcome,
      protocol: protocolName,
      version: protocolVersion,
      limits: this.#options.limits,
      problems: [...this.#env.problemIds],
    };
  }

  async #reset(
    env: ServedEnv,
    { id, problem, seed = 0, coldStart = false, tables }: ResetMessage,
  ): Promise<ServerMessage> {
    const { observation, info } = await env.reset(problem, { seed, coldStart, signal: this.#gone.signal });
    this.#tables = tables ?? defaultTables;
    const wire = encodeObservation(observation, this.#tables, this.#options.limits.tableBytes);
    return { type: messageTypes.resetResult, id, observation: wire, info };
  }

  async #step(env: ServedEnv, { id, action, thinkSeconds }: StepMessage): Promise<ServerMessage> {
    const { observation, results, ...step } = await env.step(action, {
      ...(thinkSeconds === undefined ? {} : { thinkSeconds }),
      signal: this.#gone.signal,
    });
    const wire = encodeObservation(observation, this.#tables, this.#options.limits.tableBytes);
    return {
      type: messageTypes.stepResult,
      id,
      observation: wire,
      ...step,
      rewardComponents: { ...step.rewardComponents },
      results: results === null ? null : { ...results },
    };
  }

  #sendError(id: RequestId | null, error: unknown): void {
    const whole = error instanceof Error ? error.message : String(error);
    const message = whole.length > maxErrorLength ? `${whole.slice(0, maxErrorLength)}…` : whole;
    const code = error instanceof GymError ? error.code : internalError;
    void this.#send({ type: messageTypes.error, id, code, message });
  }

  #send(message: ServerMessage): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.resolve();
    // A peer that asks and does not read would otherwise fill this process's memory.
    if (this.#socket.bufferedAmount > this.#options.limits.frameBytes)
      this.#socket.close(closeCodes.unread, "answers are not read");
    return new Promise((resolve) => this.#socket.send(encodeMessage({ ...message }), () => resolve()));
  }

  /** Closes the connection unless a request comes within some time. */
  #expect(seconds: number, code: number, reason: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Words would wait behind what is not read.
      if (this.#socket.bufferedAmount > 0) this.#socket.terminate();
      else this.#socket.close(code, reason);
    }, seconds * 1000);
    this.#timer.unref();
  }
}

/** Compares secrets in a time that depends on neither. */
function equalTexts(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
