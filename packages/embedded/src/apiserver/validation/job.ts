/**
 * Rules for Jobs, in Kubernetes' words.
 * @module
 */
import {
  dnsLabelErrors,
  type FieldError,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  type LabelSelector,
  labelMatcher,
} from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import { internalForm } from "../types/internal-form.ts";
import { podFailurePolicyErrors, successPolicyErrors } from "./job-policies.ts";
import type { KindRules } from "./kind-rules.ts";
import { labelErrors } from "./metadata.ts";
import { negativeErrors, podSpecErrors } from "./pod-spec.ts";

const modes = ["NonIndexed", "Indexed"];
const replacementPolicies = ["Failed", "TerminatingOrFailed"];
const maxParallelismOfIndexed = 100_000;

export const jobRules: KindRules = { object: jobErrors, update: jobUpdateErrors };

function jobErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const metadata = objectIn(object, "metadata");
  const errors = [...generatedSelectorErrors(spec, metadata), ...selectingSpecErrors(spec)];
  const { completions } = spec;
  if (spec["completionMode"] === "Indexed" && typeof completions === "number" && completions > 0) {
    const hostname = `${metadata["name"]}-${completions - 1}`;
    if (dnsLabelErrors(hostname).length > 0) {
      const detail = `will not able to create pod with invalid DNS label: ${hostname}`;
      errors.push(fieldInvalid("metadata.name", metadata["name"], detail));
    }
  }
  return errors;
}

function selectingSpecErrors(spec: Draft): FieldError[] {
  const errors = jobSpecErrors("spec", spec);
  const selector = maybeObjectIn(spec, "selector");
  const labels = maybeObjectIn(objectIn(objectIn(spec, "template"), "metadata"), "labels");
  if (selector === undefined) errors.push(fieldRequired("spec.selector"));
  else errors.push(...labelErrors("spec.selector.matchLabels", maybeObjectIn(selector, "matchLabels")));
  if (selector === undefined || !matches(selector, labels)) {
    const field = "spec.template.metadata.labels";
    errors.push(fieldInvalid(field, sorted(labels) ?? null, "`selector` does not match template `labels`"));
  }
  return errors;
}

