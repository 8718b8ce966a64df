/**
 * A small environment with ways to fail: it counts from its seed. Worker threads import this module too.
 *
 * @module
 */

// Not by the index: threads that import little start fast.
import { GymError } from "@aiops-gym/cluster";
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepResult, VectorSetup } from "../../src/index.ts";
import { boxSpace, choiceSpace, dictSpace, oneOfSpace, textSpace } from "../../src/spaces/make-space.ts";

/** What is observed. */
export interface Count {
  readonly problemId: string;
  readonly seed: number;
  readonly step: number;
  readonly value: number;
  /** Episodes that this very environment has begun. */
  readonly life: number;
}

/** A number is added; words are ways to fail. */
export type CountAction = number | "throw" | "exit" | "memory" | "uncaught" | "forever" | "later";

/** Options as plain data. */
export interface CountOptions {
  /** Observations are read back from the row of features. */
  readonly readable?: boolean;
  /** `later` waits so long. */
  readonly laterMs?: number;
}

const maxSteps = 4;

/** `count-2` ends after two steps, `count-9` runs out of steps after four, `count-fails` cannot be reset. */
export class CountingEnv implements Env<Count, CountAction> {
  readonly problemIds = ["count-2", "count-3", "count-9", "count-fails"];
  readonly observationSpace = dictSpace({
    problemId: textSpace(),
    ...Object.fromEntries(["seed", "step", "value", "life"].map((key) => [key, boxSpace(0, null, [], "int64")])),
  });
  readonly actionSpace = oneOfSpace([boxSpace(0, 1000, [], "int64"), choiceSpace(Object.keys(failures))]);
  readonly #options: CountOptions;
  #count: Count | undefined;
  #life = 0;
  closed = false;

  constructor(options: CountOptions = {}) {
    this.#options = options;
  }

  async reset(problemId = "count-2", { seed = 0 }: ResetOptions = {}): Promise<ResetResult<Count>> {
    if (problemId === "count-exits") process.exit(9);
    if (!this.problemIds.includes(problemId) || problemId === "count-fails")
      throw new GymError("ERR_UNKNOWN_PROBLEM", `There is no problem ${problemId}.`);
    this.#life += 1;
    this.#count = { problemId, seed, step: 0, value: seed % 1009, life: this.#life };
    return { observation: this.#count, info: this.#info() };
  }

  async step(action: CountAction, { signal }: { readonly signal?: AbortSignal } = {}): Promise<StepResult<Count>> {
    const before = this.#count;
    if (before === undefined) throw new GymError("ERR_RESET_NEEDED", "Reset first.");
    const failure = typeof action === "number" ? undefined : failures[action];
    await failure?.(this.#options, signal);
    const value = (before.value * 31 + (typeof action === "number" ? action : 1)) % 1009;
    this.#count = { ...before, step: before.step + 1, value };
    const terminated = this.#count.step === Number(before.problemId.slice("count-".length));
    return {
      observation: this.#count,
      reward: value / 1024,
      rewardComponents: { value: value / 1024 },
      terminated,
      truncated: !terminated && this.#count.step === maxSteps,
      aborted: null,
      info: this.#info(),
      results: terminated ? { success: value > 500 } : null,
    };
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #info(): EpisodeInfo {
    return { episodeId: `episode-${this.#count?.seed}`, task: "detection", step: this.#count?.step ?? 0, maxSteps };
  }

  get capabilities(): never {
    throw new Error("not of this environment");
  }

  get trajectory(): never {
    throw new Error("not of this environment");
  }

  get unwrapped(): never {
    throw new Error("not of this environment");
  }

  fork(): never {
    throw new Error("not of this environment");
  }

  snapshot(): never {
    throw new Error("not of this environment");
  }

  restore(): never {
    throw new Error("not of this environment");
  }

  stateHash(): never {
    throw new Error("not of this environment");
  }
}

const failures: Readonly<
  Record<Exclude<CountAction, number>, (options: CountOptions, signal?: AbortSignal) => void | Promise<void>>
> = {
  throw: () => {
    throw new Error("the environment is broken");
  },
  exit: () => process.exit(3),
  memory: () => {
    const kept: number[][] = [];
    for (;;) kept.push(new Array<number>(100_000).fill(kept.length));
  },
  uncaught: () =>
    new Promise(() => {
      setTimeout(() => {
        throw new Error("thrown by a timer");
      }, 1);
    }),
  forever: () => {
    for (;;);
  },
  later: ({ laterMs = 30 }, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, laterMs);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};

/** Features: problem's number, seed, step, value, life. */
export default function countingSetup(options: CountOptions = {}): VectorSetup<Count, CountAction> {
  return {
    make: () => new CountingEnv(options),
    features: {
      length: 5,
      write: ({ problemId, seed, step, value, life }, row) => {
        row.set([Number(problemId.slice("count-".length)), seed, step, value, life]);
      },
      ...(options.readable === true
        ? {
            read: ([problem = 0, seed = 0, step = 0, value = 0, life = 0]: Float32Array) => ({
              problemId: `count-${problem}`,
              seed,
              step,
              value,
              life,
            }),
          }
        : {}),
    },
  };
}
