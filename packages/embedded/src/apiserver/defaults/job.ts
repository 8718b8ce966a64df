/**
 * Defaults of Jobs, and the selector that is made for them.
 * @module
 */
import { type Draft, draftOf, maybeObjectIn, objectIn, sameJson, setDefaults } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";
import { applyTemplateDefaults } from "./pod-template.ts";

const specDefaults = { completionMode: "NonIndexed", suspend: false, manualSelector: false };
const defaultBackoffLimit = 6;
const maxInt32 = 2 ** 31 - 1;

/** Labels of a Job's pods; the first two are older than the prefix. */
const nameLabels = ["job-name", "batch.kubernetes.io/job-name"];
const uidLabels = ["controller-uid", "batch.kubernetes.io/controller-uid"];

export const jobDefaults: KindDefaults = {
  generation: true,
  status: {},
  fill: (object, spec) => {
    const labels = maybeObjectIn(objectIn(objectIn(spec, "template"), "metadata"), "labels");
    const metadata = objectIn(object, "metadata");
    if (labels !== undefined && Object.keys(maybeObjectIn(metadata, "labels") ?? {}).length === 0) {
      metadata["labels"] = draftOf(labels);
    }
    fillJobSpec(spec);
    setDefaults(spec, specDefaults);
    if (spec["completions"] === undefined && spec["parallelism"] === undefined) spec["completions"] = 1;
    const backoffLimit = spec["backoffLimitPerIndex"] === undefined ? defaultBackoffLimit : maxInt32;
    const podReplacementPolicy = spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed";
    setDefaults(spec, { parallelism: 1, backoffLimit, podReplacementPolicy });
  },
};

/** Fills what templates of Jobs get too, in place. */
export function fillJobSpec(spec: Draft): void {
  const policy = maybeObjectIn(spec, "podFailurePolicy");
  for (const rule of Array.isArray(policy?.["rules"]) ? policy["rules"] : []) {
    for (const pattern of Array.isArray(rule["onPodConditions"]) ? rule["onPodConditions"] : []) {
      if ((pattern["status"] ?? "") === "") pattern["status"] = "True";
    }
  }
  applyTemplateDefaults(spec);
}

/** Labels the pods of a new Job by its uid and selects them by it, unless it brings a selector of its own. */
export function selectJobPods(job: Draft, uid: string): void {
  const spec = objectIn(job, "spec");
  if (spec["manualSelector"] === true) return;
  const metadata = objectIn(job, "metadata");
  const { name } = metadata;
  const labels = objectIn(objectIn(objectIn(spec, "template"), "metadata"), "labels");
  // a Job without labels of its own has those of its pods
  const borrowed = sameJson(maybeObjectIn(metadata, "labels") ?? {}, labels);
  for (const label of nameLabels) labels[label] ??= name;
  for (const label of uidLabels) labels[label] ??= uid;
  if (borrowed) metadata["labels"] = draftOf(labels);
  objectIn(objectIn(spec, "selector"), "matchLabels")["batch.kubernetes.io/controller-uid"] ??= uid;
}
