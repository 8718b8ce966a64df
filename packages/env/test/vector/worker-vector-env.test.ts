import { describe, expect, it } from "vitest";
import { AutoresetMode, SyncVectorEnv, WorkerVectorEnv, type WorkerVectorEnvOptions } from "../../src/index.ts";
import countingSetup, { type Count, type CountAction } from "./counting-env.ts";
import { describeVectorEnv, shown } from "./vector-contract.ts";

const module = new URL("./counting-env.ts", import.meta.url);
const make = (options: Omit<WorkerVectorEnvOptions, "module">): Promise<WorkerVectorEnv<Count, CountAction>> =>
  WorkerVectorEnv.create<Count, CountAction>({ module, closeTimeoutMs: 200, ...options });

describeVectorEnv("WorkerVectorEnv with two threads", ({ env, ...options }) =>
  make({ ...options, data: env, numWorkers: Math.min(2, Math.max(1, options.numEnvs)) }),
);

describe("a thread that ends", () => {
  it.each([
    ["exit", "Worker 1 ended: it exited with code 3"],
    ["uncaught", "Worker 1 ended: thrown by a timer"],
    ["memory", "Worker 1 ended: Worker terminated due to reaching memory limit: JS heap out of memory"],
  ] as const)(
    "aborts its episodes by %s and no other, and is started again",
    async (action, cause) => {
      await using vector = await make({
        numEnvs: 4,
        numWorkers: 2,
        episodes: ["count-9"],
        ...(action === "memory" ? { resourceLimits: { maxOldGenerationSizeMb: 64 } } : {}),
      });
      await vector.reset();
      const before = await vector.step([1, 1, 1, 1]);
      vector.send([1, action, 1], [0, 1, 2]);
      const { envIds, ...batch } = await vector.recv();
      const at = (envId: number): number => envIds.indexOf(envId);
      expect(batch.aborted[at(1)]).toEqual({ cause, blame: "infra" });
      expect(batch.rewards[at(1)]).toBeNull();
      expect(batch.observations[at(1)]).toEqual(before.observations[1]);
      expect([...(vector.featureRows?.row(1) ?? [])]).toEqual([9, 1, 1, 32, 1]);
      expect([batch.aborted[at(0)], batch.aborted[at(2)]]).toEqual([null, null]);
      expect([batch.observations[at(0)]?.step, batch.observations[at(2)]?.step]).toEqual([2, 2]);
      // environment 3 lived there too, and waited for an action
      vector.send([1], [3]);
      expect(await vector.recv()).toMatchObject({
        envIds: [3],
        rewards: [null],
        aborted: [{ cause, blame: "infra" }],
        observations: [before.observations[3]],
      });
      const next = await vector.step([1, 1, 1, 1]);
      expect(shown(next)).toEqual(["count-9/0@3", "count-9/5@0", "count-9/2@3", "count-9/7@0"]);
      expect(next.observations.map(({ life }) => life)).toEqual([1, 1, 1, 1]);
      expect(shown(await vector.step([1, 1, 1, 1]))).toEqual([
        "count-9/0@4",
        "count-9/5@1",
        "count-9/2@4",
        "count-9/7@1",
      ]);
    },
    30_000,
  );

  it("gives way to the next episodes at once in same-step mode", async () => {
    await using vector = await make({
      numEnvs: 2,
      numWorkers: 1,
      episodes: ["count-9"],
      autoresetMode: AutoresetMode.SAME_STEP,
    });
    await vector.reset();
    await vector.step([1, 1]);
    const batch = await vector.step(["exit", 1]);
    expect(batch).toMatchObject({
      rewards: [null, null],
      aborted: [{ blame: "infra" }, { blame: "infra" }],
      began: [true, true],
      observations: [
        { seed: 2, step: 0 },
        { seed: 3, step: 0 },
      ],
      finalObservations: [
        { seed: 0, step: 1 },
        { seed: 1, step: 1 },
      ],
    });
    expect(batch.finalFeatures.map((row) => row?.[1])).toEqual([0, 1]);
    expect(batch.features.map((row) => row[1])).toEqual([2, 3]);
  });

  it("is tried once more where it ended in a reset, which then fails", async () => {
    await using vector = await make({ numEnvs: 2, numWorkers: 2, episodes: ["count-9", "count-exits"] });
    await expect(vector.reset()).rejects.toMatchObject({
      code: "ERR_WORKER_ENDED",
      message: "Worker 1 ended: it exited with code 9",
    });
    expect(shown(await vector.recv())).toEqual(["count-9/0@0"]);
  });
});