/** As Go writes maps: by their keys. */
function sorted(map: Draft | undefined): Draft | undefined {
  return map === undefined ? undefined : Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shownSelector(selector: Draft): Draft {
  const labels = maybeObjectIn(selector, "matchLabels");
  return labels === undefined ? selector : { ...selector, matchLabels: sorted(labels) };
}

function matches(selector: Draft, labels: Draft | undefined): boolean {
  return labelMatcher(selector as LabelSelector)(labels as Readonly<Record<string, string>> | undefined);
}

/** The labels that were made for the pods have to be as they were made. */
function generatedSelectorErrors(spec: Draft, metadata: Draft): FieldError[] {
  const selector = maybeObjectIn(spec, "selector");
  if (spec["manualSelector"] === true || selector === undefined) return [];
  const labels = maybeObjectIn(objectIn(objectIn(spec, "template"), "metadata"), "labels") ?? {};
  const wanted: readonly (readonly [string, unknown])[] = [
    ["controller-uid", metadata["uid"]],
    ["job-name", metadata["name"]],
    ["batch.kubernetes.io/controller-uid", metadata["uid"]],
    ["batch.kubernetes.io/job-name", metadata["name"]],
  ];
  const errors: FieldError[] = [];
  for (const [label, value] of wanted) {
    const field = `spec.template.metadata.labels[${label}]`;
    if (labels[label] === undefined) errors.push(fieldRequired(field, `must be '${value}'`));
    else if (labels[label] !== value) errors.push(fieldInvalid(field, sorted(labels), `must be '${value}'`));
  }
  if (!matches(selector, Object.fromEntries(wanted))) {
    errors.push(fieldInvalid("spec.selector", shownSelector(selector), "`selector` not auto-generated"));
  }
  return errors;
}

/** What is wrong with a Job's specification, or with that in a template of Jobs. */
export function jobSpecErrors(path: string, spec: Draft): FieldError[] {
  const { completionMode, completions, parallelism, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const errors = negativeErrors(path, spec, [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
  ]);
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined) {
    errors.push(fieldRequired(`${path}.backoffLimitPerIndex`, "when maxFailedIndexes is specified"));
  }
  if (completionMode !== undefined && !modes.includes(String(completionMode))) {
    errors.push(fieldNotSupported(`${path}.completionMode`, completionMode, modes));
  }
  if (completionMode === "Indexed") {
    if (completions === undefined) {
      errors.push(fieldRequired(`${path}.completions`, "when completion mode is Indexed"));
    }
    if (Number(parallelism ?? 0) > maxParallelismOfIndexed) {
      const detail = `must be less than or equal to ${maxParallelismOfIndexed} when completion mode is Indexed`;
      errors.push(fieldInvalid(`${path}.parallelism`, parallelism, detail));
    }
    if (completions !== undefined && Number(maxFailedIndexes ?? 0) > Number(completions)) {
      const detail = "must be less than or equal to completions";
      errors.push(fieldInvalid(`${path}.maxFailedIndexes`, maxFailedIndexes, detail));
    }
  } else if (completionMode === undefined || completionMode === "NonIndexed") {
    for (const field of ["backoffLimitPerIndex", "maxFailedIndexes"]) {
      if (spec[field] === undefined) continue;
      errors.push(fieldInvalid(`${path}.${field}`, spec[field], "requires indexed completion mode"));
    }
  }
  errors.push(...podFailurePolicyErrors(`${path}.podFailurePolicy`, spec));
  errors.push(...successPolicyErrors(`${path}.successPolicy`, spec));
  errors.push(...replacementErrors(`${path}.podReplacementPolicy`, spec));
  return [...errors, ...templateErrors(`${path}.template`, spec)];
}

function replacementErrors(path: string, { podReplacementPolicy: policy, podFailurePolicy }: Draft): FieldError[] {
  if (policy === undefined) return [];
  const supported = podFailurePolicy === undefined ? replacementPolicies : ["Failed"];
  return supported.includes(String(policy)) ? [] : [fieldNotSupported(path, policy, supported)];
}

function templateErrors(path: string, spec: Draft): FieldError[] {
  const template = objectIn(spec, "template");
  const errors = labelErrors(`${path}.labels`, maybeObjectIn(objectIn(template, "metadata"), "labels"));
  const podSpec = objectIn(template, "spec");
  errors.push(...podSpecErrors(`${path}.spec`, podSpec));
  const { restartPolicy } = podSpec;
  const field = `${path}.spec.restartPolicy`;
  if (restartPolicy === undefined || restartPolicy === "Always") {
    errors.push(fieldRequired(field, 'valid values: "OnFailure", "Never"'));
  } else if (restartPolicy !== "OnFailure" && restartPolicy !== "Never") {
    errors.push(fieldNotSupported(field, restartPolicy, ["Never", "OnFailure"]));
  } else if (spec["podFailurePolicy"] !== undefined && restartPolicy !== "Never") {
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    errors.push(fieldInvalid(field, restartPolicy, detail));
  }
  return errors;
}

/** What may never change, in the order in which it is told. */
const immutable = ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"];
/** Scheduling directives, which may change as long as a Job has not begun. */
const directives = ["nodeSelector", "tolerations", "schedulingGates", "affinity"];

function jobUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const after = objectIn(next, "spec");
  const before = objectIn(previous, "spec");
  // what is wrong with the specification is told a second time here
  const errors: FieldError[] = selectingSpecErrors(after);
  if (after["completionMode"] !== "Indexed") errors.push(...fixed("spec.completions", after, before, "completions"));
  else if (after["completions"] !== before["completions"] && after["completions"] !== after["parallelism"]) {
    const detail = "can only be modified in tandem with spec.parallelism";
    errors.push(fieldInvalid("spec.completions", after["completions"], detail));
  }
  if (!sameJson(after["selector"], before["selector"])) {
    errors.push(fieldInvalid("spec.selector", shownSelector(objectIn(after, "selector")), "field is immutable"));
  }
  const waits = before["suspend"] === true && maybeObjectIn(previous, "status")?.["startTime"] === undefined;
  if (!sameTemplate(objectIn(after, "template"), objectIn(before, "template"), waits)) {
    errors.push(fieldInvalid("spec.template", shownTemplate(objectIn(after, "template")), "field is immutable"));
  }
  for (const field of immutable) errors.push(...fixed(`spec.${field}`, after, before, field));
  return errors;
}

/** As the server shows it: the metadata's fields stand beside the specification in its internal form. */
function shownTemplate(template: Draft): Draft {
  const metadata = objectIn(template, "metadata");
  const labels = sorted(maybeObjectIn(metadata, "labels"));
  const annotations = sorted(maybeObjectIn(metadata, "annotations"));
  return {
    ...metadata,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    Spec: internalForm("PodSpec", objectIn(template, "spec")),
  };
}

function fixed(path: string, after: Draft, before: Draft, field: string): FieldError[] {
  return sameJson(after[field], before[field]) ? [] : [fieldInvalid(path, after[field], "field is immutable")];
}

function sameTemplate(after: Draft, before: Draft, waits: boolean): boolean {
  if (!waits) return sameJson(after, before);
  const strip = (template: Draft): Draft => {
    const spec = { ...objectIn(template, "spec") };
    for (const field of directives) delete spec[field];
    const { labels: _labels, annotations: _annotations, ...metadata } = objectIn(template, "metadata");
    return { ...template, spec, metadata };
  };
  return sameJson(strip(after), strip(before));
}
