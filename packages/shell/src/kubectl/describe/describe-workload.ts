/**
 * `kubectl describe` of deployments and sets.
 * @module
 */
import { formatLabelSelector, type KubeObject, type LabelSelector, StatusError } from "@aiops-gym/cluster";
import { formatLabels } from "../columns/column.ts";
import type { Invocation } from "../invocation.ts";
import { hasSameTemplate, podCounts, replicaSetsOf } from "../owned.ts";
import { longTime } from "../time-text.ts";
import { fieldAt, listAt, mapAt, numberAt, textAt, treeAt } from "../tree.ts";
import { describePodTemplate } from "./describe-pod.ts";
import { controllerOf, type DescribeWriter, type Events, quantityText } from "./writer.ts";

function selector(object: KubeObject): string {
  return formatLabelSelector(fieldAt(object, "spec.selector") as LabelSelector | undefined);
}

function replicaSetList(sets: readonly KubeObject[]): string {
  return (
    sets
      .map(
        (set) =>
          `${set.metadata.name} (${numberAt(set, "status.replicas")}/${numberAt(set, "spec.replicas")} replicas created)`,
      )
      .join(", ") || "<none>"
  );
}

export async function describeDeployment(
  call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.field(0, "CreationTimestamp", longTime(object.metadata.creationTimestamp));
  out.labelsAndAnnotations(object);
  out.field(0, "Selector", selector(object));
  const count = (field: string): number => numberAt(object, `status.${field}`);
  out.field(
    0,
    "Replicas",
    `${numberAt(object, "spec.replicas")} desired | ${count("updatedReplicas")} updated | ${count("replicas")} total | ` +
      `${count("availableReplicas")} available | ${count("unavailableReplicas")} unavailable`,
  );
  out.field(0, "StrategyType", textAt(object, "spec.strategy.type"));
  out.field(0, "MinReadySeconds", numberAt(object, "spec.minReadySeconds"));
  const rolling = fieldAt(object, "spec.strategy.rollingUpdate");
  if (rolling !== undefined && rolling !== null) {
    const [unavailable, surge] = [textAt(rolling, "maxUnavailable"), textAt(rolling, "maxSurge")];
    out.field(0, "RollingUpdateStrategy", `${unavailable} max unavailable, ${surge} max surge`);
  }
  describePodTemplate(out, treeAt(object, "spec.template"));
  out.reasonedConditions(object);
  const sets = await unlessForbidden(replicaSetsOf(call, object));
  const current = sets.find((set) => hasSameTemplate(set, object));
  if (sets.length > 0) {
    out.field(0, "OldReplicaSets", replicaSetList(sets.filter((set) => set !== current)));
    out.field(0, "NewReplicaSet", replicaSetList(current === undefined ? [] : [current]));
  }
  out.events(events);
}

/** What may not be seen is left out. */
async function unlessForbidden(asked: Promise<readonly KubeObject[]>): Promise<readonly KubeObject[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}

export async function describeReplicaSet(
  call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.field(0, "Selector", selector(object));
  out.labelsAndAnnotations(object);
  if (controllerOf(object) !== "") out.field(0, "Controlled By", controllerOf(object));
  out.field(
    0,
    "Replicas",
    `${numberAt(object, "status.replicas")} current / ${numberAt(object, "spec.replicas")} desired`,
  );
  out.field(0, "Pods Status", await podCounts(call, object));
  describePodTemplate(out, treeAt(object, "spec.template"));
  out.reasonedConditions(object);
  out.events(events);
}

export async function describeStatefulSet(
  call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.field(0, "CreationTimestamp", longTime(object.metadata.creationTimestamp));
  out.field(0, "Selector", selector(object));
  out.labelsAndAnnotations(object);
  out.field(
    0,
    "Replicas",
    `${numberAt(object, "spec.replicas")} desired | ${numberAt(object, "status.replicas")} total`,
  );
  out.field(0, "Update Strategy", textAt(object, "spec.updateStrategy.type"));
  const partition = fieldAt(object, "spec.updateStrategy.rollingUpdate.partition");
  if (typeof partition === "number") out.field(1, "Partition", partition);
  out.field(0, "Pods Status", await podCounts(call, object));
  describePodTemplate(out, treeAt(object, "spec.template"));
  const claims = listAt(object, "spec.volumeClaimTemplates");
  out.line(0, claims.length === 0 ? "Volume Claims:\t<none>" : "Volume Claims:");
  for (const claim of claims) {
    out.field(1, "Name", textAt(claim, "metadata.name"));
    out.field(1, "StorageClass", textAt(claim, "spec.storageClassName"));
    out.labels("  Labels", mapAt(claim, "metadata.labels"));
    out.labels("  Annotations", mapAt(claim, "metadata.annotations"));
    out.field(1, "Capacity", quantityText(textAt(claim, "spec.resources.requests.storage")));
    out.field(
      1,
      "Access Modes",
      `[${(fieldAt(claim, "spec.accessModes") as readonly string[] | undefined)?.join(" ") ?? ""}]`,
    );
  }
  out.events(events);
}

export async function describeDaemonSet(
  call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.field(0, "Selector", selector(object));
  out.field(0, "Node-Selector", formatLabels(mapAt(object, "spec.template.spec.nodeSelector")));
  out.labelsAndAnnotations(object);
  for (const [title, field] of [
    ["Desired Number of Nodes Scheduled", "desiredNumberScheduled"],
    ["Current Number of Nodes Scheduled", "currentNumberScheduled"],
    ["Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"],
    ["Number of Nodes Scheduled with Available Pods", "numberAvailable"],
    ["Number of Nodes Misscheduled", "numberMisscheduled"],
  ] as const) {
    out.line(0, `${title}: ${numberAt(object, `status.${field}`)}`);
  }
  out.field(0, "Pods Status", await podCounts(call, object));
  describePodTemplate(out, treeAt(object, "spec.template"));
  out.events(events);
}

export async function describeReplicationController(
  call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  out.field(0, "Selector", formatLabels(mapAt(object, "spec.selector")));
  out.labelsAndAnnotations(object);
  const [now, wanted] = [numberAt(object, "status.replicas"), numberAt(object, "spec.replicas")];
  out.field(0, "Replicas", `${now} current / ${wanted} desired`);
  out.field(0, "Pods Status", await podCounts(call, object));
  describePodTemplate(out, treeAt(object, "spec.template"));
  out.reasonedConditions(object);
  out.events(events);
}

export async function describeDisruptionBudget(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.heading(object);
  const [minimum, maximum] = [textAt(object, "spec.minAvailable"), textAt(object, "spec.maxUnavailable")];
  if (minimum !== "") out.field(0, "Min available", minimum);
  else if (maximum !== "") out.field(0, "Max unavailable", maximum);
  out.field(0, "Selector", fieldAt(object, "spec.selector") === undefined ? "<unset>" : selector(object));
  out.line(0, "Status:");
  for (const [title, field] of [
    ["Allowed disruptions", "disruptionsAllowed"],
    ["Current", "currentHealthy"],
    ["Desired", "desiredHealthy"],
    ["Total", "expectedPods"],
  ] as const) {
    out.field(2, title, numberAt(object, `status.${field}`));
  }
  out.events(events);
}