describe("WorkerVectorEnv", () => {
  it("plays the episodes that SyncVectorEnv plays, byte for byte, whatever the number of threads", async () => {
    const episodes = ["count-2", "count-9", "count-3"];
    const play = async (vector: SyncVectorEnv<Count, CountAction> | WorkerVectorEnv<Count, CountAction>) => {
      const seen = [await vector.reset({ seed: 3 })];
      for (let step = 0; step < 10; step++) seen.push(await vector.step([1, 2, step === 4 ? "throw" : 3, 4, 5]));
      await vector.close();
      return JSON.stringify(
        seen.map(({ features, finalFeatures, ...batch }) => ({
          ...batch,
          features: features.map((row) => [...row]),
          finalFeatures: finalFeatures.map((row) => (row === null ? null : [...row])),
        })),
      );
    };
    for (const autoresetMode of [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP]) {
      const options = { numEnvs: 5, episodes, autoresetMode };
      const expected = await play(new SyncVectorEnv({ ...options, ...countingSetup() }));
      for (const numWorkers of [1, 2, 5]) expect(await play(await make({ ...options, numWorkers }))).toBe(expected);
    }
  });

  it("receives those that are ready first", async () => {
    await using vector = await make({ numEnvs: 3, numWorkers: 3, episodes: ["count-9"], data: { laterMs: 300 } });
    await vector.reset();
    vector.send([1, "later", 1]);
    const { envIds } = await vector.recv(2);
    expect([...envIds].sort()).toEqual([0, 2]);
    vector.send([1, 1], envIds);
    expect([...(await vector.recv(2)).envIds].sort()).toEqual([0, 2]);
    expect(shown(await vector.recv(1))).toEqual(["count-9/1@1"]);
  });

  it("ends a thread that never answers when it is closed", async () => {
    const vector = await make({ numEnvs: 1, episodes: ["count-9"] });
    await vector.reset();
    vector.send(["forever"]);
    await vector.close();
    await expect(vector.recv()).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });

  it("ends a thread that does not answer in time, as one that crashes", async () => {
    await using vector = await make({ numEnvs: 2, numWorkers: 2, episodes: ["count-9"], answerTimeoutMs: 1000 });
    await vector.reset();
    const cause = "Worker 1 ended: it gave no answer for 1000 ms";
    expect(await vector.step([1, "forever"])).toMatchObject({
      rewards: [1 / 1024, null],
      aborted: [null, { cause, blame: "infra" }],
    });
    expect(shown(await vector.step([1, 1]))).toEqual(["count-9/0@2", "count-9/3@0"]);
    // The learner's own time, and time with nothing to do, are not the thread's.
    for (const isSent of [false, true]) {
      vector.send([1, 1]);
      if (isSent) await Promise.resolve();
      const until = performance.now() + 1200;
      while (performance.now() < until);
      expect((await vector.recv(2)).aborted).toEqual([null, null]);
    }
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect((await vector.step([1, 1])).aborted).toEqual([null, null]);
  });

  it("does not give a vector that its signal closed while it was made", async () => {
    const controller = new AbortController();
    const made = make({ numEnvs: 1, episodes: ["count-9"], signal: controller.signal });
    setTimeout(() => controller.abort(), 10);
    await expect(made).rejects.toMatchObject({ name: "AbortError" });
  });

  it("leaves no thread behind", async () => {
    const threads = (): number => (process.report.getReport() as { workers: unknown[] }).workers.length;
    const before = threads();
    const vector = await make({ numEnvs: 4, numWorkers: 2, episodes: ["count-9"] });
    await vector.reset();
    vector.send([1, 1, 1, 1]);
    expect(threads()).toBe(before + 2);
    await vector.close();
    expect(threads()).toBe(before);
  });

  it("hands on that an action cannot travel; the others go on", async () => {
    await using vector = await make({ numEnvs: 2, numWorkers: 1, episodes: ["count-9"] });
    await vector.reset();
    const function_ = (() => 1) as unknown as CountAction;
    await expect(vector.step([1, function_])).rejects.toMatchObject({
      code: "ERR_INVALID_ACTION",
      message: expect.stringMatching(
        /^What environment 1 was told cannot be copied to a thread: .* Send plain data\.$/,
      ),
    });
    expect(shown(await vector.recv())).toEqual(["count-9/0@1"]);
    expect(shown(await vector.reset({ envIds: [1] }))).toEqual(["count-9/5@0"]);
  });

  it("says whose observation cannot travel", async () => {
    await using vector = await WorkerVectorEnv.create({
      module: new URL("./untravelling-setup.ts", import.meta.url),
      numEnvs: 1,
      episodes: ["count-9"],
    });
    await expect(vector.reset()).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
      message: expect.stringMatching(
        /^What environment 0 observed cannot be copied from its thread: .* Observe plain data, or give features a `read`\.$/,
      ),
    });
  });

  it("refuses what it cannot start, with words", async () => {
    const options = { numEnvs: 2, episodes: ["count-9"] };
    await expect(make({ ...options, numWorkers: 3 })).rejects.toThrow(
      "numWorkers is 3; expected an integer from 1 to numEnvs, 2.",
    );
    await expect(make({ ...options, answerTimeoutMs: 0 })).rejects.toThrow(
      "answerTimeoutMs is 0; expected a number above 0 and below 2^31, or none to wait forever.",
    );
    await expect(make({ ...options, data: { readable: () => true } })).rejects.toMatchObject({
      code: "ERR_INVALID_DEFINITION",
      message: expect.stringContaining("cannot be copied to a thread"),
    });
    await expect(WorkerVectorEnv.create({ ...options, module: "./counting-env.ts" })).rejects.toThrow(
      'The module "./counting-env.ts" is named relative to something; expected a URL or an absolute path.',
    );
    await expect(
      WorkerVectorEnv.create({ ...options, module: new URL("./broken-setup.ts", import.meta.url) }),
    ).rejects.toThrow("expected a function (data) => ({ make, features? })");
    await expect(
      WorkerVectorEnv.create({ ...options, module: new URL("./thread-only-setup.ts", import.meta.url) }),
    ).rejects.toThrow(/^Worker [01] ended: not in this thread$/);
  });
});
