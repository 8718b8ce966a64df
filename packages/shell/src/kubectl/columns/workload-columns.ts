/**
 * Columns of what runs pods: deployments, sets, jobs, autoscalers.
 * @module
 */
import { formatLabelSelector, fromRfc3339, type KubeObject, type LabelSelector } from "@aiops-gym/cluster";
import { ageText, humanDuration } from "../time-text.ts";
import { fieldAt, listAt, mapAt, numberAt, type Tree, textAt } from "../tree.ts";
import {
  ageColumn,
  type CellContext,
  type Column,
  column,
  containerColumns,
  countColumn,
  fieldColumn,
  formatLabels,
  hasTrueCondition,
  nameColumn,
  shortList,
  wideColumn,
} from "./column.ts";

const templateContainers = containerColumns("spec.template.spec.containers");
const selectorColumn = wideColumn("Selector", (object) => selectorText(object, "spec.selector"));

function selectorText(object: KubeObject, path: string): string {
  return formatLabelSelector(fieldAt(object, path) as LabelSelector | undefined);
}

const readyColumn = column(
  "Ready",
  (object) => `${numberAt(object, "status.readyReplicas")}/${numberAt(object, "spec.replicas")}`,
);

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  readyColumn,
  countColumn("Up-to-date", "status.updatedReplicas"),
  countColumn("Available", "status.availableReplicas"),
  ageColumn,
  ...templateContainers,
  selectorColumn,
];

export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  countColumn("Desired", "spec.replicas"),
  countColumn("Current", "status.replicas"),
  countColumn("Ready", "status.readyReplicas"),
  ageColumn,
  ...templateContainers,
  selectorColumn,
];

export const replicationControllerColumns: readonly Column[] = [
  ...replicaSetColumns.filter(({ name }) => name !== "Selector"),
  wideColumn("Selector", (object) => formatLabels(mapAt(object, "spec.selector"))),
];

export const podTemplateColumns: readonly Column[] = [
  nameColumn,
  ...containerColumns("template.spec.containers").map(({ name, cell }) => column(name, cell)),
  column("Pod Labels", (object) => formatLabels(mapAt(object, "template.metadata.labels"))),
];

export const statefulSetColumns: readonly Column[] = [nameColumn, readyColumn, ageColumn, ...templateContainers];

export const daemonSetColumns: readonly Column[] = [
  nameColumn,
  countColumn("Desired", "status.desiredNumberScheduled"),
  countColumn("Current", "status.currentNumberScheduled"),
  countColumn("Ready", "status.numberReady"),
  countColumn("Up-to-date", "status.updatedNumberScheduled"),
  countColumn("Available", "status.numberAvailable"),
  column("Node Selector", (object) => formatLabels(mapAt(object, "spec.template.spec.nodeSelector"))),
  ageColumn,
  ...templateContainers,
  selectorColumn,
];

/** First that holds is the job's status. */
const jobStatuses: readonly (readonly [status: string, holds: (job: KubeObject) => boolean])[] = [
  ["Complete", (job) => hasTrueCondition(job, "Complete")],
  ["Failed", (job) => hasTrueCondition(job, "Failed")],
  ["Terminating", (job) => job.metadata.deletionTimestamp !== undefined],
  ["Suspended", (job) => hasTrueCondition(job, "Suspended")],
  ["FailureTarget", (job) => hasTrueCondition(job, "FailureTarget")],
  ["SuccessCriteriaMet", (job) => hasTrueCondition(job, "SuccessCriteriaMet")],
];

function completions(job: KubeObject): string {
  const succeeded = numberAt(job, "status.succeeded");
  if (fieldAt(job, "spec.completions") !== undefined) return `${succeeded}/${numberAt(job, "spec.completions")}`;
  const parallelism = numberAt(job, "spec.parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: KubeObject, { now }: CellContext): string {
  const start = textAt(job, "status.startTime");
  if (start === "") return "";
  const end = textAt(job, "status.completionTime");
  return humanDuration((end === "" ? now : fromRfc3339(end)) - fromRfc3339(start));
}

export const jobColumns: readonly Column[] = [
  nameColumn,
  column("Status", (job) => jobStatuses.find(([, holds]) => holds(job))?.[0] ?? "Running"),
  column("Completions", completions),
  column("Duration", jobDuration),
  ageColumn,
  ...templateContainers,
  selectorColumn,
];

export const cronJobColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("Schedule", "spec.schedule"),
  fieldColumn("Timezone", "spec.timeZone", "<none>"),
  column("Suspend", (job) => (fieldAt(job, "spec.suspend") === true ? "True" : "False")),
  column("Active", (job) => String(listAt(job, "status.active").length)),
  column("Last Schedule", (job, { now }) => {
    const time = textAt(job, "status.lastScheduleTime");
    return time === "" ? "<none>" : ageText(time, now);
  }),
  ageColumn,
  ...containerColumns("spec.jobTemplate.spec.template.spec.containers"),
  wideColumn("Selector", (job) => selectorText(job, "spec.jobTemplate.spec.selector")),
];

/** One target of an autoscaler beside what it is now. */
function metricText(spec: Tree, status: Tree | undefined): string {
  const type = textAt(spec, "type");
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const isResource = key === "resource" || key === "containerResource";
  const label = isResource ? `${textAt(spec, `${key}.name`)}: ` : "";
  const wantedAverage = textAt(spec, `${key}.target.averageValue`);
  if (wantedAverage !== "") {
    const average = textAt(status, `${key}.current.averageValue`) || "<unknown>";
    return `${label}${average}/${wantedAverage}${key === "object" || key === "external" ? " (avg)" : ""}`;
  }
  if (!isResource)
    return `${textAt(status, `${key}.current.value`) || "<unknown>"}/${textAt(spec, `${key}.target.value`)}`;
  const used = textAt(status, `${key}.current.averageUtilization`);
  const wanted = textAt(spec, `${key}.target.averageUtilization`);
  return `${label}${used === "" ? "<unknown>" : `${used}%`}/${wanted === "" ? "<auto>" : `${wanted}%`}`;
}

function autoscalerTargets(object: KubeObject): string {
  const statuses = listAt(object, "status.currentMetrics");
  const texts = listAt(object, "spec.metrics").map((spec, index) => metricText(spec, statuses[index]));
  return shortList(texts, 2, ", ", "<none>");
}

export const autoscalerColumns: readonly Column[] = [
  nameColumn,
  column(
    "Reference",
    (object) => `${textAt(object, "spec.scaleTargetRef.kind")}/${textAt(object, "spec.scaleTargetRef.name")}`,
  ),
  column("Targets", autoscalerTargets),
  fieldColumn("MinPods", "spec.minReplicas", "<unset>"),
  countColumn("MaxPods", "spec.maxReplicas"),
  countColumn("Replicas", "status.currentReplicas"),
  ageColumn,
];

export const disruptionBudgetColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("Min Available", "spec.minAvailable", "N/A"),
  fieldColumn("Max Unavailable", "spec.maxUnavailable", "N/A"),
  countColumn("Allowed Disruptions", "status.disruptionsAllowed"),
  ageColumn,
];
