/**
 * `kubectl describe pod`, and the pod templates of workloads.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import { ageText, longTime } from "../time-text.ts";
import { fieldAt, listAt, mapAt, numberAt, type Tree, textAt, treeAt } from "../tree.ts";
import { describeContainers, describeResources } from "./containers.ts";
import { describeVolumes, tolerationLines } from "./volumes.ts";
import { controllerOf, DescribeWriter, type Events, nameOf } from "./writer.ts";

/** All about a pod. */
export function describePod(out: DescribeWriter, pod: KubeObject, events: Events): void {
  out.heading(pod);
  if (fieldAt(pod, "spec.priority") !== undefined) out.field(0, "Priority", numberAt(pod, "spec.priority"));
  optionalField(out, pod, "Priority Class Name", "spec.priorityClassName");
  optionalField(out, pod, "Runtime Class Name", "spec.runtimeClassName");
  optionalField(out, pod, "Service Account", "spec.serviceAccountName");
  const node = textAt(pod, "spec.nodeName");
  out.field(0, "Node", node === "" ? "<none>" : `${node}/${textAt(pod, "status.hostIP")}`);
  const start = textAt(pod, "status.startTime");
  if (start !== "") out.field(0, "Start Time", longTime(start));
  out.labelsAndAnnotations(pod);
  describeStatus(out, pod);
  optionalField(out, pod, "Reason", "status.reason");
  optionalField(out, pod, "Message", "status.message");
  optionalField(out, pod, "SeccompProfile", "spec.securityContext.seccompProfile.type");
  describeAddresses(out, pod);
  if (controllerOf(pod) !== "") out.field(0, "Controlled By", controllerOf(pod));
  optionalField(out, pod, "NominatedNodeName", "status.nominatedNodeName");
  if (fieldAt(pod, "spec.resources") !== undefined) {
    out.line(0, "Resources:");
    describeResources(out, treeAt(pod, "spec.resources"), 1);
  }
  const context = (field: string) => ({ statuses: listAt(pod, `status.${field}`), pod, indent: "" });
  const init = listAt(pod, "spec.initContainers");
  if (init.length > 0) describeContainers(out, "Init Containers", init, context("initContainerStatuses"));
  describeContainers(out, "Containers", listAt(pod, "spec.containers"), context("containerStatuses"));
  const extra = listAt(pod, "spec.ephemeralContainers");
  if (extra.length > 0) describeContainers(out, "Ephemeral Containers", extra, context("ephemeralContainerStatuses"));
  describeConditions(out, pod);
  describeVolumes(out, listAt(pod, "spec.volumes"), "");
  out.field(0, "QoS Class", textAt(pod, "status.qosClass"));
  out.labels("Node-Selectors", mapAt(pod, "spec.nodeSelector"));
  out.column("Tolerations", tolerationLines(listAt(pod, "spec.tolerations")));
  out.events(events);
}

function optionalField(out: DescribeWriter, object: Tree, title: string, path: string): void {
  const text = textAt(object, path);
  if (text !== "") out.field(0, title, text);
}

function describeStatus(out: DescribeWriter, pod: KubeObject): void {
  const phase = textAt(pod, "status.phase");
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  if (deletionTimestamp !== undefined && phase !== "Failed" && phase !== "Succeeded") {
    out.field(0, "Status", `Terminating (lasts ${ageText(deletionTimestamp, out.now)})`);
    out.field(0, "Termination Grace Period", `${deletionGracePeriodSeconds}s`);
  } else out.field(0, "Status", phase);
}

function describeAddresses(out: DescribeWriter, pod: KubeObject): void {
  out.field(0, "IP", textAt(pod, "status.podIP"));
  const addresses = listAt(pod, "status.podIPs");
  out.line(0, addresses.length === 0 ? "IPs:\t<none>" : "IPs:");
  for (const one of addresses) out.field(1, "IP", textAt(one, "ip"));
}

function describeConditions(out: DescribeWriter, pod: KubeObject): void {
  const conditions = listAt(pod, "status.conditions");
  const gates = listAt(pod, "spec.readinessGates");
  if (gates.length > 0) {
    out.line(0, "Readiness Gates:");
    out.line(1, "Type\tStatus");
    for (const gate of gates) {
      const type = textAt(gate, "conditionType");
      const condition = conditions.find((one) => one["type"] === type);
      out.line(1, `${type} \t${condition === undefined ? "<none>" : textAt(condition, "status")} `);
    }
  }
  if (conditions.length === 0) return;
  out.line(0, "Conditions:");
  out.line(1, "Type\tStatus");
  for (const one of conditions) out.line(1, `${textAt(one, "type")} \t${textAt(one, "status")} `);
}

// Workloads are described again and again as they change, their templates seldom do.
const knownTemplates = new Map<Tree, string>();
/** Beyond it all are forgotten. */
const mostTemplates = 256;

/** `Pod Template:` of a workload. */
export function describePodTemplate(out: DescribeWriter, template: Tree): void {
  let text = knownTemplates.get(template);
  if (text === undefined) {
    const apart = new DescribeWriter(out.now);
    writePodTemplate(apart, template);
    text = apart.rawText();
    // nothing of it depends on the time
    if (Object.isFrozen(template)) {
      if (knownTemplates.size >= mostTemplates) knownTemplates.clear();
      knownTemplates.set(template, text);
    }
  }
  out.add(text);
}

function writePodTemplate(out: DescribeWriter, template: Tree): void {
  out.line(0, "Pod Template:");
  const spec = treeAt(template, "spec");
  out.labels("  Labels", mapAt(template, "metadata.labels"));
  const annotations = mapAt(template, "metadata.annotations");
  if (Object.keys(annotations).length > 0) out.annotations("  Annotations", annotations);
  const account = textAt(spec, "serviceAccountName");
  if (account !== "") out.field(1, "Service Account", account);
  const context = { statuses: [], indent: "  " };
  const init = listAt(spec, "initContainers");
  if (init.length > 0) describeContainers(out, "Init Containers", init, context);
  describeContainers(out, "Containers", listAt(spec, "containers"), context);
  describeVolumes(out, listAt(spec, "volumes"), "  ");
  const priority = textAt(spec, "priorityClassName");
  if (priority !== "") out.field(1, "Priority Class Name", priority);
  out.labels("  Node-Selectors", mapAt(spec, "nodeSelector"));
  out.column("  Tolerations", tolerationLines(listAt(spec, "tolerations")));
}

/** Names of pods, in order. */
export function podNames(pods: readonly Tree[]): readonly string[] {
  return pods.map((pod) => nameOf(treeAt(pod, "metadata"))).sort();
}
