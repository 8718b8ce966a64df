import { firstValueFrom, lastValueFrom, of, Subject, take, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import {
  AutoresetMode,
  episodeEnds,
  type Rollout,
  rollouts$,
  SyncVectorEnv,
  type VectorBatch,
  type VectorEnvOptions,
} from "../../src/index.ts";
import countingSetup, { type Count, type CountAction } from "./counting-env.ts";

const make = (options: Partial<VectorEnvOptions> = {}) =>
  new SyncVectorEnv<Count, CountAction>({
    numEnvs: 2,
    episodes: ["count-2", "count-3"],
    ...options,
    ...countingSetup(),
  });
const addOne = ({ envIds }: VectorBatch<Count>): CountAction[] => envIds.map(() => 1);
const show = ({ seed, step }: Count): string => `${seed}@${step}`;
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe("rollouts$", () => {
  it.each([
    // episodes of 2 and 3 steps; next-step and disabled modes spend a batch on the reset
    [
      AutoresetMode.NEXT_STEP,
      ["0@0>0@1", "1@0>1@1", "0@1>0@2.", "1@1>1@2", "1@2>1@3.", "2@0>2@1", "2@1>2@2.", "3@0>3@1"],
    ],
    [
      AutoresetMode.SAME_STEP,
      ["0@0>0@1", "1@0>1@1", "0@1>0@2.", "1@1>1@2", "2@0>2@1", "1@2>1@3.", "2@1>2@2.", "3@0>3@1"],
    ],
    [
      AutoresetMode.DISABLED,
      ["0@0>0@1", "1@0>1@1", "0@1>0@2.", "1@1>1@2", "1@2>1@3.", "2@0>2@1", "2@1>2@2.", "3@0>3@1"],
    ],
  ])("gives every step from its observation to what came of it: %s", async (autoresetMode, expected) => {
    await using vector = make({ autoresetMode });
    const batches = autoresetMode === AutoresetMode.SAME_STEP ? 5 : 6;
    const rollouts = await lastValueFrom(rollouts$(vector, addOne, { seed: 0 }).pipe(take(batches), toArray()));
    const seen = rollouts.flatMap(({ transitions }) =>
      transitions.map(
        ({ observation, nextObservation, terminated }) =>
          `${show(observation)}>${show(nextObservation)}${terminated ? "." : ""}`,
      ),
    );
    expect(seen).toEqual(expected);
    // the vector is at rest and can be subscribed to again
    expect(vector.pending).toBe(0);
    const again = await lastValueFrom(rollouts$(vector, addOne, { seed: 0 }).pipe(take(batches), toArray()));
    expect(again.map(({ transitions }) => transitions.map(({ reward }) => reward))).toEqual(
      rollouts.map(({ transitions }) => transitions.map(({ reward }) => reward)),
    );
  });

  it("takes batches of those that are ready first", async () => {
    await using vector = make({ numEnvs: 3 });
    const rollouts = await lastValueFrom(rollouts$(vector, addOne, { batchSize: 2 }).pipe(take(4), toArray()));
    expect(rollouts.map(({ batch }) => batch.envIds)).toEqual([
      [0, 1],
      [2, 0],
      [1, 2],
      [0, 1],
    ]);
  });

  it("emits no more than is asked for, and keeps at most an answer an environment", async () => {
    await using vector = make();
    const demand$ = new Subject<number>();
    const seen: Rollout<Count, CountAction>[] = [];
    let acted = 0;
    let complete = false;
    rollouts$(
      vector,
      (batch) => {
        acted += 1;
        return addOne(batch);
      },
      { demand$ },
    ).subscribe({ next: (rollout) => seen.push(rollout), complete: () => (complete = true) });
    await turn();
    expect([seen.length, acted, vector.pending]).toEqual([0, 0, 2]);
    demand$.next(2);
    await turn();
    expect([seen.length, acted, vector.pending]).toEqual([2, 2, 2]);
    demand$.next(1);
    await turn();
    expect([seen.length, acted, vector.pending]).toEqual([3, 3, 2]);
    demand$.complete();
    await turn();
    expect(complete).toBe(true);
  });

  it("waits for a policy that takes its time, and stops when nobody listens", async () => {
    await using vector = make();
    let acted = 0;
    const subscription = rollouts$(vector, async (batch) => {
      await turn();
      acted += 1;
      return addOne(batch);
    }).subscribe();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(acted).toBeGreaterThan(1);
    expect(acted).toBeLessThan(10);
    subscription.unsubscribe();
    await turn();
    const before = acted;
    await turn();
    await turn();
    expect(acted).toBe(before);
  });

  it("may be subscribed to again at once, whatever the stream before was doing", async () => {
    await using vector = make({ episodes: ["count-9"] });
    const later = ({ envIds }: VectorBatch<Count>): CountAction[] => envIds.map(() => "later");
    const never = (): Promise<CountAction[]> => new Promise(() => undefined);
    for (const act of [later, never, addOne]) {
      const first = rollouts$(vector, act, { seed: 3 }).subscribe();
      await turn();
      first.unsubscribe();
      rollouts$(vector, act, { seed: 4 }).subscribe().unsubscribe();
      const { batch } = await firstValueFrom(rollouts$(vector, addOne, { seed: 5 }));
      expect(batch.observations.map(show)).toEqual(["5@0", "6@0"]);
    }
  });

  it("begins no episode for who has gone before the vector was at rest", async () => {
    await using vector = make({ episodes: ["count-9"] });
    await vector.reset({ seed: 3 });
    vector.send(["later", 1]);
    const subscription = rollouts$(vector, addOne, { seed: 5 }).subscribe();
    await turn();
    subscription.unsubscribe();
    await turn();
    expect((await vector.recv()).observations.map(show)).toEqual(["3@1", "4@1"]);
  });

  it("is not disturbed by a reset of others that failed before", async () => {
    await using vector = make({ episodes: ["count-fails", "count-2", "count-2", "count-2"] });
    vector.asyncReset();
    const { batch } = await firstValueFrom(rollouts$(vector, addOne));
    expect(batch.observations.map(show)).toEqual(["2@0", "3@0"]);
  });

  it("plays a vector alone: a second one is refused, the first goes on", async () => {
    await using vector = make();
    const [first, second] = [1, 2].map(() => lastValueFrom(rollouts$(vector, addOne).pipe(take(4), toArray())));
    await expect(second).rejects.toMatchObject({
      code: "ERR_LIMIT",
      message: "Another stream plays this vector; unsubscribe from it first, or share() one stream.",
    });
    expect(await first).toHaveLength(4);
  });

  it.each([Number.NaN, -1, 0.5])("refuses a demand of %d batches", async (count) => {
    await using vector = make();
    await expect(lastValueFrom(rollouts$(vector, addOne, { demand$: of(count, 3) }))).rejects.toMatchObject({
      code: "ERR_LIMIT",
      message: `demand$ gave ${count}; expected a whole number of batches from 0, or Infinity.`,
    });
  });

  it("fails as the policy or a reset fails, and when the vector is closed", async () => {
    await using vector = make({ episodes: ["count-2", "count-2", "count-fails"] });
    const failing = rollouts$(vector, () => {
      throw new Error("no idea");
    });
    await expect(lastValueFrom(failing)).rejects.toThrow("no idea");
    await expect(lastValueFrom(rollouts$(vector, addOne, { seed: 0 }))).rejects.toMatchObject({
      code: "ERR_UNKNOWN_PROBLEM",
    });
    const other = make();
    const closing = lastValueFrom(
      rollouts$(other, (batch) => {
        void other.close();
        return addOne(batch);
      }),
    );
    await expect(closing).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });
});

describe("episodeEnds", () => {
  it("sums the rewards of each episode, and has none for an aborted one", async () => {
    await using vector = make({ autoresetMode: AutoresetMode.SAME_STEP });
    let calls = 0;
    const act = (): CountAction[] => {
      calls += 1;
      return [1, calls === 4 ? "throw" : 1];
    };
    const ends = await lastValueFrom(rollouts$(vector, act, { seed: 0 }).pipe(episodeEnds(), take(4), toArray()));
    expect(ends).toEqual([
      // 0 -> 1 -> 32
      expect.objectContaining({ envId: 0, episodeId: "episode-0", steps: 2, return: 33 / 1024, terminated: true }),
      // 1 -> 32 -> 993 -> (993 * 31 + 1) mod 1009 = 514
      expect.objectContaining({
        envId: 1,
        episodeId: "episode-1",
        steps: 3,
        return: 1539 / 1024,
        results: { success: true },
      }),
      // 2 -> 63 -> 945
      expect.objectContaining({ envId: 0, episodeId: "episode-2", steps: 2, return: 1008 / 1024 }),
      expect.objectContaining({ envId: 1, episodeId: "episode-3", steps: 1, return: null, terminated: false }),
    ]);
    expect(ends[3]?.aborted).toEqual({ cause: "the environment is broken", blame: "infra" });
  });
});
