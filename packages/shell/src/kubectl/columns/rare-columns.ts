/**
 * Columns of kinds that are seldom seen: extensions of the API server, drivers, runtimes, addresses.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { microsPerSecond } from "@aiops-gym/cluster";
import { humanDuration } from "../time-text.ts";
import { fieldAt, listAt, numberAt, type Tree, textAt, textsAt, treeAt } from "../tree.ts";
import { ageColumn, type Column, column, fieldColumn, hasTrueCondition, nameColumn } from "./column.ts";

function counted(name: string, path: string): Column {
  return column(name, (object) => String(listAt(object, path).length));
}

function flag(name: string, path: string, initial: boolean): Column {
  return column(name, (object) => String(fieldAt(object, path) ?? initial));
}

export const webhookColumns: readonly Column[] = [nameColumn, counted("Webhooks", "webhooks"), ageColumn];

export const admissionPolicyColumns: readonly Column[] = [
  nameColumn,
  counted("Validations", "spec.validations"),
  column("ParamKind", (object) => {
    const kind = treeAt(object, "spec.paramKind");
    return Object.keys(kind).length === 0 ? "<unset>" : `${textAt(kind, "apiVersion")}/${textAt(kind, "kind")}`;
  }),
  ageColumn,
];

export const admissionBindingColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("PolicyName", "spec.policyName"),
  column("ParamRef", (object) => {
    const ref = treeAt(object, "spec.paramRef");
    return Object.keys(ref).length === 0 ? "<unset>" : `${textAt(ref, "namespace") || "*"}/${textAt(ref, "name")}`;
  }),
  ageColumn,
];

function availability(service: KubeObject): string {
  const condition = listAt(service, "status.conditions").find((one) => one["type"] === "Available");
  const status = textAt(condition, "status") || "Unknown";
  return condition === undefined || status === "True" ? status : `${status} (${textAt(condition, "reason")})`;
}

export const apiServiceColumns: readonly Column[] = [
  nameColumn,
  column("Service", (object) => {
    const service = treeAt(object, "spec.service");
    return Object.keys(service).length === 0 ? "Local" : `${textAt(service, "namespace")}/${textAt(service, "name")}`;
  }),
  column("Available", availability),
  ageColumn,
];

function signingState(request: KubeObject): string {
  const has = (type: string): boolean => hasTrueCondition(request, type);
  const decided = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending";
  const issued = textAt(request, "status.certificate") === "" ? "" : ",Issued";
  return `${decided}${has("Failed") ? ",Failed" : ""}${issued}`;
}

export const signingRequestColumns: readonly Column[] = [
  nameColumn,
  ageColumn,
  fieldColumn("SignerName", "spec.signerName"),
  fieldColumn("Requestor", "spec.username"),
  column("RequestedDuration", (object) => {
    const seconds = numberAt(object, "spec.expirationSeconds");
    return seconds === 0 ? "<none>" : humanDuration(seconds * microsPerSecond);
  }),
  column("Condition", signingState),
];

function parentText(parent: Tree): string {
  const group = textAt(parent, "group");
  const resource = `${textAt(parent, "resource")}${group === "" ? "" : `.${group}`}`;
  return [resource, textAt(parent, "namespace"), textAt(parent, "name")].filter(Boolean).join("/");
}

export const addressColumns: readonly Column[] = [
  nameColumn,
  column("ParentRef", (object) => parentText(treeAt(object, "spec.parentRef")) || "<none>"),
  ageColumn,
];

export const addressRangeColumns: readonly Column[] = [
  nameColumn,
  column("CIDRs", (object) => textsAt(object, "spec.cidrs").join(",")),
  ageColumn,
];

export const runtimeClassColumns: readonly Column[] = [nameColumn, fieldColumn("Handler", "handler"), ageColumn];

export const driverColumns: readonly Column[] = [
  nameColumn,
  flag("AttachRequired", "spec.attachRequired", true),
  flag("PodInfoOnMount", "spec.podInfoOnMount", false),
  flag("StorageCapacity", "spec.storageCapacity", false),
  column("TokenRequests", (object) => {
    const audiences = listAt(object, "spec.tokenRequests").map((one) => textAt(one, "audience"));
    return audiences.join(",") || "<unset>";
  }),
  flag("RequiresRepublish", "spec.requiresRepublish", false),
  column("Modes", (object) => textsAt(object, "spec.volumeLifecycleModes").join(",") || "<none>"),
  ageColumn,
];

export const attachmentColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("Attacher", "spec.attacher"),
  fieldColumn("PV", "spec.source.persistentVolumeName"),
  fieldColumn("Node", "spec.nodeName"),
  flag("Attached", "status.attached", false),
  ageColumn,
];

export const attributesClassColumns: readonly Column[] = [
  nameColumn,
  fieldColumn("DriverName", "driverName"),
  ageColumn,
];
