/**
 * `kubectl describe` of jobs and cron jobs.
 * @module
 */
import { formatLabelSelector, fromRfc3339, type KubeObject, type LabelSelector } from "@aiops-gym/cluster";
import type { Invocation } from "../invocation.ts";
import { humanDuration, longTime } from "../time-text.ts";
import { fieldAt, listAt, numberAt, textAt, treeAt } from "../tree.ts";
import { describePodTemplate } from "./describe-pod.ts";
import { controllerOf, type DescribeWriter, type Events } from "./writer.ts";

export async function describeJob(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.field(0, "Selector", formatLabelSelector(fieldAt(object, "spec.selector") as LabelSelector | undefined));
  out.labelsAndAnnotations(object);
  if (controllerOf(object) !== "") out.field(0, "Controlled By", controllerOf(object));
  for (const [title, field] of [
    ["Parallelism", "parallelism"],
    ["Completions", "completions"],
    ["Completion Mode", "completionMode"],
    ["Suspend", "suspend"],
    ["Backoff Limit", "backoffLimit"],
    ["TTL Seconds After Finished", "ttlSecondsAfterFinished"],
  ] as const) {
    const text = textAt(object, `spec.${field}`) || (field === "completions" ? "<unset>" : "");
    if (text !== "") out.field(0, title, text);
  }
  const [start, end] = [textAt(object, "status.startTime"), textAt(object, "status.completionTime")];
  if (start !== "") out.field(0, "Start Time", longTime(start));
  if (end !== "") out.field(0, "Completed At", longTime(end));
  if (start !== "" && end !== "") out.field(0, "Duration", humanDuration(fromRfc3339(end) - fromRfc3339(start)));
  const limit = textAt(object, "spec.activeDeadlineSeconds");
  if (limit !== "") out.field(0, "Active Deadline Seconds", `${limit}s`);
  const count = (field: string): number => numberAt(object, `status.${field}`);
  const ready = fieldAt(object, "status.ready") === undefined ? "" : ` (${count("ready")} Ready)`;
  out.field(
    0,
    "Pods Statuses",
    `${count("active")} Active${ready} / ${count("succeeded")} Succeeded / ${count("failed")} Failed`,
  );
  describePodTemplate(out, treeAt(object, "spec.template"));
  out.events(events);
}

export async function describeCronJob(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.labelsAndAnnotations(object);
  const text = (path: string): string => textAt(object, `spec.${path}`);
  const orUnset = (shown: string): string => (shown === "" ? "<unset>" : shown);
  out.field(0, "Schedule", text("schedule"));
  out.field(0, "Concurrency Policy", text("concurrencyPolicy"));
  out.field(0, "Suspend", orUnset(({ true: "True", false: "False" } as Record<string, string>)[text("suspend")] ?? ""));
  out.field(0, "Successful Job History Limit", orUnset(text("successfulJobsHistoryLimit")));
  out.field(0, "Failed Job History Limit", orUnset(text("failedJobsHistoryLimit")));
  const deadline = text("startingDeadlineSeconds");
  out.field(0, "Starting Deadline Seconds", deadline === "" ? "<unset>" : `${deadline}s`);
  const selector = fieldAt(object, "spec.jobTemplate.spec.selector") as LabelSelector | undefined;
  out.field(0, "Selector", selector === undefined ? "<unset>" : formatLabelSelector(selector));
  out.field(0, "Parallelism", orUnset(text("jobTemplate.spec.parallelism")));
  out.field(0, "Completions", orUnset(text("jobTemplate.spec.completions")));
  const limit = text("jobTemplate.spec.activeDeadlineSeconds");
  if (limit !== "") out.field(0, "Active Deadline Seconds", `${limit}s`);
  describePodTemplate(out, treeAt(object, "spec.jobTemplate.spec.template"));
  const last = textAt(object, "status.lastScheduleTime");
  out.field(0, "Last Schedule Time", last === "" ? "<unset>" : longTime(last));
  const active = listAt(object, "status.active").map((one) => textAt(one, "name"));
  out.field(0, "Active Jobs", active.join(", ") || "<none>");
  out.events(events);
}
