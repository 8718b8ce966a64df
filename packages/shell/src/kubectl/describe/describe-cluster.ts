/**
 * `kubectl describe` of nodes, namespaces, quotas, and of kinds that have no layout of their own.
 * @module
 */
import {
  formatQuantity,
  isNotFound,
  type KubeObject,
  parseQuantity,
  type Quantity,
  quantityMillis,
  quantityValue,
  StatusError,
} from "@aiops-gym/cluster";
import { nodeRoles } from "../columns/column.ts";
import type { Invocation } from "../invocation.ts";
import { ageText, longTime } from "../time-text.ts";
import { compareText, fieldAt, listAt, mapAt, sortedKeys, type Tree, textAt, textsAt } from "../tree.ts";
import { type DescribeWriter, type Events, quantityText } from "./writer.ts";

export async function describeNode(
  call: Invocation,
  out: DescribeWriter,
  node: KubeObject,
  events: Events,
): Promise<void> {
  out.field(0, "Name", node.metadata.name);
  out.field(0, "Roles", nodeRoles(node));
  out.labelsAndAnnotations(node);
  out.field(0, "CreationTimestamp", longTime(node.metadata.creationTimestamp));
  out.column("Taints", taintLines(listAt(node, "spec.taints")));
  out.field(0, "Unschedulable", fieldAt(node, "spec.unschedulable") === true);
  await describeLease(call, out, node.metadata.name);
  const conditions = listAt(node, "status.conditions");
  if (conditions.length > 0) {
    out.line(0, "Conditions:");
    out.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
    out.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for (const one of conditions) {
      const times = ["lastHeartbeatTime", "lastTransitionTime"].map((field) => longTime(fieldAt(one, field)));
      out.line(
        1,
        `${textAt(one, "type")} \t${textAt(one, "status")} \t${times.join(" \t")} \t${textAt(one, "reason")} \t${textAt(one, "message")}`,
      );
    }
  }
  out.line(0, "Addresses:");
  for (const one of listAt(node, "status.addresses")) out.field(1, textAt(one, "type"), textAt(one, "address"));
  for (const [title, field] of [
    ["Capacity", "capacity"],
    ["Allocatable", "allocatable"],
  ] as const) {
    const amounts = mapAt(node, `status.${field}`);
    if (Object.keys(amounts).length > 0) out.line(0, `${title}:`);
    for (const name of sortedKeys(amounts)) out.field(1, name, quantityText(amounts[name]));
  }
  out.line(0, "System Info:");
  for (const [title, field] of systemInfo) out.field(1, title, textAt(node, `status.nodeInfo.${field}`));
  for (const [title, text] of [
    ["PodCIDR", textAt(node, "spec.podCIDR")],
    ["PodCIDRs", textsAt(node, "spec.podCIDRs").join(",")],
    ["ProviderID", textAt(node, "spec.providerID")],
  ] as const) {
    if (text !== "") out.field(0, title, text);
  }
  await describePods(call, out, node);
  out.events(events);
}

const systemInfo = [
  ["Machine ID", "machineID"],
  ["System UUID", "systemUUID"],
  ["Boot ID", "bootID"],
  ["Kernel Version", "kernelVersion"],
  ["OS Image", "osImage"],
  ["Operating System", "operatingSystem"],
  ["Architecture", "architecture"],
  ["Container Runtime Version", "containerRuntimeVersion"],
  ["Kubelet Version", "kubeletVersion"],
  ["Kube-Proxy Version", "kubeProxyVersion"],
] as const;

function taintLines(taints: readonly Tree[]): readonly string[] {
  const key = (taint: Tree): string => `${textAt(taint, "effect")},${textAt(taint, "key")}`;
  return [...taints]
    .sort((a, b) => compareText(key(a), key(b)))
    .map((taint) => {
      const [name, value, effect] = ["key", "value", "effect"].map((field) => textAt(taint, field));
      if (effect === "") return value === "" ? (name ?? "") : `${name}=${value}:`;
      return value === "" ? `${name}:${effect}` : `${name}=${value}:${effect}`;
    });
}

