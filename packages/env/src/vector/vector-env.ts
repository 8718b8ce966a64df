/**
 * Many environments at once: whole batches by `reset` and `step`, or those that are ready first by `send` and `recv`.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Observation } from "../observation.ts";
import { type Arrival, Arrivals, hasFailed } from "./arrivals.ts";
import { AutoresetMode } from "./autoreset-mode.ts";
import { type EnvPlace, EnvPlaces } from "./env-places.ts";
import { problemsInTurn } from "./episode-source.ts";
import type { FeatureRows } from "./feature-rows.ts";
import type { SlotCommand, SlotResult } from "./slot-result.ts";
import { composeBatch, type VectorBatch } from "./vector-batch.ts";
import type { VectorEnvOptions, VectorResetOptions, VectorSendOptions, VectorStepOptions } from "./vector-options.ts";

/**
 * The common part of all vector environments. Those who implement one say how a command reaches an environment.
 *
 * Which episodes an environment plays depends on its number, the count of its episodes and the seed alone: not on threads, nor on
 * which environment is faster.
 *
 * @typeParam O - The observation.
 * @typeParam A - The action.
 */
export abstract class VectorEnv<O = Observation, A = unknown> implements AsyncDisposable {
  readonly numEnvs: number;
  readonly autoresetMode: AutoresetMode;
  /** Rows of features in shared memory; undefined without a feature codec. */
  abstract readonly featureRows: FeatureRows | undefined;
  readonly #places: EnvPlaces;
  readonly #arrivals = new Arrivals<O>();
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => void this.close().catch(() => undefined);
  #receiving = false;
  #closed: Promise<void> | undefined;

  /** @throws GymError `ERR_INVALID_DEFINITION`; the signal's reason when it has fired. */
  constructor({ numEnvs, episodes, autoresetMode = AutoresetMode.NEXT_STEP, signal }: VectorEnvOptions) {
    if (!(Number.isInteger(numEnvs) && numEnvs > 0))
      throw new GymError("ERR_INVALID_DEFINITION", `numEnvs is ${numEnvs}; expected a positive integer.`);
    const modes = Object.values(AutoresetMode);
    if (!modes.includes(autoresetMode))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `autoresetMode is ${String(autoresetMode)}; expected one of ${modes.join(", ")}.`,
      );
    signal?.throwIfAborted();
    this.numEnvs = numEnvs;
    this.autoresetMode = autoresetMode;
    this.#places = new EnvPlaces(numEnvs, typeof episodes === "function" ? episodes : problemsInTurn(episodes));
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Brings a command on its way; its answer comes by {@link VectorEnv.deliver} or {@link VectorEnv.fail}. */
  protected abstract dispatch(envId: number, command: SlotCommand<A>): void;

  /** Ends all environments and threads. */
  protected abstract shutDown(): Promise<void>;

  /** Environments that were told to do something and whose answer was not received. */
  get pending(): number {
    return this.#places.pending;
  }

  /**
   * Begins episodes and waits for all of them. Episodes under way are dropped.
   *
   * @returns Rows in the order of `envIds`.
   * @throws GymError `ERR_LIMIT` while one of them is at work, `ERR_CLOSED`; whatever an environment's own `reset` throws.
   */
  async reset(options: VectorResetOptions = {}): Promise<VectorBatch<O>> {
    const { envIds = this.#places.envIds, signal } = options;
    this.#free();
    this.asyncReset(options);
    return this.#receive(envIds.length, signal, envIds);
  }

  /**
   * Begins episodes without waiting (EnvPool's `async_reset`); {@link VectorEnv.recv} gives the first observations.
   *
   * @throws GymError `ERR_LIMIT`, `ERR_CLOSED`; whatever the source of episodes throws. Nothing has begun then.
   */
  asyncReset({ seed, envIds = this.#places.envIds }: Omit<VectorResetOptions, "signal"> = {}): void {
    this.#open();
    if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0))
      throw new GymError("ERR_INVALID_DEFINITION", `seed is ${seed}; expected an integer in [0, 2^53).`);
    const places = this.#places.idle(envIds);
    if (seed !== undefined) for (const place of places) this.#places.seed(place, seed);
    // All before the first of them begins: the source may throw.
    for (const place of places) this.#places.draw(place);
    for (const place of places) this.#begin(place);
  }

  /**
   * One step of every environment; waits for all.
   *
   * @param actions - Element `i` is for environment `i`.
   * @returns Rows in the order of environments.
   * @throws GymError `ERR_RESET_NEEDED` where an environment has no episode under way and is not reset by itself; whatever an
   *   environment's own `reset` throws: the other answers stay to be received.
   */
  async step(actions: readonly A[], options: VectorStepOptions = {}): Promise<VectorBatch<O>> {
    const { envIds } = this.#places;
    this.#free();
    this.send(actions, envIds, options);
    return this.#receive(envIds.length, options.signal, envIds);
  }

