/**
 * One worker thread as its vector sees it, from its start to its end.
 * @module
 */
import { type ResourceLimits, Worker } from "node:worker_threads";
import { GymError } from "@aiops-gym/cluster";
import { type PackedError, packError, unpackError } from "./packed-error.ts";
import type { SlotCommand, SlotResult } from "./slot-result.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-messages.ts";

/** What a thread tells its vector. */
export interface WorkerListener {
  answer(envId: number, result: SlotResult<unknown>): void;
  failure(envId: number, error: PackedError): void;
  /** The thread has ended, and not because it was told to; nothing comes after this. */
  end(error: Error): void;
}

/** How a thread is started. */
export interface WorkerHostOptions {
  /** Number of the worker, from 0: for messages. */
  readonly index: number;
  readonly start: WorkerStart;
  readonly resourceLimits: ResourceLimits | undefined;
  /** A thread that has commands and answers none of them for so long is ended; never, where it is undefined. */
  readonly answerTimeoutMs: number | undefined;
}

// Beside this file, from sources and from a build alike.
const threadFile = import.meta.url.endsWith(".ts") ? "./worker-thread.ts" : "./worker-thread.js";

/** A thread. While it has nothing to do, it does not keep the process alive. */
export class WorkerHost {
  /** Resolves when it takes commands; rejects when it cannot. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #listener: WorkerListener;
  #outbox: (readonly [number, SlotCommand])[] = [];
  #unanswered = 0;
  readonly #answerTimeoutMs: number | undefined;
  #patience: NodeJS.Timeout | undefined;
  #isReady = false;
  #failure: Error | undefined;
  #closing = false;

  /** @throws GymError `ERR_INVALID_DEFINITION` when the data cannot be copied to another thread. */
  constructor({ index, start, resourceLimits, answerTimeoutMs }: WorkerHostOptions, listener: WorkerListener) {
    this.#listener = listener;
    this.#answerTimeoutMs = answerTimeoutMs;
    try {
      this.#worker = new Worker(new URL(threadFile, import.meta.url), {
        workerData: start,
        name: `aiops-gym-vector-${index}`,
        ...(resourceLimits === undefined ? {} : { resourceLimits }),
      });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `The vector's data cannot be copied to a thread: ${error.message} Pass plain data, and make the rest in the module.`,
        { cause: error },
      );
    }
    const ready = Promise.withResolvers<void>();
    // Whoever started it may look later, or never.
    ready.promise.catch(() => undefined);
    this.ready = ready.promise;
    const exited = Promise.withResolvers<void>();
    this.#exited = exited.promise;
    this.#worker.on("message", (message: FromWorker) => {
      if (message.kind === "ready") {
        this.#isReady = true;
        ready.resolve();
      } else if (message.kind === "unable") this.#failure = unpackError(message.error);
      else if (message.kind === "answer") listener.answer(message.envId, message.result);
      else listener.failure(message.envId, message.error);
      if (message.kind === "answer" || message.kind === "failure") this.#unanswered -= 1;
      if (this.#unanswered === 0 && !this.#closing) this.#worker.unref();
      this.#watch();
    });
    this.#worker.on("error", (error) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.on("messageerror", (error) => {
      this.#failure = error;
      void this.#worker.terminate();
    });
    this.#worker.on("exit", (code) => {
      clearTimeout(this.#patience);
      const failure = this.#failure;
      const why = failure?.message ?? `it exited with code ${code}`;
      const error = new GymError("ERR_WORKER_ENDED", `Worker ${index} ended: ${why}`, { cause: failure });
      ready.reject(failure instanceof GymError ? failure : error);
      exited.resolve();
      if (!this.#closing) listener.end(error);
    });
  }

  /** Sends a command; those of one turn travel together. */
  post(envId: number, command: SlotCommand): void {
    if (this.#unanswered === 0) this.#worker.ref();
    this.#unanswered += 1;
    this.#outbox.push([envId, command]);
    if (this.#outbox.length > 1) return;
    queueMicrotask(() => this.#flush());
  }

  /** Closes its environments and ends it; a thread that does not end by itself in time is ended. */
  async close(timeoutMs: number): Promise<void> {
    this.#closing = true;
    this.#worker.ref();
    this.#send({ kind: "close" });
    const timer = setTimeout(() => void this.#worker.terminate(), timeoutMs);
    await this.#exited;
    clearTimeout(timer);
  }

  /** Counts anew how long the thread has not answered. */
  #watch(): void {
    if (this.#answerTimeoutMs === undefined) return;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (!this.#isReady || this.#unanswered === 0 || this.#closing) return;
    // Answers that came while this thread was busy are heard between the two.
    const patience = setTimeout(() => setImmediate(() => this.#giveUp(patience)), this.#answerTimeoutMs);
    this.#patience = patience;
  }

  #giveUp(patience: NodeJS.Timeout): void {
    if (this.#patience !== patience) return;
    this.#failure ??= new Error(`it gave no answer for ${this.#answerTimeoutMs} ms`);
    void this.#worker.terminate();
  }

  #flush(): void {
    const commands = this.#outbox;
    this.#outbox = [];
    try {
      this.#send({ kind: "commands", commands });
    } catch {
      // One of them cannot be copied: find which.
      for (const command of commands) this.#flushOne(command);
    }
    // From now, and not from `post`: the learner may have been busy in between.
    if (this.#patience === undefined) this.#watch();
  }

  #flushOne(command: readonly [number, SlotCommand]): void {
    try {
      this.#send({ kind: "commands", commands: [command] });
    } catch (error) {
      const [envId] = command;
      this.#unanswered -= 1;
      this.#watch();
      const why = error instanceof Error ? error.message : String(error);
      const message = `What environment ${envId} was told cannot be copied to a thread: ${why} Send plain data.`;
      this.#listener.failure(envId, packError(new GymError("ERR_INVALID_ACTION", message)));
    }
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}
