/**
 * An evaluator: grades an episode from the running system and the submission, and says why.
 * @module
 */
import type { RunningApplication, WorkloadStats } from "@aiops-gym/application";
import type { KubeObject, UnixMicros } from "@aiops-gym/cluster";
import type { FaultInstance } from "./fault.ts";
import type { Profile } from "./profile.ts";
import type { TaskKind } from "./task.ts";

/** What the application was like just before the fault: kept outside of the cluster, where no policy reaches it. */
export interface Baseline {
  readonly stats: readonly WorkloadStats[];
  /** The application's objects (deployments, services, claims, config maps, ...), as they were. */
  readonly objects: readonly KubeObject[];
  readonly takenAt: UnixMicros;
}

/** What an evaluator looks at. */
export interface EvaluationContext {
  readonly running: RunningApplication;
  readonly task: TaskKind;
  readonly faults: readonly FaultInstance[];
  readonly baseline: Baseline;
  /** What the policy submitted; undefined when the episode ended without a submission. */
  readonly submission: { readonly answer: unknown } | undefined;
  readonly profile: Profile;
  /** When the page arrived, and when the submission (or the end) came. */
  readonly pagedAt: UnixMicros;
  readonly endedAt: UnixMicros;
  readonly signal?: AbortSignal;
}

/** A verdict. */
export interface Evaluation {
  /** In [0, 1]; 1 is the maximum. */
  readonly score: number;
  readonly success: boolean;
  /** Why, in a sentence or two, for people: what was expected and what was found. */
  readonly reason: string;
  /** AIOpsLab's fields for this task (`Detection Accuracy`, `Localization Accuracy`, ...), and details. */
  readonly results: Readonly<Record<string, unknown>>;
}

/** Grades one kind of task. It may let time pass (a settling window); it changes nothing. */
export interface Evaluator {
  /** Unique, kebab-case. */
  readonly name: string;
  readonly description: string;
  evaluate(context: EvaluationContext): Promise<Evaluation>;
}

/** Checks and freezes an evaluator's definition. */
export function defineEvaluator(definition: Evaluator): Evaluator {
  return Object.freeze(definition);
}
