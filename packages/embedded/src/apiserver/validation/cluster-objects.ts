/**
 * Rules for small kinds: priority and runtime classes, leases, nodes, quotas, templates; in Kubernetes' words.
 * @module
 */
import {
  dnsLabelErrors,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  labelKeyErrors,
  labelValueErrors,
} from "@aiops-gym/cluster";
import { listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { networkErrors, oneOfIfSet } from "./common-rules.ts";
import { notNegative } from "./containers.ts";
import type { KindRules } from "./kind-rules.ts";
import { labelErrors } from "./metadata.ts";
import { podSpecErrors } from "./pod-spec.ts";

const highestUserPriority = 1_000_000_000;
const systemClasses = new Set(["system-node-critical", "system-cluster-critical"]);

export const priorityClassRules: KindRules = {
  object: (object) => {
    const errors: FieldError[] = [];
    const name = String(objectIn(object, "metadata")["name"] ?? "");
    if (name.startsWith("system-")) {
      if (!systemClasses.has(name)) {
        const detail =
          "priority class names with 'system-' prefix are reserved for system use only. error: " +
          `${name} is not a known system priority class`;
        errors.push(fieldForbidden("metadata.name", detail));
      }
    } else if (Number(object["value"]) > highestUserPriority) {
      const detail = `maximum allowed value of a user defined priority is ${highestUserPriority}`;
      errors.push(fieldForbidden("value", detail));
    }
    return [
      ...errors,
      ...oneOfIfSet("preemptionPolicy", object["preemptionPolicy"], ["PreemptLowerPriority", "Never"]),
    ];
  },
  update: (next, previous) => {
    const errors: FieldError[] = [];
    if (Number(next["value"] ?? 0) !== Number(previous["value"] ?? 0)) {
      errors.push(fieldForbidden("value", "may not be changed in an update."));
    }
    const policy = next["preemptionPolicy"];
    if (policy !== previous["preemptionPolicy"])
      errors.push(fieldInvalid("preemptionPolicy", policy, "field is immutable"));
    return errors;
  },
};

export const runtimeClassRules: KindRules = {
  object: (object) => {
    const handler = String(object["handler"] ?? "");
    return dnsLabelErrors(handler).map((rule) => fieldInvalid("handler", handler, rule));
  },
  update: (next, previous) =>
    next["handler"] === previous["handler"] ? [] : [fieldInvalid("handler", next["handler"], "field is immutable")],
};

export const leaseRules: KindRules = {
  object: (object) => {
    const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = objectIn(object, "spec");
    const errors: FieldError[] = [];
    if (typeof seconds === "number" && seconds <= 0) {
      errors.push(fieldInvalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
    }
    if (typeof transitions === "number" && transitions < 0)
      errors.push(notNegative("spec.leaseTransitions", transitions));
    return errors;
  },
};

export const nodeRules: KindRules = {
  object: (object) => {
    const spec = objectIn(object, "spec");
    const errors: FieldError[] = [];
    for (const [index, { key, value = "", effect }] of listIn(spec, "taints").entries()) {
      const path = `metadata.taints[${index}]`;
      for (const rule of labelKeyErrors(String(key))) errors.push(fieldInvalid(`${path}.key`, key, rule));
      for (const rule of labelValueErrors(String(value))) errors.push(fieldInvalid(`${path}.value`, value, rule));
      errors.push(...oneOfIfSet(`${path}.effect`, effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"]));
    }
    const networks: readonly unknown[] = Array.isArray(spec["podCIDRs"]) ? spec["podCIDRs"] : [];
    for (const [index, one] of networks.entries()) errors.push(...networkErrors(`spec.podCIDRs[${index}]`, one));
    return errors;
  },
};

const plainFinalizers: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

export const namespaceRules: KindRules = {
  name: (name) => (name.includes(".") ? ["must not contain dots"] : dnsLabelErrors(name)),
  object: (object) => {
    const finalizers: unknown = objectIn(object, "spec")["finalizers"];
    if (!Array.isArray(finalizers)) return [];
    return finalizers.map(String).flatMap((name) => {
      const errors = labelKeyErrors(name).map((rule) => fieldInvalid("spec.finalizers", name, rule));
      if (!name.includes("/") && !plainFinalizers.has(name)) {
        const detail = "name is neither a standard finalizer name nor is it fully qualified";
        errors.push(fieldInvalid("spec.finalizers", name, detail));
      }
      return errors;
    });
  },
};

export const podTemplateRules: KindRules = {
  object: (object) => {
    const template = objectIn(object, "template");
    const labels = maybeObjectIn(objectIn(template, "metadata"), "labels");
    return [...labelErrors("template.labels", labels), ...podSpecErrors("template.spec", objectIn(template, "spec"))];
  },
};