async function describeLease(call: Invocation, out: DescribeWriter, name: string): Promise<void> {
  try {
    const lease = await call.api.get({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      namespace: "kube-node-lease",
      name,
    });
    out.line(0, "Lease:");
    out.field(1, "HolderIdentity", textAt(lease, "spec.holderIdentity") || "<unset>");
    for (const [title, field] of [
      ["AcquireTime", "acquireTime"],
      ["RenewTime", "renewTime"],
    ] as const) {
      const time = textAt(lease, `spec.${field}`);
      out.field(1, title, time === "" ? "<unset>" : longTime(time));
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    out.field(0, "Lease", `Failed to get lease: ${error.message}`);
  }
}

/** Quantities by resource, as pods ask for them. */
type Amounts = ReadonlyMap<string, Quantity>;

function addTo(sums: Map<string, Quantity>, amounts: Amounts, combine: (a: bigint, b: bigint) => bigint): void {
  for (const [name, amount] of amounts) {
    const before = sums.get(name);
    sums.set(name, before === undefined ? amount : { ...before, nanos: combine(before.nanos, amount.nanos) });
  }
}

function amountsOf(container: Tree, field: "requests" | "limits"): Amounts {
  return new Map(
    Object.entries(mapAt(container, `resources.${field}`)).map(([name, text]) => [name, parseQuantity(text)]),
  );
}

/** All containers together, or the largest that runs before them. */
function podAmounts(pod: KubeObject, field: "requests" | "limits"): Map<string, Quantity> {
  const sums = new Map<string, Quantity>();
  for (const container of listAt(pod, "spec.containers")) addTo(sums, amountsOf(container, field), (a, b) => a + b);
  for (const container of listAt(pod, "spec.initContainers")) {
    const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
    addTo(sums, amountsOf(container, field), container["restartPolicy"] === "Always" ? (a, b) => a + b : larger);
  }
  return sums;
}

function amountText(amounts: Amounts, name: string, allocatable: Readonly<Record<string, string>>): string {
  const amount = amounts.get(name);
  const text = amount === undefined ? "0" : formatQuantity(amount);
  const measure = name === "cpu" ? quantityMillis : quantityValue;
  const whole = measure(allocatable[name] ?? "0");
  return `${text} (${whole === 0 ? 0 : Math.trunc((measure(text) / whole) * 100)}%)`;
}

async function describePods(call: Invocation, out: DescribeWriter, node: KubeObject): Promise<void> {
  let pods: readonly KubeObject[];
  try {
    const fieldSelector = `spec.nodeName=${node.metadata.name},status.phase!=Failed,status.phase!=Succeeded`;
    pods = await call.list({ apiVersion: "v1", kind: "Pod", namespaced: true }, { fieldSelector, everywhere: true });
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== "Forbidden") throw error;
    out.field(0, "Pods", "not authorized");
    return;
  }
  const own = mapAt(node, "status.allocatable");
  const allocatable = Object.keys(own).length > 0 ? own : mapAt(node, "status.capacity");
  const totals = { requests: new Map<string, Quantity>(), limits: new Map<string, Quantity>() };
  out.field(0, "Non-terminated Pods", `(${pods.length} in total)`);
  out.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
  out.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
  for (const pod of pods) {
    const requests = podAmounts(pod, "requests");
    const limits = podAmounts(pod, "limits");
    addTo(totals.requests, requests, (a, b) => a + b);
    addTo(totals.limits, limits, (a, b) => a + b);
    const cells = ["cpu", "memory"].flatMap((name) => [
      amountText(requests, name, allocatable),
      amountText(limits, name, allocatable),
    ]);
    const age = ageText(pod.metadata.creationTimestamp, out.now);
    out.line(1, `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join("\t")}\t${age}`);
  }
  out.line(0, "Allocated resources:");
  out.line(1, "(Total limits may be over 100 percent, i.e., overcommitted.)");
  out.line(1, "Resource\tRequests\tLimits");
  out.line(1, "--------\t--------\t------");
  const huge = sortedKeys(allocatable).filter((name) => name.startsWith("hugepages-"));
  for (const name of ["cpu", "memory", "ephemeral-storage", ...huge]) {
    out.line(
      1,
      `${name}\t${amountText(totals.requests, name, allocatable)}\t${amountText(totals.limits, name, allocatable)}`,
    );
  }
  const standard = new Set(["cpu", "memory", "ephemeral-storage", "pods", ...huge]);
  for (const name of sortedKeys(allocatable).filter((one) => !standard.has(one))) {
    const text = (amounts: Amounts): string => formatQuantity(amounts.get(name) ?? parseQuantity("0"));
    out.line(1, `${name}\t${text(totals.requests)}\t${text(totals.limits)}`);
  }
}

