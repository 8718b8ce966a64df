/**
 * A vector of environments as rxjs streams of observations and rewards.
 * @module
 */

import { GymError } from "@aiops-gym/cluster";
import { Observable } from "rxjs";
import type { Abortion, EpisodeInfo, StepResult } from "../env.ts";
import { isOver } from "../wrappers/is-over.ts";
import { AutoresetMode } from "./autoreset-mode.ts";
import { Demand } from "./demand.ts";
import type { VectorBatch } from "./vector-batch.ts";
import type { VectorEnv } from "./vector-env.ts";

/** One step of one environment, whichever autoreset mode it is in. */
export interface Transition<O, A> extends Omit<StepResult<O>, "observation"> {
  readonly envId: number;
  /** What the action answered. */
  readonly observation: O;
  readonly action: A;
  /** What came of it; of the last step, the episode's last observation. */
  readonly nextObservation: O;
}

/** What `rollouts$` emits. */
export interface Rollout<O, A> {
  /** As `recv` gave it. */
  readonly batch: VectorBatch<O>;
  /** Steps in the batch, in its order. Where an environment began an episode without a step, there is none. */
  readonly transitions: readonly Transition<O, A>[];
}

/** Options of {@link rollouts$}. */
export interface RolloutOptions {
  /** Environments in a batch: those that are ready first. All by default. */
  readonly batchSize?: number;
  /** As of `VectorEnv.reset`. */
  readonly seed?: number;
  /**
   * Back-pressure: each number is how many more batches the subscriber takes. Nothing is emitted beyond that, and environments wait
   * with at most one answer each. A whole number from 0, or Infinity. When it completes, so does the stream, after the batches that
   * were asked for. Without it, batches come as fast as `act` answers.
   */
  readonly demand$?: Observable<number>;
}

/** A stream that plays a vector. */
interface Player {
  /** Fires when nobody listens any more. */
  readonly signal: AbortSignal;
  /** The last batch that it waited for. */
  receiving?: Promise<unknown> | undefined;
}

/** Streams that were subscribed to and did not end, by vector. */
const players = new WeakMap<object, Player>();

/**
 * Plays with a policy, forever. Subscribing resets all environments; unsubscribing stops (`take(n)`), and leaves the vector open: to be
 * subscribed to again, at once if need be. One stream at a time may play a vector; for several subscribers, `share()` it.
 *
 * @param act - Element `i` is the action for row `i` of the batch. For an environment whose episode is over, next-step autoreset
 *   ignores it; in disabled mode it is ignored too, and the environment is reset.
 * @returns A stream that fails when `act` or an environment's `reset` throws, when the vector is closed, or when another stream plays
 *   it.
 *
 * @example
 * rollouts$(vector, ({ infos }) => infos.map(() => ({ name: "wait", arguments: { seconds: 10 } })), { seed: 7 })
 *   .pipe(episodeEnds(), take(100))
 *   .subscribe(({ envId, return: total }) => console.log(envId, total));
 */
export function rollouts$<O, A>(
  vector: VectorEnv<O, A>,
  act: (batch: VectorBatch<O>) => readonly A[] | Promise<readonly A[]>,
  { batchSize = vector.numEnvs, seed, demand$ }: RolloutOptions = {},
): Observable<Rollout<O, A>> {
  return new Observable((subscriber) => {
    const stop = new AbortController();
    const demand = new Demand(demand$);
    const before = new Map<number, { readonly observation: O; readonly action: A }>();
    const player: Player = { signal: stop.signal };

    const play = async (): Promise<void> => {
      await takeOver(vector, player);
      vector.asyncReset(seed === undefined ? {} : { seed });
      while (await demand.take()) {
        const receiving = vector.recv(batchSize, { signal: stop.signal });
        player.receiving = receiving;
        const batch = await receiving;
        subscriber.next({ batch, transitions: transitionsOf(batch, before) });
        if (stop.signal.aborted) return;
        const actions = await act(batch);
        if (stop.signal.aborted) return;
        goOn(vector, batch, actions);
        for (const [index, envId] of batch.envIds.entries())
          before.set(envId, { observation: batch.observations[index] as O, action: actions[index] as A });
      }
    };

    const end = (): void => {
      if (players.get(vector) === player) players.delete(vector);
    };
    play().then(
      () => {
        end();
        subscriber.complete();
      },
      (error: unknown) => {
        end();
        if (!stop.signal.aborted) subscriber.error(error);
      },
    );
    return () => {
      stop.abort();
      demand.stop();
    };
  });
}

/** Waits until the vector is at rest: receives what was left by the stream before, or by others. */
async function takeOver<O, A>(vector: VectorEnv<O, A>, player: Player): Promise<void> {
  const before = players.get(vector);
  if (before?.signal.aborted === false)
    throw new GymError(
      "ERR_LIMIT",
      "Another stream plays this vector; unsubscribe from it first, or share() one stream.",
    );
  players.set(vector, player);
  // It was aborted, and takes a moment to let go.
  player.receiving = before?.receiving?.catch(() => undefined);
  await player.receiving;
  while (vector.pending > 0) {
    const { pending } = vector;
    player.receiving = vector.recv(pending, { signal: player.signal });
    try {
      await player.receiving;
    } catch (error) {
      // A reset that failed is the business of who asked for it.
      if (vector.pending === pending) throw error;
    }
  }
  player.signal.throwIfAborted();
}

function goOn<O, A>(vector: VectorEnv<O, A>, batch: VectorBatch<O>, actions: readonly A[]): void {
  if (vector.autoresetMode !== AutoresetMode.DISABLED) {
    vector.send(actions, batch.envIds);
    return;
  }
  const over = batch.envIds.map((_, index) => isOver(endingOf(batch, index)));
  const those = <T>(items: readonly T[], wanted: boolean): T[] => items.filter((_, index) => over[index] === wanted);
  vector.send(those(actions, false), those(batch.envIds, false));
  vector.asyncReset({ envIds: those(batch.envIds, true) });
}

function transitionsOf<O, A>(
  batch: VectorBatch<O>,
  before: ReadonlyMap<number, { readonly observation: O; readonly action: A }>,
): readonly Transition<O, A>[] {
  return batch.envIds.flatMap((envId, index) => {
    const final = batch.finalObservations[index] ?? null;
    const from = before.get(envId);
    if (from === undefined || (batch.began[index] === true && final === null)) return [];
    return {
      envId,
      ...from,
      nextObservation: final ?? (batch.observations[index] as O),
      reward: batch.rewards[index] ?? null,
      rewardComponents: batch.rewardComponents[index] ?? {},
      ...endingOf(batch, index),
      info: (batch.finalInfos[index] ?? batch.infos[index]) as EpisodeInfo,
      results: batch.results[index] ?? null,
    };
  });
}

function endingOf<O>(
  { terminated, truncated, aborted }: VectorBatch<O>,
  index: number,
): { readonly terminated: boolean; readonly truncated: boolean; readonly aborted: Abortion | null } {
  return {
    terminated: terminated[index] ?? false,
    truncated: truncated[index] ?? false,
    aborted: aborted[index] ?? null,
  };
}
