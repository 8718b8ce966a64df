/**
 * What every vector environment keeps to, whichever threads its environments live in.
 *
 * @module
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AutoresetMode,
  drawEpisodes,
  drawsInTurn,
  type VectorBatch,
  type VectorEnv,
  type VectorEnvOptions,
} from "../../src/index.ts";
import type { Count, CountAction, CountOptions } from "./counting-env.ts";

/** Makes a vector of counting environments. */
export type MakeVector = (options: VectorEnvOptions & { env?: CountOptions }) => Promise<VectorEnv<Count, CountAction>>;

/** Problem, seed and step of each observation, as `count-2/7@1`. */
export const shown = ({ observations }: Pick<VectorBatch<Count>, "observations">): readonly string[] =>
  observations.map(show);

const show = ({ problemId, seed, step }: Count): string => `${problemId}/${seed}@${step}`;
const inTurn = ["count-2", "count-3"];

/** Runs the contract. */
export function describeVectorEnv(name: string, make: MakeVector): void {
  describe(name, () => {
    it("gives episode k of environment e the problem and seed of number k * numEnvs + e", async () => {
      await using vector = await make({ numEnvs: 3, episodes: inTurn });
      expect(shown(await vector.reset({ seed: 10 }))).toEqual(["count-2/10@0", "count-3/11@0", "count-2/12@0"]);
      expect(shown(await vector.reset())).toEqual(["count-3/13@0", "count-2/14@0", "count-3/15@0"]);
      expect(shown(await vector.reset({ envIds: [2, 0] }))).toEqual(["count-2/18@0", "count-2/16@0"]);
      expect(shown(await vector.reset({ seed: 10, envIds: [1] }))).toEqual(["count-3/11@0"]);
      expect(shown(await vector.reset({ envIds: [0, 1] }))).toEqual(["count-3/19@0", "count-2/14@0"]);
    });

    it("takes a function that chooses episodes", async () => {
      await using vector = await make({
        numEnvs: 2,
        episodes: ({ envId, episode, numEnvs, seed }) => ({
          problemId: "count-9",
          seed: seed + 100 * envId + 10 * episode + numEnvs,
        }),
      });
      expect(shown(await vector.reset({ seed: 1 }))).toEqual(["count-9/3@0", "count-9/103@0"]);
      expect(shown(await vector.reset())).toEqual(["count-9/13@0", "count-9/113@0"]);
    });

    it("takes problem sources, numbered from the seed", async () => {
      const source = drawsInTurn([
        { problemId: "count-2", seed: 100 },
        { problemId: "count-3", seed: 101 },
        { problemId: "count-9", seed: 102 },
      ]);
      await using vector = await make({ numEnvs: 2, episodes: drawEpisodes(source) });
      expect(shown(await vector.reset({ seed: 1 }))).toEqual(["count-3/101@0", "count-9/102@0"]);
      expect(shown(await vector.reset())).toEqual(["count-2/100@0", "count-3/101@0"]);
    });

    it("resets in the step after the last one: next-step", async () => {
      await using vector = await make({ numEnvs: 2, episodes: inTurn });
      expect(vector.autoresetMode).toBe(AutoresetMode.NEXT_STEP);
      const seen = [await vector.reset()];
      for (let step = 0; step < 5; step++) seen.push(await vector.step([1, 1]));
      expect(seen.map(shown)).toEqual([
        ["count-2/0@0", "count-3/1@0"],
        ["count-2/0@1", "count-3/1@1"],
        ["count-2/0@2", "count-3/1@2"],
        ["count-2/2@0", "count-3/1@3"],
        ["count-2/2@1", "count-3/3@0"],
        ["count-2/2@2", "count-3/3@1"],
      ]);
      expect(seen.map(({ terminated }) => terminated)).toEqual([
        [false, false],
        [false, false],
        [true, false],
        [false, true],
        [false, false],
        [true, false],
      ]);
      expect(seen.map(({ began }) => began)).toEqual([
        [true, true],
        [false, false],
        [false, false],
        [true, false],
        [false, true],
        [false, false],
      ]);
      // (0 * 31 + 1) / 1024, then ((0 * 31 + 1) * 31 + 1) / 1024, then the reset's
      expect(seen.map(({ rewards }) => rewards[0])).toEqual([0, 1 / 1024, 32 / 1024, 0, 63 / 1024, 945 / 1024]);
      expect(seen.flatMap(({ finalObservations }) => finalObservations)).toEqual(new Array(12).fill(null));
      expect(seen[2]?.results).toEqual([{ success: false }, null]);
    });

    it("resets in the last step itself: same-step", async () => {
      await using vector = await make({
        numEnvs: 2,
        episodes: ["count-2", "count-9"],
        autoresetMode: AutoresetMode.SAME_STEP,
      });
      await vector.reset();
      await vector.step([1, 1]);
      const second = await vector.step([1, 1]);
      expect(shown(second)).toEqual(["count-2/2@0", "count-9/1@2"]);
      expect(second).toMatchObject({
        rewards: [32 / 1024, 993 / 1024],
        terminated: [true, false],
        truncated: [false, false],
        began: [true, false],
        finalObservations: [{ problemId: "count-2", seed: 0, step: 2, value: 32 }, null],
        finalInfos: [{ episodeId: "episode-0", step: 2 }, null],
        results: [{ success: false }, null],
      });
      expect(second.infos).toMatchObject([
        { episodeId: "episode-2", step: 0 },
        { episodeId: "episode-1", step: 2 },
      ]);
      await vector.step([1, 1]);
      const fourth = await vector.step([1, 1]);
      expect(shown(fourth)).toEqual(["count-2/4@0", "count-9/3@0"]);
      expect(fourth).toMatchObject({ terminated: [true, false], truncated: [false, true] });
    });

    it("leaves resetting to the caller: disabled", async () => {
      await using vector = await make({
        numEnvs: 2,
        episodes: inTurn,
        autoresetMode: AutoresetMode.DISABLED,
      });
      await vector.reset();
      await vector.step([1, 1]);
      expect(await vector.step([1, 1])).toMatchObject({ terminated: [true, false], began: [false, false] });
      await expect(vector.step([1, 1])).rejects.toMatchObject({
        code: "ERR_RESET_NEEDED",
        message: expect.stringContaining("reset({ envIds: [0] })"),
      });
      // nothing was sent
      expect(vector.pending).toBe(0);
      expect(shown(await vector.reset({ envIds: [0] }))).toEqual(["count-2/2@0"]);
      expect(shown(await vector.step([1, 1]))).toEqual(["count-2/2@1", "count-3/1@3"]);
    });

    it("gives batches of those that are ready first", async () => {
      await using vector = await make({ numEnvs: 3, episodes: ["count-9"] });
      vector.asyncReset({ seed: 5 });
      expect(vector.pending).toBe(3);
      const first = await vector.recv(2);
      const second = await vector.recv(1);
      expect([...first.envIds, ...second.envIds].sort()).toEqual([0, 1, 2]);
      expect(vector.pending).toBe(0);
      vector.send([1, 2], [2, 0]);
      expect(vector.pending).toBe(2);
      const both = await vector.recv();
      const values = new Map(both.envIds.map((envId, index) => [envId, both.observations[index]?.value]));
      expect(values).toEqual(
        new Map([
          [0, 5 * 31 + 2],
          [2, 7 * 31 + 1],
        ]),
      );
    });

    it("refuses what cannot be, with words", async () => {
      await using vector = await make({ numEnvs: 2, episodes: inTurn });
      await expect(vector.step([1, 1])).rejects.toMatchObject({ code: "ERR_RESET_NEEDED" });
      await vector.reset();
      expect(() => vector.send([1], [0, 1])).toThrow("There are 1 actions for 2 environments; send one each.");
      expect(() => vector.send([1, 1], [0, 1], { thinkSeconds: [1] })).toThrow("1 thinkSeconds for 2 environments");
      expect(() => vector.send([1, 1], [1, 1])).toThrow("envIds names an environment twice: 1, 1. Name each once.");
      expect(() => vector.send([1], [2])).toThrow("There is no environment 2; expected an integer from 0 to 1.");
      expect(() => vector.asyncReset({ seed: -1 })).toThrow("seed is -1; expected an integer in [0, 2^53).");
      await expect(vector.recv(1)).rejects.toThrow(
        "A batch of 1 was asked for and 0 answers are pending; send actions first, or reset.",
      );
      vector.send([1], [1]);
      expect(() => vector.send([1], [1])).toThrow("Environment 1 is at work; receive its answer by recv()");
      await expect(vector.step([1, 1])).rejects.toThrow("Environment 1 is at work");
      const waiting = vector.recv(1);
      await expect(vector.recv(1)).rejects.toThrow("Somebody waits for answers already");
      await waiting;
      await expect(make({ numEnvs: 0, episodes: inTurn })).rejects.toThrow(
        "numEnvs is 0; expected a positive integer.",
      );
      await expect(make({ numEnvs: 1, episodes: [] })).rejects.toThrow("The list of problems is empty");
      await expect(make({ numEnvs: 1, episodes: inTurn, autoresetMode: "no" as AutoresetMode })).rejects.toThrow(
        "autoresetMode is no; expected one of NextStep, SameStep, Disabled.",
      );
    });

    it.each([AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])(
      "tells no environment anything where no episode can be drawn for one of them: %s",
      async (autoresetMode) => {
        let drawn = false;
        await using vector = await make({
          numEnvs: 2,
          autoresetMode,
          episodes: ({ envId, episode, seed }) => {
            if (envId === 1 && episode === 1 && !drawn) throw new Error("all draws are taken");
            return { problemId: "count-2", seed: seed + 10 * episode + envId };
          },
        });
        await vector.reset();
        expect(() => vector.asyncReset()).toThrow("all draws are taken");
        expect(vector.pending).toBe(0);
        if (autoresetMode === AutoresetMode.NEXT_STEP) for (let step = 0; step < 2; step++) await vector.step([1, 1]);
        await expect(vector.step([1, 1])).rejects.toThrow("all draws are taken");
        expect(vector.pending).toBe(0);
        drawn = true;
        expect(shown(await vector.reset())).toEqual(["count-2/10@0", "count-2/11@0"]);
      },
    );

    it("aborts the episode of an environment that throws, and goes on with another one", async () => {
      await using vector = await make({ numEnvs: 2, episodes: ["count-9"] });
      await vector.reset();
      const before = await vector.step([1, 1]);
      const broken = await vector.step(["throw", 1]);
      expect(broken).toMatchObject({
        aborted: [{ cause: "the environment is broken", blame: "infra" }, null],
        terminated: [false, false],
        truncated: [false, false],
        results: [null, null],
      });
      expect(broken.rewards[0]).toBeNull();
      expect(broken.observations[0]).toEqual(before.observations[0]);
      expect([...(broken.features[0] ?? [])]).toEqual([9, 0, 1, 1, 1]);
      const next = await vector.step([1, 1]);
      expect(next.observations).toMatchObject([
        { seed: 2, step: 0, life: 1 },
        { seed: 1, step: 3, life: 1 },
      ]);
    });

    it("begins the next episode at once where an environment throws in same-step mode", async () => {
      await using vector = await make({ numEnvs: 1, episodes: ["count-9"], autoresetMode: AutoresetMode.SAME_STEP });
      await vector.reset();
      await vector.step([1]);
      const broken = await vector.step(["throw"]);
      expect(broken).toMatchObject({
        rewards: [null],
        aborted: [{ blame: "infra" }],
        began: [true],
        observations: [{ seed: 1, step: 0 }],
        finalObservations: [{ seed: 0, step: 1 }],
      });
      expect([...(broken.features[0] ?? [])]).toEqual([9, 1, 0, 1, 1]);
      expect([...(broken.finalFeatures[0] ?? [])]).toEqual([9, 0, 1, 1, 1]);
    });

    it("hands on what a reset throws, and goes on with the next episode", async () => {
      await using vector = await make({ numEnvs: 2, episodes: ["count-2", "count-9", "count-fails", "count-9"] });
      await vector.reset();
      await vector.step([1, 1]);
      expect((await vector.step([1, 1])).terminated).toEqual([true, false]);
      await expect(vector.step([1, 1])).rejects.toMatchObject({
        code: "ERR_UNKNOWN_PROBLEM",
        message: "There is no problem count-fails.",
      });
      expect(shown(await vector.recv())).toEqual(["count-9/1@3"]);
      expect(shown(await vector.reset({ envIds: [0] }))).toEqual(["count-2/4@0"]);
    });

    it("answers the last step even where the next episode cannot begin in it", async () => {
      await using vector = await make({
        numEnvs: 1,
        episodes: ["count-2", "count-fails"],
        autoresetMode: AutoresetMode.SAME_STEP,
      });
      await vector.reset();
      await vector.step([1]);
      const last = await vector.step([1]);
      expect(last).toMatchObject({ terminated: [true], began: [false], finalObservations: [null] });
      expect([...(last.features[0] ?? [])]).toEqual([2, 0, 2, 32, 1]);
      await expect(vector.step([1])).rejects.toMatchObject({ code: "ERR_UNKNOWN_PROBLEM" });
      expect(shown(await vector.reset())).toEqual(["count-2/2@0"]);
    });

    it("writes features into rows that change when an answer is received", async () => {
      await using vector = await make({ numEnvs: 2, episodes: ["count-9"], autoresetMode: AutoresetMode.SAME_STEP });
      const { features } = await vector.reset({ seed: 20 });
      expect(features.map((row) => [...row])).toEqual([
        [9, 20, 0, 20, 1],
        [9, 21, 0, 21, 1],
      ]);
      expect(features[0]?.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect([...(vector.featureRows?.current ?? [])]).toEqual([9, 20, 0, 20, 1, 9, 21, 0, 21, 1]);
      vector.send([1, 1]);
      const answer = await vector.recv(1);
      const [first = 0] = answer.envIds;
      const other = 1 - first;
      expect(features[first]?.[2]).toBe(1);
      expect(features[other]?.[2]).toBe(0);
      await vector.recv(1);
      expect(features[other]?.[2]).toBe(1);
      for (let step = 0; step < 2; step++) await vector.step([1, 1]);
      const { finalFeatures } = await vector.step([1, 1]);
      expect(finalFeatures.map((row) => row?.[2])).toEqual([4, 4]);
      expect(features.map((row) => [row[1], row[2]])).toEqual([
        [22, 0],
        [23, 0],
      ]);
    });

    it("reads observations from rows where the codec can", async () => {
      await using vector = await make({ numEnvs: 1, episodes: ["count-3"], env: { readable: true } });
      const { observations } = await vector.reset({ seed: 4 });
      await vector.step([2]);
      expect(observations).toEqual([{ problemId: "count-3", seed: 4, step: 0, value: 4, life: 1 }]);
    });

    it("stops waiting when a signal fires, and keeps the answers", async () => {
      await using vector = await make({ numEnvs: 2, episodes: ["count-9"] });
      await vector.reset();
      const controller = new AbortController();
      const step = vector.step(["later", 1], { signal: controller.signal });
      controller.abort(new Error("enough"));
      await expect(step).rejects.toThrow("enough");
      expect(vector.pending).toBe(2);
      const { envIds } = await vector.recv();
      expect([...envIds].sort()).toEqual([0, 1]);
    });

    it("is closed by its signal", async () => {
      const controller = new AbortController();
      const vector = await make({ numEnvs: 1, episodes: ["count-9"], signal: controller.signal });
      await vector.reset();
      const step = vector.step(["later"]);
      controller.abort();
      await expect(step).rejects.toMatchObject({ code: "ERR_CLOSED" });
      await expect(vector.reset()).rejects.toMatchObject({ code: "ERR_CLOSED" });
      await vector.close();
      await expect(make({ numEnvs: 1, episodes: inTurn, signal: controller.signal })).rejects.toMatchObject({
        name: "AbortError",
      });
    });

    it("closes in the middle of everything, once", async () => {
      const vector = await make({ numEnvs: 2, episodes: ["count-9"] });
      await vector.reset();
      const step = vector.step([1, "later"]);
      await Promise.all([expect(step).rejects.toMatchObject({ code: "ERR_CLOSED" }), vector.close(), vector.close()]);
      expect(() => vector.send([1, 1])).toThrow("This vector environment was closed; make another.");
      await expect(vector.recv()).rejects.toMatchObject({ code: "ERR_CLOSED" });
    });

    it("plays the same episodes whichever answers are received first", async () => {
      const numEnvs = 3;
      const steps = 12;
      const play = async (vector: VectorEnv<Count, CountAction>, sizes: readonly number[]): Promise<string[][]> => {
        const seen: string[][] = Array.from({ length: numEnvs }, () => []);
        const keep = ({ envIds, observations, rewards }: VectorBatch<Count>): void => {
          for (const [index, envId] of envIds.entries())
            seen[envId]?.push(JSON.stringify([{ ...observations[index], life: 0 }, rewards[index]]));
        };
        keep(await vector.reset({ seed: 77 }));
        vector.send([1, 2, 3]);
        for (let round = 0; vector.pending > 0; round++) {
          const batch = await vector.recv(Math.min(vector.pending, sizes[round % sizes.length] ?? 1));
          keep(batch);
          const going = batch.envIds.filter((envId) => (seen[envId]?.length ?? 0) <= steps);
          if (going.length > 0)
            vector.send(
              going.map((envId) => envId + 1),
              going,
            );
        }
        return seen;
      };
      await using vector = await make({ numEnvs, episodes: ["count-2", "count-9", "count-3"] });
      const expected = await play(vector, [numEnvs]);
      expect(expected.map(({ length }) => length)).toEqual(new Array(numEnvs).fill(steps + 1));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: numEnvs }), { minLength: 1, maxLength: 6 }),
          async (sizes) => {
            expect(await play(vector, sizes)).toEqual(expected);
          },
        ),
        { numRuns: 20 },
      );
    });
  });
}
