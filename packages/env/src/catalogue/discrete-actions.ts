/**
 * Actions by number: a wrapper whose action space is a catalogue.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import type { Action } from "@aiops-gym/problems";
import { z } from "zod";
import { AIOpsEnv } from "../aiops-env.ts";
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import type { Observation } from "../observation.ts";
import { discreteSpace } from "../spaces/make-space.ts";
import type { DiscreteSpace } from "../spaces/space.ts";
import { Wrapper } from "../wrappers/wrapper.ts";
import { type Catalogue, createCatalogue } from "./catalogue.ts";
import { lookAround, type PolicyView, type Scene } from "./scene.ts";

/** Options of {@link DiscreteActions}. */
export interface DiscreteActionsOptions {
  /**
   * What a choice does that the mask forbids. `noop` (default): time passes as in `wait`, the step is spent, and `info.notice` says why
   * nothing was done. `throw`: `step` throws `ERR_INVALID_ACTION`, and nothing has happened.
   */
  readonly onMasked?: "noop" | "throw";
  /** Whether `info.actionMask` is there after `reset` and `step`; true by default. */
  readonly maskInInfo?: boolean;
}

const stateSchema = z.object({ catalogue: z.string(), marked: z.array(z.string()) });
/** What is done instead of a choice that is not valid. */
const noop: Action = { name: "wait", arguments: { seconds: 1 } };

/**
 * Takes the number of a catalogue's entry for an action. After `reset` and each step, `info.actionMask` says which numbers are valid.
 *
 * @example
 * const env = new DiscreteActions(await AIOpsEnv.create(), createCatalogue(hotelReservation));
 * const { info } = await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 7 });
 * await env.step(env.catalogue.indexOf("restore_service geo") ?? 0);
 */
export class DiscreteActions<O = Observation> extends Wrapper<O, number, O, unknown> {
  readonly catalogue: Catalogue;
  readonly #options: DiscreteActionsOptions;
  /** The catalogue with what the episode's application ships. */
  #current: Catalogue;
  /** What was there at the end of the last step. */
  #scene: Scene | undefined;
  #marked: readonly string[] = [];

  /** @throws GymError `ERR_INVALID_DEFINITION` when the innermost environment is no `AIOpsEnv`. */
  constructor(env: Env<O>, catalogue: Catalogue, options: DiscreteActionsOptions = {}) {
    super(env);
    if (!(env.unwrapped instanceof AIOpsEnv))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        "The environment has no AIOpsEnv inside, which says what is there; wrap it where the AIOpsEnv is.",
      );
    this.catalogue = catalogue;
    this.#current = catalogue;
    this.#options = options;
  }

  /** The numbers of the catalogue's entries, the same in every episode. */
  override get actionSpace(): DiscreteSpace {
    return discreteSpace(this.catalogue.size);
  }

  /** In localization: the services marked so far, which a submission names before its own. */
  get marked(): readonly string[] {
    return this.#marked;
  }

  /**
   * What is valid now: `catalogue.size` bytes, 1 for valid.
   *
   * @throws GymError `ERR_RESET_NEEDED` before the first episode.
   */
  async actionMask(): Promise<Uint8Array> {
    return this.catalogue.mask(await this.#look(), this.#marked);
  }

  /** @throws GymError `ERR_INVALID_DEFINITION` when the problem's application has another catalogue, or its task is none of the catalogue's. */
  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<O>> {
    const { observation, info } = await this.env.reset(problemId, options);
    this.#scene = undefined;
    this.#marked = [];
    this.#follow(this.#view());
    const { tasks } = this.catalogue.options;
    if (tasks !== undefined && !tasks.includes(info.task))
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `The episode's task is ${info.task}, and the catalogue is for ${tasks.join(", ") || "none"}: no answer could be submitted. Reset to another problem, or make the catalogue with \`tasks\` that has ${info.task}.`,
      );
    return { observation, info: await this.#withMask(info) };
  }

  /**
   * Acts.
   *
   * @param action - The number of an entry.
   * @throws GymError `ERR_INVALID_ACTION` when there is no such entry, or, with `onMasked: "throw"`, it is not valid now; nothing has
   *   happened then.
   */
  async step(action: number, options?: StepOptions): Promise<StepResult<O>> {
    const scene = await this.#look();
    const catalogue = this.#follow(this.#view());
    const why = catalogue.whyNot(action, scene, this.#marked);
    if (why !== undefined && this.#options.onMasked === "throw")
      throw new GymError("ERR_INVALID_ACTION", `${why} Choose one that \`info.actionMask\` allows.`);
    const chosen = why === undefined ? catalogue.actionOf(action, scene, this.#marked) : noop;
    this.#scene = undefined;
    const result = await this.env.step(chosen, options);
    const mark = catalogue.entries[action]?.mark;
    if (why === undefined && mark !== undefined) this.#marked = [...this.#marked, mark];
    const info = result.aborted === null ? await this.#withMask(result.info) : this.#withoutChoice(result.info);
    return why === undefined
      ? { ...result, info }
      : { ...result, info: { ...info, notice: `${why} Nothing was done, and the step is spent.` } };
  }

  override async fork(): Promise<DiscreteActions<O>> {
    return (await super.fork()) as DiscreteActions<O>;
  }

  protected rewrap(env: Env<O>): DiscreteActions<O> {
    return new DiscreteActions(env, this.catalogue, this.#options);
  }

  protected override save(): z.infer<typeof stateSchema> {
    return { catalogue: this.catalogue.hash, marked: [...this.#marked] };
  }

  protected override load(state: unknown): void {
    const { catalogue, marked } = stateSchema.parse(state);
    if (catalogue !== this.catalogue.hash)
      throw new GymError(
        "ERR_INVALID_SNAPSHOT",
        `The snapshot is of catalogue ${catalogue}, this one is ${this.catalogue.hash}: numbers mean other actions. Wrap with the catalogue of before.`,
      );
    this.#scene = undefined;
    this.#marked = marked;
  }

  #view(): PolicyView {
    // the constructor sees to it that there is one
    return (this.env.unwrapped as AIOpsEnv).policyView;
  }

  async #look(): Promise<Scene> {
    this.#scene ??= await lookAround(this.#view());
    return this.#scene;
  }

  /** The same entries with what the episode's application ships. */
  #follow({ application }: PolicyView): Catalogue {
    if (application === this.#current.application) return this.#current;
    const current = createCatalogue(application, this.catalogue.options);
    if (current.hash !== this.catalogue.hash)
      throw new GymError(
        "ERR_INVALID_DEFINITION",
        `The episode's application, ${application.name}, has another catalogue (${current.size} entries, hash ${current.hash.slice(0, 8)}) than this environment (${this.catalogue.application.name}: ${this.catalogue.size} entries, hash ${this.catalogue.hash.slice(0, 8)}). Wrap with createCatalogue(application) of the problems that you reset to.`,
      );
    this.#current = current;
    return current;
  }

  async #withMask(info: EpisodeInfo): Promise<EpisodeInfo> {
    if (this.#options.maskInInfo === false) return info;
    return { ...info, actionMask: await this.actionMask() };
  }

  /** After an abortion nothing can be chosen, and the cluster need not answer any more. */
  #withoutChoice(info: EpisodeInfo): EpisodeInfo {
    return this.#options.maskInInfo === false ? info : { ...info, actionMask: new Uint8Array(this.catalogue.size) };
  }
}
