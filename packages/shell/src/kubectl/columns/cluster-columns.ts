/**
 * Columns of nodes, namespaces, events, quotas and access rules.
 * @module
 */
import { canonicalQuantity, type KubeObject } from "@aiops-gym/cluster";
import { ageText } from "../time-text.ts";
import { fieldAt, listAt, mapAt, numberAt, sortedKeys, textAt } from "../tree.ts";
import {
  ageColumn,
  type CellContext,
  type Column,
  column,
  countColumn,
  fieldColumn,
  nameColumn,
  nodeRoles,
  wideColumn,
} from "./column.ts";

function nodeStatus(node: KubeObject): string {
  const ready = listAt(node, "status.conditions").find((one) => one["type"] === "Ready");
  const status = ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
  return fieldAt(node, "spec.unschedulable") === true ? `${status},SchedulingDisabled` : status;
}

function nodeAddress(type: string): (node: KubeObject) => string {
  return (node) =>
    textAt(
      listAt(node, "status.addresses").find((one) => one["type"] === type),
      "address",
    ) || "<none>";
}

export const nodeColumns: readonly Column[] = [
  nameColumn,
  column("Status", nodeStatus),
  column("Roles", nodeRoles),
  ageColumn,
  fieldColumn("Version", "status.nodeInfo.kubeletVersion"),
  wideColumn("Internal-IP", nodeAddress("InternalIP")),
  wideColumn("External-IP", nodeAddress("ExternalIP")),
  { ...fieldColumn("OS-Image", "status.nodeInfo.osImage", "<unknown>"), wide: true },
  { ...fieldColumn("Kernel-Version", "status.nodeInfo.kernelVersion", "<unknown>"), wide: true },
  { ...fieldColumn("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", "<unknown>"), wide: true },
];

export const namespaceColumns: readonly Column[] = [nameColumn, fieldColumn("Status", "status.phase"), ageColumn];

function firstSeen(event: KubeObject, { now }: CellContext): string {
  return ageText(textAt(event, "firstTimestamp") || textAt(event, "eventTime"), now);
}

function lastSeen(event: KubeObject, context: CellContext): string {
  const time = textAt(event, "series.lastObservedTime") || textAt(event, "lastTimestamp");
  return time === "" ? firstSeen(event, context) : ageText(time, context.now);
}

function eventSource(event: KubeObject): string {
  const component = textAt(event, "source.component") || textAt(event, "reportingComponent");
  const host = textAt(event, "source.host") || textAt(event, "reportingInstance");
  return host === "" ? component : `${component}, ${host}`;
}

function eventCount(event: KubeObject): string {
  return String(numberAt(event, "series.count") || numberAt(event, "count") || 1);
}

export const eventColumns: readonly Column[] = [
  column("Last Seen", lastSeen),
  fieldColumn("Type", "type"),
  fieldColumn("Reason", "reason"),
  column("Object", (event) => {
    const kind = textAt(event, "involvedObject.kind").toLowerCase();
    const name = textAt(event, "involvedObject.name");
    return name === "" ? kind : `${kind}/${name}`;
  }),
  { ...fieldColumn("Subobject", "involvedObject.fieldPath"), wide: true },
  wideColumn("Source", eventSource),
  column("Message", (event) => textAt(event, "message").trim()),
  wideColumn("First Seen", firstSeen),
  wideColumn("Count", eventCount),
  { ...nameColumn, wide: true },
];

function quotaUse(quota: KubeObject, limits: boolean): string {
  const hard = mapAt(quota, "status.hard");
  const used = mapAt(quota, "status.used");
  return sortedKeys(hard)
    .filter((resource) => resource.startsWith("limits.") === limits)
    .map(
      (resource) =>
        `${resource}: ${canonicalQuantity(used[resource] ?? "0")}/${canonicalQuantity(hard[resource] ?? "0")}`,
    )
    .join(", ");
}

export const quotaColumns: readonly Column[] = [
  nameColumn,
  column("Request", (quota) => quotaUse(quota, false)),
  column("Limit", (quota) => quotaUse(quota, true)),
  ageColumn,
];

export const serviceAccountColumns: readonly Column[] = [
  nameColumn,
  column("Secrets", (account) => String(listAt(account, "secrets").length)),
  ageColumn,
];

function subjects(kind: string): Column["cell"] {
  return (binding) =>
    listAt(binding, "subjects")
      .filter((one) => one["kind"] === kind)
      .map((one) =>
        kind === "ServiceAccount" ? `${textAt(one, "namespace")}/${textAt(one, "name")}` : textAt(one, "name"),
      )
      .join(", ");
}

export const bindingColumns: readonly Column[] = [
  nameColumn,
  column("Role", (binding) => `${textAt(binding, "roleRef.kind")}/${textAt(binding, "roleRef.name")}`),
  ageColumn,
  wideColumn("Users", subjects("User")),
  wideColumn("Groups", subjects("Group")),
  wideColumn("ServiceAccounts", subjects("ServiceAccount")),
];

export const leaseColumns: readonly Column[] = [nameColumn, fieldColumn("Holder", "spec.holderIdentity"), ageColumn];

export const priorityClassColumns: readonly Column[] = [
  nameColumn,
  countColumn("Value", "value"),
  fieldColumn("Global-Default", "globalDefault", "false"),
  ageColumn,
  column("PreemptionPolicy", (object) => textAt(object, "preemptionPolicy")),
];

export const controllerRevisionColumns: readonly Column[] = [
  nameColumn,
  column("Controller", (object) => {
    const owner = object.metadata.ownerReferences?.find((one) => one.controller === true);
    if (owner === undefined) return "<none>";
    const group = owner.apiVersion.includes("/") ? `.${owner.apiVersion.split("/")[0]}` : "";
    return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
  }),
  countColumn("Revision", "revision"),
  ageColumn,
];

/** What the server says of kinds that it has no columns for. */
export const plainColumns: readonly Column[] = [nameColumn, fieldColumn("Created At", "metadata.creationTimestamp")];
/** What the server says of custom resources that ask for no columns. */
export const customColumns: readonly Column[] = [nameColumn, ageColumn];
/** Chaos Mesh asks for these. */
export const chaosColumns: readonly Column[] = [nameColumn, fieldColumn("Duration", "spec.duration")];
export const chaosActionColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("Action", "spec.action"),
  fieldColumn("Duration", "spec.duration"),
];
