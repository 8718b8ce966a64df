/**
 * CronJobs: schedules, what happens when runs overlap, history.
 * @module
 */
import type { Manifest } from "@aiops-gym/cluster";
import type { Scenario } from "../scenario.ts";
import { podSpec, script } from "./manifests.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A CronJob of every minute, whose pods run a shell script. */
function cronJob(name: string, text: string, spec: Fields = {}, job: Fields = {}): Manifest {
  const template = { spec: podSpec({ restartPolicy: "Never", containers: [script(text)] }) };
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name },
    spec: { schedule: "* * * * *", jobTemplate: { spec: { template, ...job } }, ...spec },
  };
}

const target = { kind: "cronjob", name: "tick" };
/** Ten seconds before the minute. */
const startAtSecond = 50;

export const cronJobs: readonly Scenario[] = [
  {
    name: "cron-jobs-run",
    title: "A CronJob makes a Job on the minute and notes that it succeeded",
    startAtSecond,
    seconds: 35,
    steps: [
      { at: 0, do: "create", show: true, objects: [cronJob("tick", "sleep 3")] },
      { at: 24, do: "get", target, show: true },
    ],
  },
  {
    name: "cron-jobs-fail",
    title: "A CronJob sees that its Job failed",
    startAtSecond,
    seconds: 30,
    steps: [{ at: 0, do: "create", objects: [cronJob("tick", "sleep 2; exit 1", {}, { backoffLimit: 0 })] }],
  },
  {
    name: "cron-jobs-forbid",
    title: "With concurrencyPolicy Forbid no Job is made while one runs",
    startAtSecond,
    seconds: 85,
    steps: [{ at: 0, do: "create", objects: [cronJob("tick", "sleep 600", { concurrencyPolicy: "Forbid" })] }],
  },
  {
    name: "cron-jobs-allow",
    title: "Jobs of one CronJob may run side by side",
    startAtSecond,
    seconds: 85,
    steps: [{ at: 0, do: "create", objects: [cronJob("tick", "sleep 600")] }],
  },
  {
    name: "cron-jobs-replace",
    title: "With concurrencyPolicy Replace the Job that runs is deleted for the next",
    startAtSecond,
    seconds: 85,
    steps: [{ at: 0, do: "create", objects: [cronJob("tick", "sleep 600", { concurrencyPolicy: "Replace" })] }],
  },
  {
    name: "cron-jobs-history",
    title: "A complete Job beyond the history's limit is deleted",
    startAtSecond,
    seconds: 35,
    steps: [{ at: 0, do: "create", objects: [cronJob("tick", "sleep 2", { successfulJobsHistoryLimit: 0 })] }],
  },
  {
    name: "cron-jobs-suspended",
    title: "A CronJob that is resumed after a missed time makes up for it",
    startAtSecond,
    seconds: 40,
    steps: [
      { at: 0, do: "create", objects: [cronJob("tick", "sleep 2", { suspend: true })] },
      { at: 20, do: "patch", target, patch: { type: "merge", body: { spec: { suspend: false } } } },
    ],
  },
  {
    name: "cron-jobs-too-late",
    title: "A missed time is let go when it lies further back than startingDeadlineSeconds",
    startAtSecond,
    seconds: 40,
    steps: [
      { at: 0, do: "create", objects: [cronJob("tick", "sleep 2", { suspend: true, startingDeadlineSeconds: 5 })] },
      { at: 25, do: "patch", target, patch: { type: "merge", body: { spec: { suspend: false } } } },
    ],
  },
  {
    name: "cron-jobs-reschedule",
    title: "A CronJob whose schedule is changed follows the new one",
    startAtSecond,
    seconds: 30,
    steps: [
      { at: 0, do: "create", objects: [cronJob("tick", "sleep 600", { schedule: "0 0 1 1 *" })] },
      { at: 3, do: "patch", target, patch: { type: "merge", body: { spec: { schedule: "*/1 * * * *" } } } },
    ],
  },
  {
    name: "cron-jobs-delete",
    title: "The Job and the pod of a CronJob that is deleted go",
    startAtSecond,
    seconds: 35,
    steps: [
      { at: 0, do: "create", objects: [cronJob("tick", "sleep 600")] },
      { at: 20, do: "delete", target, options: { propagationPolicy: "Background" } },
    ],
  },
  {
    name: "cron-jobs-time-zone",
    title: "The Job of a CronJob with a time zone carries its time in it",
    startAtSecond,
    seconds: 28,
    steps: [
      { at: 0, do: "create", objects: [cronJob("tick", "sleep 2", { timeZone: "Asia/Kolkata" })] },
      { at: 20, do: "list", kind: "job" },
    ],
  },
  {
    name: "cron-jobs-refused",
    title: "CronJobs that make no sense are refused",
    seconds: 12,
    steps: [
      { at: 0, do: "create", objects: [cronJob("empty", "true", { schedule: "" })] },
      { at: 0, do: "create", objects: [cronJob("four", "true", { schedule: "* * * *" })] },
      { at: 0, do: "create", objects: [cronJob("many", "true", { schedule: "61 * * * *" })] },
      { at: 0, do: "create", objects: [cronJob("word", "true", { schedule: "often * * * *" })] },
      { at: 0, do: "create", objects: [cronJob("descriptor", "true", { schedule: "@sometimes" })] },
      { at: 0, do: "create", objects: [cronJob("range", "true", { schedule: "30-10 * * * *" })] },
      { at: 0, do: "create", objects: [cronJob("step", "true", { schedule: "*/0 * * * *" })] },
      { at: 0, do: "create", objects: [cronJob("zone", "true", { schedule: "TZ=UTC * * * * *" })] },
      { at: 0, do: "create", objects: [cronJob("nowhere", "true", { timeZone: "Europe/Nowhere" })] },
      { at: 0, do: "create", objects: [cronJob("odd", "true", { timeZone: "Eu rope" })] },
      { at: 0, do: "create", objects: [cronJob("local", "true", { timeZone: "Local" })] },
      { at: 0, do: "create", objects: [cronJob("policy", "true", { concurrencyPolicy: "Sometimes" })] },
      {
        at: 0,
        do: "create",
        objects: [
          cronJob("negative", "true", {
            startingDeadlineSeconds: -1,
            successfulJobsHistoryLimit: -1,
            failedJobsHistoryLimit: -2,
          }),
        ],
      },
      {
        at: 0,
        do: "create",
        objects: [cronJob("selector", "true", {}, { selector: { matchLabels: { a: "b" } }, manualSelector: true })],
      },
      { at: 0, do: "create", objects: [cronJob("parallel", "true", {}, { parallelism: -1 })] },
      { at: 0, do: "create", objects: [cronJob(`long-${"x".repeat(50)}`, "true")] },
      { at: 1, do: "create", show: true, objects: [cronJob("tick", "true", { schedule: "@yearly" })] },
    ],
  },
];
