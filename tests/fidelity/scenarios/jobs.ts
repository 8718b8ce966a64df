/**
 * Jobs: completions, failures, deadlines, policies, suspension, deletion.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";
import { pod, podSpec, script } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A container that is not ready before it has run for a minute: whether a Job's controller, which looks a second after a change, sees a
 * pod ready before it ends would be a matter of luck.
 */
const unready: Fields = {
  readinessProbe: { exec: { command: ["/busybox", "true"] }, initialDelaySeconds: 60 },
};

/** A Job whose pods run a shell script once. */
function job(name: string, text: string, spec: Fields = {}, pods: Fields = {}): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      template: { spec: podSpec({ restartPolicy: "Never", containers: [script(text, unready)], ...pods }) },
      ...spec,
    },
  };
}

const target = { kind: "job", name: "work" };

export const jobs: readonly Scenario[] = [
  {
    name: "jobs-complete",
    title: "A Job runs its pod to the end and is complete",
    seconds: 20,
    steps: [
      { at: 0, do: "create", show: true, objects: [job("work", "echo begin; sleep 4; echo done")] },
      { at: 14, do: "get", target, show: true },
    ],
  },
  {
    name: "jobs-ready",
    title: "A Job counts its ready pods; while it waits to replace one of two, its status cannot be written",
    seconds: 19,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job(
            "work",
            "",
            { completions: 2, parallelism: 2 },
            {
              containers: [
                script("sleep 600", {
                  readinessProbe: { exec: { command: ["/busybox", "true"] }, initialDelaySeconds: 5, periodSeconds: 1 },
                }),
              ],
            },
          ),
        ],
      },
      { at: 12, do: "delete", target: { kind: "pod", selector: "job-name=work" } },
    ],
  },
  {
    name: "jobs-fail-never",
    title: "A Job whose pods fail makes one more after ten seconds and gives up",
    seconds: 35,
    steps: [{ at: 0, do: "create", objects: [job("work", "sleep 2; exit 3", { backoffLimit: 1 })] }],
  },
  {
    name: "jobs-fail-on-failure",
    title: "A Job whose container is restarted in its pod gives up at the limit of restarts",
    seconds: 28,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [job("work", "sleep 8; exit 3", { backoffLimit: 1 }, { restartPolicy: "OnFailure" })],
      },
    ],
  },
  {
    name: "jobs-no-retries",
    title: "A Job without retries fails with its first pod",
    seconds: 15,
    steps: [{ at: 0, do: "create", objects: [job("work", "sleep 4; exit 1", { backoffLimit: 0 })] }],
  },
  {
    name: "jobs-parallel",
    title: "A Job of three completions runs two pods at a time",
    seconds: 25,
    steps: [{ at: 0, do: "create", objects: [job("work", "sleep 4", { completions: 3, parallelism: 2 })] }],
  },
  {
    name: "jobs-work-queue",
    title: "A Job without a number of completions is complete when one pod has succeeded and none runs",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [job("work", "sleep 5", { parallelism: 2 })],
      },
    ],
  },
  {
    name: "jobs-indexed",
    title: "Pods of an indexed Job know their index",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "echo index $JOB_COMPLETION_INDEX on $(hostname); sleep 3", {
            completions: 3,
            parallelism: 2,
            completionMode: "Indexed",
          }),
        ],
      },
      {
        at: 18,
        do: "get",
        target: { kind: "pod", selector: "batch.kubernetes.io/job-completion-index=1" },
        show: true,
      },
      { at: 18, do: "logs", pod: { kind: "pod", selector: "batch.kubernetes.io/job-completion-index=2" } },
    ],
  },
  {
    name: "jobs-indexed-limit-per-index",
    title: "An indexed Job with a limit for each index lets one index fail and completes the others",
    seconds: 40,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "sleep 2; test $JOB_COMPLETION_INDEX -ne 1", {
            completions: 3,
            parallelism: 3,
            completionMode: "Indexed",
            backoffLimitPerIndex: 1,
          }),
        ],
      },
    ],
  },
  {
    name: "jobs-max-failed-indexes",
    title: "A Job with too many failed indexes fails at once and stops what runs",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "test $JOB_COMPLETION_INDEX -eq 0 && sleep 600; sleep 3; exit 1", {
            completions: 3,
            parallelism: 3,
            completionMode: "Indexed",
            backoffLimitPerIndex: 0,
            maxFailedIndexes: 1,
          }),
        ],
      },
    ],
  },
  {
    name: "jobs-success-policy",
    title: "A Job is complete when the index that matters has succeeded; the other pod is stopped",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "test $JOB_COMPLETION_INDEX -eq 0 || sleep 600; sleep 4", {
            completions: 2,
            parallelism: 2,
            completionMode: "Indexed",
            successPolicy: { rules: [{ succeededIndexes: "0" }] },
          }),
        ],
      },
    ],
  },
  {
    name: "jobs-deadline",
    title: "A Job that is active for too long fails and its pod is stopped",
    seconds: 25,
    steps: [{ at: 0, do: "create", objects: [job("work", "sleep 600", { activeDeadlineSeconds: 8 })] }],
  },
  {
    name: "jobs-policy-fail-job",
    title: "An exit code for which the policy says FailJob ends the Job without another try",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "sleep 2; exit 42", {
            backoffLimit: 3,
            podFailurePolicy: {
              rules: [
                { action: "FailJob", onExitCodes: { containerName: "main", operator: "In", values: [40, 42] } },
                { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] },
              ],
            },
          }),
        ],
      },
      { at: 13, do: "get", target, show: true },
    ],
  },
  {
    name: "jobs-policy-ignore",
    title: "A failure that the policy ignores does not count; the pod is replaced",
    seconds: 40,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "sleep 3; exit 5", {
            backoffLimit: 0,
            podFailurePolicy: { rules: [{ action: "Ignore", onExitCodes: { operator: "NotIn", values: [1] } }] },
          }),
        ],
      },
    ],
  },
  {
    name: "jobs-policy-fail-index",
    title: "An exit code for which the policy says FailIndex fails the index without another try",
    seconds: 25,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "sleep 3; test $JOB_COMPLETION_INDEX -eq 0 || exit 7", {
            completions: 2,
            parallelism: 2,
            completionMode: "Indexed",
            backoffLimitPerIndex: 2,
            podFailurePolicy: { rules: [{ action: "FailIndex", onExitCodes: { operator: "In", values: [7] } }] },
          }),
        ],
      },
    ],
  },
  {
    name: "jobs-suspend-resume",
    title: "A suspended Job loses its pod and has another one when it is resumed",
    seconds: 40,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 6")] },
      { at: 3, do: "patch", target, patch: { type: "merge", body: { spec: { suspend: true } } } },
      { at: 15, do: "patch", target, patch: { type: "merge", body: { spec: { suspend: false } } } },
    ],
  },
  {
    name: "jobs-created-suspended",
    title: "A Job that is created suspended makes no pod before it is resumed",
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 4", { suspend: true })] },
      { at: 8, do: "patch", target, patch: { type: "merge", body: { spec: { suspend: false } } } },
    ],
  },
  {
    name: "jobs-ttl",
    title: "A Job that is complete is deleted with its pod when its time to live is over",
    seconds: 30,
    steps: [{ at: 0, do: "create", objects: [job("work", "sleep 2", { ttlSecondsAfterFinished: 8 })] }],
  },
  {
    name: "jobs-delete",
    title: "The pods of a Job that is deleted in the background go, those of one whose pods are to be orphaned stay",
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 600"), job("kept", "sleep 600")] },
      { at: 6, do: "delete", target, options: { propagationPolicy: "Background" } },
      { at: 13, do: "delete", target: { kind: "job", name: "kept" }, options: { propagationPolicy: "Orphan" } },
    ],
  },
  {
    name: "jobs-delete-foreground",
    title: "A Job that is deleted in the foreground goes after its pod",
    seconds: 18,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 600")] },
      { at: 6, do: "delete", target, options: { propagationPolicy: "Foreground" } },
    ],
  },
  {
    name: "jobs-pod-deleted",
    title: "A pod of a Job that is deleted counts as failed and is replaced after ten seconds",
    seconds: 35,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 600")] },
      { at: 6, do: "delete", target: { kind: "pod", selector: "job-name=work" } },
    ],
  },
  {
    name: "jobs-replace-when-failed",
    title: "With podReplacementPolicy Failed a pod that is deleted is replaced only when it is over",
    seconds: 40,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job(
            "work",
            "trap '' TERM; sleep 600",
            { podReplacementPolicy: "Failed" },
            { terminationGracePeriodSeconds: 6 },
          ),
        ],
      },
      { at: 6, do: "delete", target: { kind: "pod", selector: "job-name=work" } },
    ],
  },
  {
    name: "jobs-parallelism-changes",
    title: "A Job runs more pods and fewer when its parallelism is changed",
    seconds: 35,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 600", { completions: 6, parallelism: 1 })] },
      { at: 8, do: "patch", target, patch: { type: "merge", body: { spec: { parallelism: 3 } } } },
      { at: 18, do: "patch", target, patch: { type: "merge", body: { spec: { parallelism: 0 } } } },
    ],
  },
  {
    name: "jobs-refused",
    title: "Jobs that make no sense, and changes of what may not change, are refused",
    seconds: 16,
    steps: [
      { at: 0, do: "create", objects: [job("always", "true", {}, { restartPolicy: "Always" })] },
      { at: 0, do: "create", objects: [job("unsaid", "true", {}, { restartPolicy: undefined })] },
      {
        at: 0,
        do: "create",
        objects: [job("negative", "true", { parallelism: -1, completions: -2, backoffLimit: -1 })],
      },
      { at: 0, do: "create", objects: [job("indexed", "true", { completionMode: "Indexed" })] },
      { at: 0, do: "create", objects: [job("mode", "true", { completionMode: "Some" })] },
      { at: 0, do: "create", objects: [job("per-index", "true", { backoffLimitPerIndex: 1, maxFailedIndexes: 1 })] },
      {
        at: 0,
        do: "create",
        objects: [
          job("policy", "true", {
            podFailurePolicy: {
              rules: [
                { action: "FailIndex", onExitCodes: { operator: "In", values: [0] } },
                { action: "Never", onExitCodes: { containerName: "other", operator: "Out", values: [3, 2] } },
                { action: "Count" },
              ],
            },
          }),
        ],
      },
      { at: 0, do: "create", objects: [job("selector", "true", { selector: { matchLabels: { app: "x" } } })] },
      {
        at: 0,
        do: "create",
        objects: [job("manual", "true", { manualSelector: true })],
      },
      {
        at: 0,
        do: "create",
        objects: [job("replacement", "true", { podReplacementPolicy: "Soon", successPolicy: { rules: [] } })],
      },
      { at: 1, do: "create", show: true, objects: [job("work", "sleep 600", { parallelism: 0 })] },
      { at: 2, do: "patch", target, patch: { type: "merge", body: { spec: { completions: 3 } } } },
      {
        at: 2,
        do: "patch",
        target,
        patch: { type: "merge", body: { spec: { selector: { matchLabels: { a: "b" } } } } },
      },
      { at: 2, do: "patch", target, patch: { type: "merge", body: { spec: { completionMode: "Indexed" } } } },
      {
        at: 2,
        do: "patch",
        target,
        patch: { type: "merge", body: { spec: { backoffLimit: 2, activeDeadlineSeconds: 500 } } },
      },
    ],
  },
  {
    name: "jobs-template-immutable",
    title: "The template of a Job cannot be changed",
    seconds: 10,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 600", { parallelism: 0 })] },
      {
        at: 2,
        do: "patch",
        target,
        patch: { type: "merge", body: { spec: { template: { spec: { terminationGracePeriodSeconds: 5 } } } } },
      },
    ],
  },
  {
    name: "jobs-policy-ignore-disruption",
    title: "A pod that was evicted does not count as failed when the policy ignores disruptions",
    seconds: 35,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          job("work", "sleep 600", {
            backoffLimit: 0,
            podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] }] },
          }),
        ],
      },
      { at: 5, do: "evict", pod: { kind: "pod", selector: "job-name=work" } },
    ],
  },
  {
    name: "jobs-quota",
    title: "A Job whose pods a quota forbids tries again, less and less often",
    seconds: 26,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "none" }, spec: { hard: { pods: "0" } } },
        ],
      },
      { at: 5, do: "create", objects: [job("work", "true")] },
    ],
  },
  {
    name: "jobs-adopt",
    title: "A Job with a selector of its own adopts a pod that matches it",
    seconds: 20,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [
          pod(
            "stray",
            { restartPolicy: "Never", containers: [script("sleep 12", unready)] },
            { labels: { app: "mine" } },
          ),
        ],
      },
      {
        at: 4,
        do: "create",
        objects: [
          job("work", "sleep 600", {
            manualSelector: true,
            selector: { matchLabels: { app: "mine" } },
            template: {
              metadata: { labels: { app: "mine" } },
              spec: podSpec({ restartPolicy: "Never", containers: [script("sleep 600", unready)] }),
            },
          }),
        ],
      },
    ],
  },
  {
    name: "jobs-elastic",
    title: "An indexed Job grows and shrinks when completions and parallelism are changed together",
    seconds: 32,
    steps: [
      {
        at: 0,
        do: "create",
        objects: [job("work", "sleep 600", { completions: 1, parallelism: 1, completionMode: "Indexed" })],
      },
      { at: 6, do: "patch", target, patch: { type: "merge", body: { spec: { completions: 3 } } } },
      { at: 8, do: "patch", target, patch: { type: "merge", body: { spec: { completions: 3, parallelism: 3 } } } },
      { at: 19, do: "patch", target, patch: { type: "merge", body: { spec: { completions: 1, parallelism: 1 } } } },
    ],
  },
  {
    name: "jobs-deadline-set-later",
    title: "A deadline that is set while a Job runs counts from the Job's start",
    seconds: 25,
    steps: [
      { at: 0, do: "create", objects: [job("work", "sleep 600")] },
      { at: 5, do: "patch", target, patch: { type: "merge", body: { spec: { activeDeadlineSeconds: 10 } } } },
    ],
  },
];
