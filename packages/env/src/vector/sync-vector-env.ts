/**
 * A vector of environments in this thread, one after the other.
 * @module
 */

import type { Observation } from "../observation.ts";
import { turnIfDue } from "../turn-if-due.ts";
import { EnvSlot } from "./env-slot.ts";
import { FeatureRows } from "./feature-rows.ts";
import type { SlotCommand } from "./slot-result.ts";
import { VectorEnv } from "./vector-env.ts";
import type { VectorEnvOptions } from "./vector-options.ts";
import type { VectorSetup } from "./vector-setup.ts";

/** Options of {@link SyncVectorEnv}. */
export interface SyncVectorEnvOptions<O, A> extends VectorEnvOptions, VectorSetup<O, A> {}

/**
 * Gymnasium's `SyncVectorEnv`: environments in this thread, which take turns. An exception in one aborts its episode with blame
 * `infra`; the others go on.
 *
 * @example
 * await using vector = new SyncVectorEnv({ numEnvs: 4, make: () => AIOpsEnv.create(), episodes: ["noop_detection_hotel_reservation-1"] });
 * const { observations } = await vector.reset({ seed: 7 });
 */
export class SyncVectorEnv<O = Observation, A = unknown> extends VectorEnv<O, A> {
  readonly featureRows: FeatureRows | undefined;
  readonly #slots: readonly EnvSlot<O, A>[];
  readonly #stop = new AbortController();
  #queue: Promise<void> = Promise.resolve();

  constructor(options: SyncVectorEnvOptions<O, A>) {
    super(options);
    const { numEnvs, make, features } = options;
    const rows = features === undefined ? undefined : new FeatureRows(numEnvs, features.length);
    this.featureRows = rows;
    const slotFeatures = features === undefined || rows === undefined ? undefined : { codec: features, rows };
    this.#slots = Array.from({ length: numEnvs }, (_, envId) => new EnvSlot(envId, make, slotFeatures));
  }

  protected override dispatch(envId: number, command: SlotCommand<A>): void {
    const slot = this.#slots[envId];
    this.#queue = this.#queue.then(async () => {
      await turnIfDue();
      if (slot === undefined || this.#stop.signal.aborted) return;
      try {
        this.deliver(envId, await slot.run(command, this.#stop.signal));
      } catch (error) {
        this.fail(envId, error);
      }
    });
  }

  protected override async shutDown(): Promise<void> {
    this.#stop.abort();
    await this.#queue;
    const closed = await Promise.allSettled(this.#slots.map((slot) => slot.close()));
    const failed = closed.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }
}
