/**
 * A vector of environments in worker threads.
 * @module
 */
import { availableParallelism } from "node:os";
import type { ResourceLimits } from "node:worker_threads";
import { GymError } from "@aiops-gym/cluster";
import type { Observation } from "../observation.ts";
import { type FeatureCodec, FeatureRows } from "./feature-rows.ts";
import { Flight } from "./flight.ts";
import { unpackError } from "./packed-error.ts";
import { type ObservationTable, observationTables, unpackObservation } from "./packed-observation.ts";
import type { SlotCommand, SlotResult } from "./slot-result.ts";
import { VectorEnv } from "./vector-env.ts";
import type { VectorEnvOptions } from "./vector-options.ts";
import { loadVectorSetup, moduleUrl, type VectorSetup } from "./vector-setup.ts";
import { WorkerHost } from "./worker-host.ts";
import type { WorkerStart } from "./worker-messages.ts";

/** Options of {@link WorkerVectorEnv.create}. */
export interface WorkerVectorEnvOptions extends VectorEnvOptions {
  /** A URL or an absolute path of a module whose default export is a `VectorSetupFunction`. Each thread imports it. */
  readonly module: URL | string;
  /** For the module's function; what structured clone copies. */
  readonly data?: unknown;
  /** Threads. Environment `e` lives in thread `e % numWorkers`. By default one a core, and at most `numEnvs`. */
  readonly numWorkers?: number;
  /** Tables of observations that travel between threads; all by default. Those left out are never built, and throw when read. */
  readonly tables?: readonly ObservationTable[];
  /** Bounds on each thread's memory; a thread beyond them ends, as one that crashes. */
  readonly resourceLimits?: ResourceLimits;
  /**
   * A thread that has something to do and gives no answer for so long, ms of real time, is ended, as one that crashes; its start does
   * not count. Threads are waited for forever by default.
   */
  readonly answerTimeoutMs?: number;
  /** How long `close` waits for environments to close, ms of real time; 5,000 by default. */
  readonly closeTimeoutMs?: number;
}

/**
 * Gymnasium's `AsyncVectorEnv`, on threads. When a thread ends by itself (exit, uncaught exception, out of memory), the episodes
 * that lived in it are aborted with blame `infra`, the others go on, and the thread is started again for the next episodes.
 *
 * @example
 * await using vector = await WorkerVectorEnv.create({
 *   module: new URL("./my-env.ts", import.meta.url), numEnvs: 8, numWorkers: 2, episodes: ["misconfig_app_hotel_res-mitigation-1"],
 * });
 */
export class WorkerVectorEnv<O = Observation, A = unknown> extends VectorEnv<O, A> {
  readonly featureRows: FeatureRows | undefined;
  readonly numWorkers: number;
  readonly #codec: FeatureCodec<O> | undefined;
  readonly #options: WorkerVectorEnvOptions;
  readonly #module: string;
  readonly #flights: readonly Flight<O, A>[];
  readonly #hosts: (WorkerHost | undefined)[];
  #closing = false;

  private constructor(options: WorkerVectorEnvOptions, { features }: VectorSetup<O, A>) {
    super(options);
    const { numEnvs, numWorkers = Math.min(numEnvs, availableParallelism()) } = options;
    if (!(Number.isInteger(numWorkers) && numWorkers > 0 && numWorkers <= numEnvs))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `numWorkers is ${numWorkers}; expected an integer from 1 to numEnvs, ${numEnvs}.`,
      );
    const { answerTimeoutMs } = options;
    if (answerTimeoutMs !== undefined && !(answerTimeoutMs > 0 && answerTimeoutMs < 2 ** 31))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `answerTimeoutMs is ${answerTimeoutMs}; expected a number above 0 and below 2^31, or none to wait forever.`,
      );
    this.numWorkers = numWorkers;
    this.#options = options;
    this.#module = moduleUrl(options.module);
    this.#codec = features;
    const rows = features === undefined ? undefined : new FeatureRows(numEnvs, features.length);
    this.featureRows = rows;
    this.#flights = Array.from(
      { length: numEnvs },
      (_, envId) =>
        new Flight<O, A>(rows, envId, {
          send: (command) => this.#host(envId % numWorkers).post(envId, command),
          deliver: (result) => this.deliver(envId, result),
          fail: (error) => this.fail(envId, error),
        }),
    );
    this.#hosts = new Array<WorkerHost | undefined>(numWorkers).fill(undefined);
  }

  /**
   * Starts the threads.
   *
   * @throws GymError `ERR_INVALID_DEFINITION`; whatever importing the module throws, here or in a thread; the signal's reason.
   */
  static async create<O = Observation, A = unknown>(options: WorkerVectorEnvOptions): Promise<WorkerVectorEnv<O, A>> {
    const setup = await loadVectorSetup<O, A>(moduleUrl(options.module), options.data);
    const vector = new WorkerVectorEnv<O, A>(options, setup);
    try {
      await Promise.all(Array.from({ length: vector.numWorkers }, (_, index) => vector.#host(index).ready));
      options.signal?.throwIfAborted();
    } catch (error) {
      await vector.close();
      options.signal?.throwIfAborted();
      throw error;
    }
    return vector;
  }

  protected override dispatch(envId: number, command: SlotCommand<A>): void {
    this.#flight(envId).begin(command);
  }

  protected override async shutDown(): Promise<void> {
    this.#closing = true;
    const { closeTimeoutMs = 5000 } = this.#options;
    await Promise.all(this.#hosts.map((host) => host?.close(closeTimeoutMs)));
  }

  /** The thread of this number, started where it is not there. */
  #host(index: number): WorkerHost {
    const running = this.#hosts[index];
    if (running !== undefined) return running;
    const { numEnvs, data, tables = observationTables, resourceLimits, answerTimeoutMs } = this.#options;
    const envIds = this.#flights.map((_, envId) => envId).filter((envId) => envId % this.numWorkers === index);
    const start: WorkerStart = {
      module: this.#module,
      data,
      numEnvs,
      envIds,
      tables,
      features:
        this.featureRows === undefined ? null : { length: this.featureRows.length, buffer: this.featureRows.buffer },
    };
    const host = new WorkerHost(
      { index, start, resourceLimits, answerTimeoutMs },
      {
        answer: (envId, result) => this.#flight(envId).answer(this.#unpack(envId, result)),
        failure: (envId, error) => this.#flight(envId).failure(unpackError(error)),
        end: (error) => {
          this.#hosts[index] = undefined;
          if (this.#closing) return;
          for (const envId of envIds) this.#flight(envId).crash(error);
        },
      },
    );
    this.#hosts[index] = host;
    return host;
  }

  #unpack(envId: number, { final, observation, ...result }: SlotResult<unknown>): SlotResult<O> {
    const rows = this.featureRows;
    const read = (packed: unknown, row: Float32Array | undefined): O => {
      if (this.#codec?.read !== undefined && row !== undefined) return this.#codec.read(row.slice());
      return unpackObservation(packed) as O;
    };
    return {
      ...result,
      observation: read(observation, rows?.stagedRow(envId)),
      final: final === null ? null : { ...final, observation: read(final.observation, rows?.stagedFinalRow(envId)) },
    };
  }

  #flight(envId: number): Flight<O, A> {
    const flight = this.#flights[envId];
    if (flight === undefined) throw new GymError("ERR_LIMIT", `There is no environment ${envId}.`);
    return flight;
  }
}
