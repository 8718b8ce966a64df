/**
 * What the API server fills into pod templates.
 * @module
 */
import { type Draft, dropEmpty, objectIn } from "../draft.ts";
import { applyPodSpecDefaults } from "./pod-spec.ts";

/** Fills the template in a workload's `spec`, in place. */
export function applyTemplateDefaults(spec: Draft, field = "template"): void {
  const template = objectIn(spec, field);
  const metadata = objectIn(template, "metadata");
  dropEmpty(metadata, ["labels", "annotations", "name", "namespace"]);
  applyPodSpecDefaults(objectIn(template, "spec"));
}
