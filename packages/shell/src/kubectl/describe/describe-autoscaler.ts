/**
 * `kubectl describe` of autoscalers.
 * @module
 */
import type { KubeObject } from "@aiops-gym/cluster";
import type { Invocation } from "../invocation.ts";
import { longTime } from "../time-text.ts";
import { listAt, numberAt, type Tree, textAt, treeAt } from "../tree.ts";
import type { DescribeWriter, Events } from "./writer.ts";

export async function describeAutoscaler(
  call: Invocation,
  out: DescribeWriter,
  object: KubeObject,
  events: Events,
): Promise<void> {
  // of the old version, the new one tells more
  const scaler =
    object.apiVersion === "autoscaling/v2"
      ? object
      : await call.read({
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          name: object.metadata.name,
          namespace: object.metadata.namespace ?? "",
        });
  out.heading(scaler);
  out.labelsAndAnnotations(scaler);
  out.field(0, "CreationTimestamp", longTime(scaler.metadata.creationTimestamp));
  const kind = textAt(scaler, "spec.scaleTargetRef.kind");
  out.field(0, "Reference", `${kind}/${textAt(scaler, "spec.scaleTargetRef.name")}`);
  out.line(0, "Metrics:\t( current / target )");
  const current = listAt(scaler, "status.currentMetrics");
  for (const [index, metric] of listAt(scaler, "spec.metrics").entries())
    out.line(1, metricText(metric, current[index] ?? {}));
  out.field(0, "Min replicas", textAt(scaler, "spec.minReplicas") || "<unset>");
  out.field(0, "Max replicas", numberAt(scaler, "spec.maxReplicas"));
  const behavior = treeAt(scaler, "spec.behavior");
  if (Object.keys(behavior).length > 0) {
    out.line(0, "Behavior:");
    describeDirection(out, "Scale Up", treeAt(behavior, "scaleUp"));
    describeDirection(out, "Scale Down", treeAt(behavior, "scaleDown"));
  }
  const [now, wanted] = [numberAt(scaler, "status.currentReplicas"), numberAt(scaler, "status.desiredReplicas")];
  out.field(0, `${kind} pods`, `${now} current / ${wanted} desired`);
  const conditions = listAt(scaler, "status.conditions");
  if (conditions.length > 0) {
    out.line(0, "Conditions:");
    out.line(1, "Type\tStatus\tReason\tMessage");
    out.line(1, "----\t------\t------\t-------");
    for (const one of conditions) {
      out.line(1, ["type", "status", "reason", "message"].map((field) => textAt(one, field)).join("\t"));
    }
  }
  out.events(events);
}

/** A metric's name, what it is and what it should be. */
function metricText(metric: Tree, current: Tree): string {
  const type = textAt(metric, "type");
  const field = type.charAt(0).toLowerCase() + type.slice(1);
  const [spec, status] = [treeAt(metric, field), treeAt(current, field)];
  const name = textAt(spec, "metric.name");
  const average = textAt(spec, "target.averageValue");
  const averageNow = textAt(status, "current.averageValue") || "<unknown>";
  const value = `${textAt(status, "current.value") || "<unknown>"} / ${textAt(spec, "target.value")}`;
  switch (type) {
    case "External":
      return average === ""
        ? `${JSON.stringify(name)} (target value):\t${value}`
        : `${JSON.stringify(name)} (target average value):\t${averageNow} / ${average}`;
    case "Pods":
      return `${JSON.stringify(name)} on pods:\t${averageNow} / ${average}`;
    case "Object": {
      const of = `"${name}" on ${textAt(spec, "describedObject.kind")}/${textAt(spec, "describedObject.name")} `;
      return textAt(spec, "target.type") === "AverageValue"
        ? `${of}(target average value):\t${averageNow} / ${average}`
        : `${of}(target value):\t${value}`;
    }
    default: {
      const container = textAt(spec, "container");
      const what = `resource ${textAt(spec, "name")}${container === "" ? "" : ` of container ${JSON.stringify(container)}`} on pods`;
      if (average !== "") return `${what}:\t${averageNow} / ${average}`;
      const share = textAt(status, "current.averageUtilization");
      const wanted = textAt(spec, "target.averageUtilization");
      const shown = share === "" ? "<unknown>" : `${share}% (${averageNow})`;
      return `${what}  (as a percentage of request):\t${shown} / ${wanted === "" ? "<auto>" : `${wanted}%`}`;
    }
  }
}

function describeDirection(out: DescribeWriter, title: string, rules: Tree): void {
  if (Object.keys(rules).length === 0) return;
  out.line(1, `${title}:`);
  const seconds = textAt(rules, "stabilizationWindowSeconds");
  if (seconds !== "") out.line(2, `Stabilization Window: ${seconds} seconds`);
  const policies = listAt(rules, "policies");
  if (policies.length === 0) return;
  out.line(2, `Select Policy: ${textAt(rules, "selectPolicy") || "Max"}`);
  out.line(2, "Policies:");
  for (const policy of policies) {
    const [type, value, period] = ["type", "value", "periodSeconds"].map((field) => textAt(policy, field));
    out.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${period} seconds`);
  }
}
