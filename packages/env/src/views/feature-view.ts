/**
 * Observations as numbers of a fixed count, for policies that are functions of numbers.
 * @module
 */
import { GymError } from "@aiops-gym/cluster";
import { z } from "zod";
import { AIOpsEnv } from "../aiops-env.ts";
import type { Env, EpisodeInfo, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.ts";
import { type Observation, summaryOf } from "../observation.ts";
import { dictSpace, multiBinarySpace } from "../spaces/make-space.ts";
import type { BoxSpace, DictSpace } from "../spaces/space.ts";
import { Wrapper } from "../wrappers/wrapper.ts";
import { type FeatureLayout, featureLayout } from "./feature-layout.ts";

/** What a {@link FeatureView} observes. */
export interface FeatureObservation {
  /** Shape `[layout.length]`, each in [0, 1]. */
  readonly features: Float32Array;
  /** What can be chosen now, 1 for valid; where actions are numbers of a catalogue. */
  readonly mask?: Uint8Array;
}

/** Options of {@link FeatureView}. */
export interface FeatureViewOptions {
  /** What the features are of. By default the services of the first episode's application. */
  readonly layout?: FeatureLayout;
  /**
   * Where features are written, of the layout's length: a view of shared memory, for example. Every observation then has this very
   * array. By default each observation has its own, as those of forks always have.
   */
  readonly into?: Float32Array;
}

const stateSchema = z.strictObject({
  pagedAt: z.number().nullable(),
  services: z.array(z.string()).nullable(),
  entry: z.string().nullable(),
});

/**
 * Observes features: telemetry and state of every service, and of the episode, as an operator could read them. No table is built.
 *
 * @example
 * const env = new FeatureView(new DiscreteActions(await AIOpsEnv.create(), createCatalogue(hotelReservation)));
 * const { observation } = await env.reset("misconfig_app_hotel_res-mitigation-1", { seed: 7 });
 * observation.features[env.layout.indexOf("geo.error_ratio") ?? 0];
 */
export class FeatureView<A = unknown> extends Wrapper<FeatureObservation, A, Observation, A> {
  readonly #options: FeatureViewOptions;
  #layout: FeatureLayout | undefined;
  /** The space of observations, and what it was made of. */
  #space: { readonly features: BoxSpace; readonly choices: number; readonly space: DictSpace } | undefined;
  /** When the first observation was made. */
  #pagedAt: number | undefined;

  /** @throws GymError `ERR_INVALID_DEFINITION` when the buffer has another length than the layout. */
  constructor(env: Env<Observation, A>, options: FeatureViewOptions = {}) {
    super(env);
    this.#options = options;
    this.#layout = options.layout;
    if (options.layout !== undefined) checkBuffer(options.layout, options.into);
  }

  /**
   * Which feature is where.
   *
   * @throws GymError `ERR_RESET_NEEDED` before the first episode, unless it was given.
   */
  get layout(): FeatureLayout {
    if (this.#layout === undefined)
      throw new GymError(
        "ERR_RESET_NEEDED",
        "The layout of the features is that of the episode's application; call reset(problemId) first, or give `layout`.",
      );
    return this.#layout;
  }

  /** `{ features: Box, mask?: MultiBinary }`; needs the {@link FeatureView.layout}. */
  override get observationSpace(): DictSpace {
    const { actionSpace } = this.env;
    const { space: features } = this.layout;
    const choices = actionSpace.type === "Discrete" ? actionSpace.n : 0;
    if (this.#space?.features !== features || this.#space.choices !== choices) {
      const space =
        choices === 0 ? dictSpace({ features }) : dictSpace({ features, mask: multiBinarySpace(choices) }, ["mask"]);
      this.#space = { features, choices, space };
    }
    return this.#space.space;
  }

  /** @throws GymError `ERR_INVALID_DEFINITION` when the buffer has another length than the episode's features. */
  async reset(problemId?: string, options?: ResetOptions): Promise<ResetResult<FeatureObservation>> {
    const { observation, info } = await this.env.reset(problemId, options);
    const { unwrapped } = this.env;
    const entry = unwrapped instanceof AIOpsEnv ? unwrapped.policyView.application.workload.entry.service : undefined;
    this.#layout = this.#layoutOf(summaryOf(observation).services, entry);
    this.#pagedAt = observation.timeUnixMicros;
    return { observation: this.#see(observation, info), info };
  }

  async step(action: A, options?: StepOptions): Promise<StepResult<FeatureObservation>> {
    const result = await this.env.step(action, options);
    return { ...result, observation: this.#see(result.observation, result.info) };
  }

  protected rewrap(env: Env<Observation, A>): FeatureView<A> {
    const { layout } = this.#options;
    const copy = new FeatureView(env, layout === undefined ? {} : { layout });
    copy.#layout = this.#layout;
    return copy;
  }

  protected override save(): z.infer<typeof stateSchema> {
    const { services = null, entry = null } = this.#layout ?? {};
    return { pagedAt: this.#pagedAt ?? null, services: services === null ? null : [...services], entry };
  }

  protected override load(state: unknown): void {
    const { pagedAt, services, entry } = stateSchema.parse(state);
    const { layout } = this.#options;
    if (layout !== undefined && layout.services.join() !== services?.join())
      throw new GymError(
        "ERR_INVALID_SNAPSHOT",
        `The features are of ${services?.join(", ")}; this view's layout is of ${layout.services.join(", ")}.`,
      );
    if (services !== null) this.#layout = this.#layoutOf(services, entry ?? undefined);
    this.#pagedAt = pagedAt ?? undefined;
  }

  #see(observation: Observation, info: EpisodeInfo): FeatureObservation {
    const { layout } = this;
    const features = this.#options.into ?? new Float32Array(layout.length);
    const pagedAtUnixMicros = this.#pagedAt ?? observation.timeUnixMicros;
    layout.fill({ observation, info, pagedAtUnixMicros }, features);
    const { actionMask } = info;
    return actionMask === undefined ? { features } : { features, mask: actionMask };
  }

  #layoutOf(services: readonly string[], entry: string | undefined): FeatureLayout {
    if (this.#options.layout !== undefined) return this.#options.layout;
    const before = this.#layout;
    if (before?.entry === entry && before?.services.join() === services.join()) return before;
    const layout = featureLayout(services, entry);
    checkBuffer(layout, this.#options.into);
    return layout;
  }
}

function checkBuffer({ length, services }: FeatureLayout, into: Float32Array | undefined): void {
  if (into !== undefined && into.length !== length)
    throw new GymError(
      "ERR_INVALID_DEFINITION",
      `The buffer \`into\` has ${into.length} numbers; expected ${length}, the features of ${services.length} services.`,
    );
}
