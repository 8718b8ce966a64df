/**
 * A small environment that keeps all rules, with a switch to break any one of them: a number that drifts and that actions add to.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type ClusterCapabilities, GymError } from "@aiops-gym/cluster";
import { logSchema, logsFromRows, serviceTable } from "@aiops-gym/telemetry";
import { Table } from "apache-arrow";
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepResult } from "../../src/env.ts";
import {
  booleanSpace,
  boxSpace,
  choiceSpace,
  dictSpace,
  discreteSpace,
  textSpace,
} from "../../src/spaces/make-space.ts";
import type { DictSpace, Space } from "../../src/spaces/space.ts";
import { tableSpace } from "../../src/spaces/table-space.ts";
import { chainHash, type Trajectory, type TrajectoryEnd, type TrajectoryStep } from "../../src/trajectory.ts";
import type { Flaw } from "./flaws.ts";

const problems = ["toy-one", "toy-two"];
const stepMicros = 10_000_000;
const begin = 1_700_000_000_000_000;
const maxSteps = 8;

interface ToyState {
  problem: string;
  seed: number;
  step: number;
  time: number;
  value: number;
  /** Where chance is. */
  noise: number;
  ended: boolean;
  trajectory: { header: Trajectory["header"]; steps: TrajectoryStep[]; end?: TrajectoryEnd };
  hash: string;
  total: number;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const count = { resets: 0, steps: 0 };

interface ToyObservation {
  readonly text: string;
  readonly ok: boolean;
  readonly windowStartUnixMicros: number;
  readonly timeUnixMicros: number;
  readonly features: Float32Array;
  readonly logs: Table;
}

/** The environment. */
export class ToyEnv implements Env<ToyObservation, unknown> {
  readonly problemIds = problems;
  readonly #flaw: Flaw | undefined;
  readonly #features = new Float32Array(1);
  #state: ToyState | undefined;
  #closed = 0;
  #restored = false;

  constructor(flaw?: Flaw) {
    this.#flaw = flaw;
  }

  get capabilities(): ClusterCapabilities {
    this.#current();
    return { deterministic: true, fork: true, snapshot: true, virtualTime: true };
  }

