/**
 * Episodes as they end, of a stream of rollouts.
 * @module
 */

import { Observable, type OperatorFunction } from "rxjs";
import type { Abortion } from "../env.ts";
import { isOver } from "../wrappers/is-over.ts";
import type { Rollout } from "./rollouts.ts";

/** An episode from its end. */
export interface EpisodeEnd {
  readonly envId: number;
  readonly episodeId: string;
  readonly steps: number;
  /** Sum of the rewards; null when it was aborted. */
  readonly return: number | null;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly aborted: Abortion | null;
  readonly results: Readonly<Record<string, unknown>> | null;
}

/** Episodes as they end, of rollouts. */
export function episodeEnds<O, A>(): OperatorFunction<Rollout<O, A>, EpisodeEnd> {
  return (source) =>
    new Observable((subscriber) => {
      const totals = new Map<number, { steps: number; sum: number }>();
      return source.subscribe({
        next: ({ transitions }) => {
          for (const { envId, reward, terminated, truncated, aborted, info, results } of transitions) {
            const total = totals.get(envId) ?? { steps: 0, sum: 0 };
            totals.set(envId, { steps: total.steps + 1, sum: total.sum + (reward ?? 0) });
            if (!isOver({ terminated, truncated, aborted })) continue;
            totals.delete(envId);
            const { episodeId } = info;
            const sum = aborted === null ? total.sum + (reward ?? 0) : null;
            subscriber.next({
              envId,
              episodeId,
              steps: total.steps + 1,
              return: sum,
              terminated,
              truncated,
              aborted,
              results,
            });
          }
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}