export async function describeNamespace(call: Invocation, out: DescribeWriter, namespace: KubeObject): Promise<void> {
  const name = namespace.metadata.name;
  out.field(0, "Name", name);
  out.labelsAndAnnotations(namespace);
  out.field(0, "Status", textAt(namespace, "status.phase"));
  const conditions = listAt(namespace, "status.conditions");
  if (conditions.length > 0) {
    out.line(0, "Conditions:");
    out.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
    out.line(1, "----\t------\t------------------\t------\t-------");
    for (const one of conditions) {
      const time = longTime(fieldAt(one, "lastTransitionTime"));
      out.line(
        1,
        [textAt(one, "type"), textAt(one, "status"), time, textAt(one, "reason"), textAt(one, "message")].join("\t"),
      );
    }
  }
  const quotas = await listQuietly(call, "ResourceQuota", name);
  if (quotas !== undefined) {
    out.line(0, "");
    describeQuotas(out, quotas);
  }
  const ranges = await listQuietly(call, "LimitRange", name);
  if (ranges !== undefined) {
    out.line(0, "");
    describeRanges(out, ranges);
  }
}

/** A cluster without the kind has none. */
async function listQuietly(
  call: Invocation,
  kind: string,
  namespace: string,
): Promise<readonly KubeObject[] | undefined> {
  try {
    return await call.list({ apiVersion: "v1", kind, namespaced: true }, { namespace });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function describeQuotas(out: DescribeWriter, quotas: readonly KubeObject[]): void {
  if (quotas.length === 0) {
    out.line(0, "No resource quota.");
    return;
  }
  out.line(0, "Resource Quotas");
  for (const quota of quotas) {
    out.field(1, "Name", quota.metadata.name);
    out.line(1, "Resource\tUsed\tHard");
    out.line(1, "--------\t---\t---");
    const [hard, used] = [mapAt(quota, "status.hard"), mapAt(quota, "status.used")];
    for (const name of sortedKeys(hard))
      out.line(1, `${name}\t${quantityText(used[name])}\t${quantityText(hard[name])}`);
  }
}

function describeRanges(out: DescribeWriter, ranges: readonly KubeObject[]): void {
  if (ranges.length === 0) {
    out.line(0, "No LimitRange resource.");
    return;
  }
  out.line(0, "Resource Limits");
  describeLimits(out, ranges, " ");
}

function describeLimits(out: DescribeWriter, ranges: readonly KubeObject[], indent: string): void {
  out.line(0, `${indent}Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio`);
  out.line(0, `${indent}----\t--------\t---\t---\t---------------\t-------------\t-----------------------`);
  const columns = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];
  for (const limit of ranges.flatMap((range) => listAt(range, "spec.limits"))) {
    const names = new Set(columns.flatMap((column) => Object.keys(mapAt(limit, column))));
    for (const name of [...names].sort()) {
      const cells = columns.map((column) => mapAt(limit, column)[name]);
      const shown = cells.map((text) => (text === undefined ? "-" : quantityText(text)));
      out.line(0, `${indent}${textAt(limit, "type")}\t${name}\t${shown.join("\t")}`);
    }
  }
}

export async function describeLimitRange(_call: Invocation, out: DescribeWriter, range: KubeObject): Promise<void> {
  out.heading(range);
  describeLimits(out, [range], "");
}

export async function describePriorityClass(
  _call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  out.field(0, "Name", object.metadata.name);
  out.field(0, "Value", textAt(object, "value"));
  out.field(0, "GlobalDefault", fieldAt(object, "globalDefault") === true);
  out.field(0, "PreemptionPolicy", textAt(object, "preemptionPolicy"));
  out.field(0, "Description", textAt(object, "description"));
  out.annotations("Annotations", object.metadata.annotations);
  out.events(events);
}

export async function describeQuota(_call: Invocation, out: DescribeWriter, quota: KubeObject): Promise<void> {
  out.heading(quota);
  out.line(0, "Resource\tUsed\tHard");
  out.line(0, "--------\t----\t----");
  const [hard, used] = [mapAt(quota, "status.hard"), mapAt(quota, "status.used")];
  for (const name of sortedKeys(hard)) out.line(0, `${name}\t${quantityText(used[name])}\t${quantityText(hard[name])}`);
}