  get observationSpace(): DictSpace {
    const spaces = {
      text: textSpace({ maxLength: this.#has("longer texts than promised") ? 3 : 100 }),
      ok: booleanSpace,
      windowStartUnixMicros: boxSpace(0, null, [], "int64"),
      timeUnixMicros: boxSpace(0, null, [], "int64"),
      features: boxSpace(0, null, [1]),
      logs: tableSpace(logSchema),
    };
    const perhaps = { type: "Perhaps" } as unknown as Space;
    return this.#has("a space that is no data") ? { ...dictSpace({}), spaces: { ok: perhaps } } : dictSpace(spaces);
  }

  get actionSpace(): Space {
    const amount = this.#has("samples that throw") ? discreteSpace(3, 100) : discreteSpace(10);
    const names = this.#has("names the fault in its action space") ? ["add", "repair drift-fault"] : ["add"];
    return dictSpace({ name: choiceSpace(names), arguments: dictSpace({ amount }) });
  }

  get trajectory(): Trajectory {
    const trajectory = structuredClone(this.#current().trajectory);
    if (this.#restored && this.#has("restores without the steps before")) trajectory.steps.splice(0, 3);
    return trajectory;
  }

  get unwrapped(): Env {
    return this as unknown as Env;
  }

  async reset(problem = "toy-one", { seed = 0 }: ResetOptions = {}): Promise<ResetResult<ToyObservation>> {
    this.#open();
    if (!problems.includes(problem) && !this.#has("takes any problem"))
      throw new GymError("ERR_UNKNOWN_PROBLEM", `There is no problem "${problem}".`);
    if (!(Number.isSafeInteger(seed) && seed >= 0) && !this.#has("takes any seed"))
      throw new GymError("ERR_INVALID_DEFINITION", `The seed is ${seed}.`);
    this.#restored = false;
    count.resets += 1;
    const value = this.#has("counts resets") ? count.resets : seed % 10;
    const content = {
      type: "episode" as const,
      version: 1 as const,
      problem,
      seed,
      cluster: "toy",
      profile: "strict" as const,
      pace: "fixed" as const,
      stepSeconds: 10,
      maxSteps,
      coldStart: false,
      observation: { text: `value ${value}`, timeUnixMicros: begin },
      fingerprint: "",
    };
    const hash = chainHash("", content);
    const time = begin;
    const trajectory = { header: { ...content, hash }, steps: [] };
    this.#state = { problem, seed, step: 0, time, value, noise: seed, ended: false, trajectory, hash, total: 0 };
    return { observation: this.#observe(begin - stepMicros, true), info: this.#info() };
  }

  async step(action: unknown): Promise<StepResult<ToyObservation>> {
    this.#open();
    if (this.#state === undefined && this.#has("steps before reset")) await this.reset();
    const state = this.#current();
    if (state.ended && !this.#has("steps after the end"))
      throw new GymError("ERR_RESET_NEEDED", "The episode has ended.");
    const { name, arguments: given } = (action ?? {}) as { name?: string; arguments?: { amount?: unknown } };
    const understood =
      name === "submit" ||
      (name?.startsWith("repair") ?? false) ||
      (name === "add" && typeof given?.amount === "number");
    if (!understood && this.#has("throws at malformed actions")) throw new TypeError("what?");
    if (state.step === 2 && this.#has("throws in a step")) throw new TypeError("oh");
    if (Number(given?.amount) >= 100) throw new TypeError("too much");
    state.step += this.#has("counts steps twice") ? 2 : 1;
    count.steps += 1;
    state.noise = (state.noise * 16_807 + 1) % 2_147_483_647;
    const amount = name === "add" && understood ? Number(given?.amount) : 0;
    state.value += amount + (state.noise % 7) + (this.#has("remembers other episodes") ? count.steps : 0);
    const from = state.time;
    state.time += stepMicros;
    const submitted =
      (name === "submit" && !this.#has("goes on after a submission")) ||
      (!understood && this.#has("ends at malformed actions"));
    const limit = maxSteps + (this.#has("truncates late") ? 1 : 0) - (this.#has("truncates early") ? 1 : 0);
    const truncated = state.step >= limit && !submitted;
    const aborted =
      understood && state.step === 3 && this.#has("a reward though aborted")
        ? { cause: "lost", blame: "infra" as const }
        : null;
    const over = submitted || truncated || aborted !== null;
    state.ended = over;
    const task = over && aborted === null ? 1 : 0;
    const components = { task, value: amount / 100 };
    const reward = this.#rewardOf(components, aborted !== null);
    const observation = this.#observe(from, understood || this.#has("understands everything"));
    this.#record(action, observation, reward, components, submitted, truncated);
    const graded = over && aborted === null;
    const results = { success: true, note: state.value };
    state.total += reward ?? 0;
    if (graded) this.#finish(results);
    const told = this.#has("results in every step") || (graded && !this.#has("no results"));
    return {
      observation,
      reward,
      rewardComponents: components,
      terminated: submitted,
      truncated: this.#flag(truncated || (submitted && this.#has("terminated and truncated at once"))),
      aborted,
      info: this.#info(),
      results: told ? results : null,
    };
  }

  async fork(): Promise<ToyEnv> {
    const state = this.#current();
    const copy = new ToyEnv(this.#flaw);
    copy.#state = this.#has("forks share state") ? state : structuredClone(state);
    // a fork that leaves chance where an episode's begins
    if (this.#has("forks without chance")) copy.#state.noise = state.seed;
    return copy;
  }

  async snapshot(): Promise<Uint8Array> {
    const text = JSON.stringify(this.#current());
    return Buffer.from(JSON.stringify({ text, sha256: sha256(text) }));
  }

  async restore(snapshot: Uint8Array): Promise<void> {
    let text = "";
    try {
      const parsed = JSON.parse(Buffer.from(snapshot).toString()) as { text: string; sha256: string };
      text = parsed.text;
      if (sha256(text) !== parsed.sha256) throw new Error("the checksum does not fit");
    } catch (cause) {
      if (this.#has("restores anything")) return;
      throw new GymError("ERR_INVALID_SNAPSHOT", "The snapshot is refused.", { cause });
    }
    this.#restored = true;
    const state = JSON.parse(text) as ToyState;
    this.#state = this.#has("snapshots without chance") ? { ...state, noise: state.seed } : state;
  }

  async stateHash(): Promise<string> {
    return sha256(JSON.stringify(this.#current()));
  }

  async close(): Promise<void> {
    this.#closed += 1;
    if (this.#closed > 1 && this.#has("closes once only")) throw new TypeError("closed already");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #has(flaw: Flaw): boolean {
    return this.#flaw === flaw;
  }

  #open(): void {
    if (this.#closed > 0 && !this.#has("goes on when closed")) throw new GymError("ERR_CLOSED", "It was closed.");
  }

  #current(): ToyState {
    if (this.#state === undefined) throw new GymError("ERR_RESET_NEEDED", "Call reset first.");
    return this.#state;
  }

  #info(): EpisodeInfo {
    const { seed, step, problem } = this.#current();
    const told = this.#has("an id for each problem") ? `${seed} ${problem}` : `${seed}`;
    const info: EpisodeInfo = {
      episodeId: this.#has("one id for all seeds") ? "episode" : sha256(told).slice(0, 12),
      task: step > 2 && this.#has("another task in the middle") ? "analysis" : "detection",
      step,
      maxSteps,
    };
    if (this.#has("a mask that lies"))
      return { ...info, actionMask: new Uint8Array(10).fill(1), ...(step > 0 ? { notice: "it is not valid" } : {}) };
    if (this.#has("names the answer in info")) return Object.assign(info, { about: ["pump"] });
    return this.#has("names the fault in info") ? Object.assign(info, { hint: "Drift_Fault" }) : info;
  }

  #rewardOf(components: Readonly<Record<string, number>>, aborted: boolean): number | null {
    if (aborted || (this.#has("no reward") && this.#current().step === 2)) return this.#has("no reward") ? null : 0;
    if (this.#has("a reward that is not a number")) return Number.NaN;
    const sum = Object.values(components).reduce((total, value) => total + value, 0);
    return this.#has("a component left out of the sum") ? sum - (components["value"] ?? 0) : sum;
  }

  #flag(value: boolean): boolean {
    return this.#has("a number for a boolean") ? (Number(value) as unknown as boolean) : value;
  }

  #observe(from: number, ok: boolean): ToyObservation {
    const { time, value, problem } = this.#current();
    const at = from + 1000 + (this.#has("rows of the future") ? stepMicros : 0);
    this.#features[0] = value;
    const secret = this.#has("names the problem in a text") ? ` of ${problem}` : "";
    const body = this.#has("names the problem in a table") ? `serving ${problem}` : "serving";
    const origin = { service: "toy", namespace: "default", pod: "toy-0", container: "toy", node: "node-0" };
    const state = this.#current();
    const changes = this.#has("changes when it is read");
    const columns = this.#has("a column missing") ? ["time", "body"] : undefined;
    const others = this.#has("a table of others") ? serviceTable([]) : undefined;
    return {
      text: ok ? `value ${value}${secret}` : "not understood; expected add or submit",
      ok,
      windowStartUnixMicros: from + (this.#has("windows with gaps") ? 1 : 0),
      timeUnixMicros: time,
      features: this.#has("writes over its observations") ? this.#features : this.#features.slice(),
      get logs() {
        if (changes) state.noise += 1;
        const table = logsFromRows([{ timeUnixMicros: at, origin: { ...origin, restartCount: 0 }, body }]);
        return others ?? (columns === undefined ? table : new Table(table.select(columns).batches));
      },
    };
  }

  #record(
    action: unknown,
    { text, ok, timeUnixMicros }: ToyObservation,
    reward: number | null,
    rewardComponents: Readonly<Record<string, number>>,
    terminated: boolean,
    truncated: boolean,
  ): void {
    const state = this.#current();
    if (state.step === 2 && this.#has("forgets a step of the trajectory")) return;
    const content = {
      type: "step" as const,
      step: state.step,
      action,
      observation: { text, ok, timeUnixMicros },
      reward,
      rewardComponents,
      terminated,
      truncated,
      aborted: null,
      fingerprint: sha256(`${state.value} ${state.noise}`),
    };
    const hash = this.#has("a broken chain") ? sha256("") : chainHash(state.hash, content);
    state.trajectory.steps.push({ ...content, hash });
    state.hash = hash;
  }

  #finish(results: Readonly<Record<string, unknown>>): void {
    const state = this.#current();
    const total = this.#has("a return of its own") ? 42 : state.total;
    const content = { type: "end" as const, return: total, results, stateHash: sha256(`${state.value}`) };
    state.trajectory.end = { ...content, hash: chainHash(state.hash, content) };
  }
}