  /**
   * Sends actions on their way: element `i` to environment `envIds[i]`. Nothing is sent when one of them cannot take it.
   *
   * @throws GymError `ERR_LIMIT`, `ERR_RESET_NEEDED`; whatever the source of episodes throws.
   */
  send(
    actions: readonly A[],
    envIds: readonly number[] = this.#places.envIds,
    { thinkSeconds }: VectorSendOptions = {},
  ): void {
    this.#open();
    for (const [what, given] of Object.entries({ actions, thinkSeconds: thinkSeconds ?? envIds }))
      if (given.length !== envIds.length)
        throw new GymError(
          "ERR_LIMIT",
          `There are ${given.length} ${what} for ${envIds.length} environments; send one each.`,
        );
    const places = this.#places.idle(envIds);
    for (const { envId, phase } of places) {
      if (phase === "playing" || (phase === "over" && this.autoresetMode !== AutoresetMode.DISABLED)) continue;
      throw new GymError(
        "ERR_RESET_NEEDED",
        `Environment ${envId} has no episode under way; call reset({ envIds: [${envId}] }) first.`,
      );
    }
    const sameStep = this.autoresetMode === AutoresetMode.SAME_STEP;
    // All before the first of them is sent: the source may throw.
    for (const place of places) if (sameStep || place.phase === "over") this.#places.draw(place);
    for (const [index, place] of places.entries()) {
      if (place.phase === "over") {
        this.#begin(place);
        continue;
      }
      const seconds = thinkSeconds?.[index];
      this.#places.busy(place);
      this.dispatch(place.envId, {
        kind: "step",
        action: actions[index] as A,
        ...(seconds === undefined ? {} : { thinkSeconds: seconds }),
        ...(sameStep ? { next: this.#places.draw(place) } : {}),
      });
    }
  }

  /**
   * Waits for the answers that are there first.
   *
   * @param batchSize - How many; by default all that are pending.
   * @returns Rows in the order of arrival.
   * @throws GymError `ERR_LIMIT` when fewer are pending; what an environment's `reset` threw (the other answers stay to be received).
   */
  recv(batchSize: number = this.pending, { signal }: { readonly signal?: AbortSignal } = {}): Promise<VectorBatch<O>> {
    return this.#receive(batchSize, signal);
  }

  /** Ends everything; who waits in `recv` gets `ERR_CLOSED`. A second call waits for the first. */
  close(): Promise<void> {
    this.#closed ??= this.shutDown();
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#arrivals.close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** An environment has answered. */
  protected deliver(envId: number, result: SlotResult<O>): void {
    this.#places.answered(this.#places.at(envId), result);
    this.#arrivals.push({ envId, result });
  }

  /** An environment could not begin an episode. */
  protected fail(envId: number, error: unknown): void {
    this.#places.failed(this.#places.at(envId));
    this.#arrivals.push({ envId, error });
  }

  async #receive(
    batchSize: number,
    signal: AbortSignal | undefined,
    order?: readonly number[],
  ): Promise<VectorBatch<O>> {
    this.#free();
    const { pending } = this;
    if (!(Number.isInteger(batchSize) && batchSize > 0 && batchSize <= pending))
      throw new GymError(
        "ERR_LIMIT",
        `A batch of ${batchSize} was asked for and ${pending} answers are pending; ` +
          (pending === 0 ? "send actions first, or reset." : `ask for 1 to ${pending}, or send first.`),
      );
    this.#receiving = true;
    try {
      return this.#compose(await this.#arrivals.take(batchSize, order, signal), order);
    } finally {
      this.#receiving = false;
    }
  }

  #compose(arrivals: readonly Arrival<O>[], order: readonly number[] | undefined): VectorBatch<O> {
    for (const { envId } of arrivals) this.#places.received(this.#places.at(envId));
    const failed = arrivals.find(hasFailed);
    if (failed !== undefined) throw failed.error;
    const rows = arrivals.flatMap((arrival) => (hasFailed(arrival) ? [] : [arrival]));
    for (const { envId, result } of rows) this.featureRows?.receive(envId, result.final !== null);
    if (order !== undefined) {
      const position = new Map(order.map((envId, index) => [envId, index]));
      rows.sort((a, b) => (position.get(a.envId) ?? 0) - (position.get(b.envId) ?? 0));
    }
    return composeBatch(rows, this.featureRows);
  }

  #begin(place: EnvPlace): void {
    const episode = this.#places.draw(place);
    this.#places.busy(place);
    this.dispatch(place.envId, { kind: "reset", episode });
  }

  /** Nobody waits for answers. */
  #free(): void {
    this.#open();
    if (this.#receiving)
      throw new GymError("ERR_LIMIT", "Somebody waits for answers already; receive one batch at a time.");
  }

  #open(): void {
    if (this.#closed !== undefined)
      throw new GymError("ERR_CLOSED", "This vector environment was closed; make another.");
  }
}
