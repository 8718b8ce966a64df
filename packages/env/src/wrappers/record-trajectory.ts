/**
 * Writes episodes down.
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Env, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { formatTrajectory, type Trajectory } from "../trajectory.ts";
import { isOver } from "./is-over.ts";
import { Wrapper } from "./wrapper.ts";

/** Takes an episode's JSON lines; the episode goes on once it has. */
export type TrajectoryWriter = (lines: string, trajectory: Trajectory) => void | Promise<void>;

/** Options of {@link RecordTrajectory}. */
export interface RecordTrajectoryOptions {
  /**
   * A folder, made when it is missing, for a file an episode: `<problem>-<seed>-<12 digits of the last hash>.jsonl`, so that equal
   * episodes are one file, and forks and other processes may write there too. Or a function.
   */
  readonly to: string | TrajectoryWriter;
  /** Writes what was played of episodes that `reset`, `restore` or `close` drop, too; false by default. */
  readonly unfinished?: boolean;
}

const stateSchema = z.object({ written: z.literal(true) }).optional();

/**
 * Writes the trajectory of every episode that ends, which `replay` plays again: what the innermost environment was given and what it
 * answered, whichever wrappers there are. Forks record as well. It names problems: keep it from policies.
 */
export class RecordTrajectory<O = Observation, A = unknown> extends Wrapper<O, A> {
  readonly #options: RecordTrajectoryOptions;
  readonly #write: TrajectoryWriter;
  /** An episode was begun and is not written yet. */
  #open = false;

  constructor(env: Env<O, A>, options: RecordTrajectoryOptions) {
    super(env);
    const { to } = options;
    this.#options = options;
    this.#write = typeof to === "string" ? (lines, trajectory) => writeToFolder(to, lines, trajectory) : to;
  }

  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    await this.#drop();
    const result = await this.env.reset(problemId, options);
    this.#open = true;
    return result;
  }

  /** @throws What the writer throws; the step was made then. */
  async step(action: A, options?: StepOptions): Promise<StepResult<O>> {
    const result = await this.env.step(action, options);
    if (isOver(result)) await this.#close();
    return result;
  }

  override async restore(snapshot: Uint8Array): Promise<void> {
    const before = this.#options.unfinished && this.#open ? this.env.trajectory : undefined;
    await super.restore(snapshot);
    if (before !== undefined && before.steps.length > 0) await this.#write(formatTrajectory(before), before);
  }

  override async close(): Promise<void> {
    await this.#drop();
    await this.env.close();
  }

  async #drop(): Promise<void> {
    if (this.#options.unfinished && this.#open && this.env.trajectory.steps.length > 0) await this.#close();
    this.#open = false;
  }

  async #close(): Promise<void> {
    this.#open = false;
    const { trajectory } = this.env;
    await this.#write(formatTrajectory(trajectory), trajectory);
  }

  /** Of an episode that a wrapper inside ended, the trajectory does not tell that it was written. */
  protected override save(): unknown {
    return this.#open ? undefined : { written: true };
  }

  protected override load(state: unknown): void {
    this.#open = stateSchema.parse(state) === undefined;
  }

  protected rewrap(env: Env<O, A>): RecordTrajectory<O, A> {
    return new RecordTrajectory(env, this.#options);
  }
}

async function writeToFolder(folder: string, lines: string, { header, steps, end }: Trajectory): Promise<void> {
  const { hash } = end ?? steps.at(-1) ?? header;
  await mkdir(folder, { recursive: true });
  const name = `${encodeURIComponent(header.problem)}-${header.seed}-${hash.slice(0, 12)}.jsonl`;
  await writeFile(join(folder, name), lines);
}
