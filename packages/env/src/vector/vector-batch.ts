/**
 * Answers of several environments, a column each: element `i` of every column belongs to environment `envIds[i]`.
 * @module
 */
import type { Abortion, EpisodeInfo } from "../env.ts";
import type { Observation } from "../observation.ts";
import type { FeatureRows } from "./feature-rows.ts";
import type { SlotResult } from "./slot-result.ts";

/** What `reset`, `step` and `recv` of a vector environment give. All columns have the same length. */
export interface VectorBatch<O = Observation> {
  readonly envIds: readonly number[];
  readonly observations: readonly O[];
  /** 0 where an episode begins without a step; null exactly where an episode was aborted. */
  readonly rewards: readonly (number | null)[];
  readonly rewardComponents: readonly Readonly<Record<string, number>>[];
  readonly terminated: readonly boolean[];
  readonly truncated: readonly boolean[];
  readonly aborted: readonly (Abortion | null)[];
  readonly infos: readonly EpisodeInfo[];
  /** For trainers; see {@link StepResult.results}. */
  readonly results: readonly (Readonly<Record<string, unknown>> | null)[];
  /** Whether the observation is an episode's first. */
  readonly began: readonly boolean[];
  /** Gymnasium's `final_observation`: with same-step autoreset, the last observation of the episode that ended here. */
  readonly finalObservations: readonly (O | null)[];
  /** Gymnasium's `final_info`. */
  readonly finalInfos: readonly (EpisodeInfo | null)[];
  /** Views of shared memory, empty without a feature codec. A row changes when its environment's next answer is received. */
  readonly features: readonly Float32Array[];
  /** Features of {@link VectorBatch.finalObservations}; views too, empty without a feature codec. */
  readonly finalFeatures: readonly (Float32Array | null)[];
}

/** One environment's answer. */
export interface VectorRow<O> {
  readonly envId: number;
  readonly result: SlotResult<O>;
}

/** Rows to columns, in the order given. */
export function composeBatch<O>(rows: readonly VectorRow<O>[], features: FeatureRows | undefined): VectorBatch<O> {
  const column = <T>(pick: (result: SlotResult<O>) => T): readonly T[] => rows.map(({ result }) => pick(result));
  return {
    envIds: rows.map(({ envId }) => envId),
    observations: column(({ observation }) => observation),
    rewards: column(({ reward }) => reward),
    rewardComponents: column(({ rewardComponents }) => rewardComponents),
    terminated: column(({ terminated }) => terminated),
    truncated: column(({ truncated }) => truncated),
    aborted: column(({ aborted }) => aborted),
    infos: column(({ info }) => info),
    results: column(({ results }) => results),
    began: column(({ began }) => began),
    finalObservations: column(({ final }) => final?.observation ?? null),
    finalInfos: column(({ final }) => final?.info ?? null),
    features: features === undefined ? [] : rows.map(({ envId }) => features.row(envId)),
    finalFeatures:
      features === undefined
        ? []
        : rows.map(({ envId, result }) => (result.final === null ? null : features.finalRow(envId))),
  };
}
