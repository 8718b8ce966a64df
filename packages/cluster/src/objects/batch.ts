/**
 * Jobs and cron jobs (batch/v1).
 * @module
 */
import type { Condition, KubeObject, LabelSelector, ObjectMeta } from "./meta.ts";
import type { PodTemplateSpec } from "./pod.ts";

/** What becomes of a job when one of its pods fails in a certain way. */
export interface PodFailurePolicyRule {
  readonly action: "FailJob" | "FailIndex" | "Ignore" | "Count";
  readonly onExitCodes?: {
    readonly containerName?: string;
    readonly operator: "In" | "NotIn";
    readonly values: readonly number[];
  };
  readonly onPodConditions?: readonly { readonly type: string; readonly status: string }[];
}

/** When a job counts as successful before all its indexes have succeeded. */
export interface SuccessPolicyRule {
  readonly succeededIndexes?: string;
  readonly succeededCount?: number;
}

export interface JobSpec {
  readonly parallelism: number;
  /** Absent: the job is complete when one pod has succeeded and none runs. */
  readonly completions?: number;
  readonly completionMode: "NonIndexed" | "Indexed";
  readonly activeDeadlineSeconds?: number;
  readonly backoffLimit: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly podFailurePolicy?: { readonly rules: readonly PodFailurePolicyRule[] };
  readonly successPolicy?: { readonly rules: readonly SuccessPolicyRule[] };
  readonly podReplacementPolicy: "TerminatingOrFailed" | "Failed";
  readonly selector: LabelSelector;
  readonly manualSelector: boolean;
  readonly suspend: boolean;
  readonly template: PodTemplateSpec;
  readonly ttlSecondsAfterFinished?: number;
  readonly managedBy?: string;
}

export interface JobStatus {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly active?: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  /** `0,2-4` */
  readonly completedIndexes?: string;
  readonly failedIndexes?: string;
  /** Pods that are over, by uid, and whose finalizer has still to go before they are counted. */
  readonly uncountedTerminatedPods?: { readonly succeeded?: readonly string[]; readonly failed?: readonly string[] };
  readonly conditions?: readonly Condition[];
}

/** Pods that run to their end. */
export interface Job extends KubeObject {
  readonly kind: "Job";
  readonly spec: JobSpec;
  readonly status?: JobStatus;
}

export interface CronJobSpec {
  /** Five fields of cron, or `@hourly` and the like. */
  readonly schedule: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy: "Allow" | "Forbid" | "Replace";
  readonly suspend: boolean;
  readonly jobTemplate: { readonly metadata?: Partial<ObjectMeta>; readonly spec: JobSpec };
  readonly successfulJobsHistoryLimit: number;
  readonly failedJobsHistoryLimit: number;
}

/** What names a job that a cron job has begun. */
export interface JobReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface CronJobStatus {
  readonly active?: readonly JobReference[];
  readonly lastScheduleTime?: string;
  readonly lastSuccessfulTime?: string;
}

/** Jobs by the clock. */
export interface CronJob extends KubeObject {
  readonly kind: "CronJob";
  readonly spec: CronJobSpec;
  readonly status?: CronJobStatus;
}
