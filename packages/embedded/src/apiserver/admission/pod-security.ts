/**
 * PodSecurity: the standard that a namespace's labels ask for is kept.
 * @module
 */
import { type FieldError, fieldInvalid, invalid, type KubeObject, type Namespace } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn } from "../draft.ts";
import { getObject } from "../store.ts";
import { baselineChecks } from "./pod-security-baseline.ts";
import type { Finding } from "./pod-security-finding.ts";
import { restrictedChecks } from "./pod-security-restricted.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

const prefix = "pod-security.kubernetes.io/";
const modes = ["enforce", "audit", "warn"];
const levels = ["privileged", "baseline", "restricted"];
const versions = /^(?:latest|v1\.(?:0|[1-9][0-9]*))$/;

/** Refuses a new pod that breaks what its namespace enforces. */
export function checkPodSecurity(request: AdmissionRequest): void {
  const { sim, namespace = "", object } = request;
  const labels = getObject<Namespace>(sim, "Namespace", undefined, namespace)?.metadata.labels;
  const level = labels?.[`${prefix}enforce`];
  if (level === undefined || level === "privileged") return;
  const detail = violations(level, objectIn(object, "spec"));
  if (detail === "") return;
  const version = labels?.[`${prefix}enforce-version`] ?? "latest";
  throw refusal(request, `violates PodSecurity "${level}:${version}": ${detail}`);
}

/** What of a pod specification breaks a standard, as one text; empty when nothing does. An unknown standard is the strictest. */
export function violations(level: string, spec: Draft): string {
  const containers = [...listIn(spec, "initContainers"), ...listIn(spec, "containers")];
  containers.push(...listIn(spec, "ephemeralContainers"));
  const found = (level === "baseline" ? baselineChecks : restrictedChecks)
    .map((check) => check(spec, containers))
    .filter((finding): finding is Finding => finding !== undefined);
  return found.map(({ reason, detail }) => (detail === "" ? reason : `${reason} (${detail})`)).join(", ");
}

/** Refuses labels of a namespace that name no standard, when they are new. */
export function checkSecurityLabels({ info, name, object, previous }: AdmissionRequest): void {
  const errors = labelErrors(maybeObjectIn(objectIn(object, "metadata"), "labels"));
  if (errors.length === 0) return;
  const before = labelErrors((previous as KubeObject | undefined)?.metadata.labels as Draft | undefined);
  if (JSON.stringify(errors) !== JSON.stringify(before)) throw invalid(info, name, errors);
}

function labelErrors(labels: Draft | undefined): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const mode of modes) {
    const level = labels?.[`${prefix}${mode}`];
    if (level !== undefined && !levels.includes(String(level))) {
      errors.push(fieldInvalid(`metadata.labels[${prefix}${mode}]`, level, `must be one of ${levels.join(", ")}`));
    }
    const version = labels?.[`${prefix}${mode}-version`];
    if (version !== undefined && !versions.test(String(version))) {
      const rule = 'must be "latest" or "v1.x"';
      errors.push(fieldInvalid(`metadata.labels[${prefix}${mode}-version]`, version, rule));
    }
  }
  return errors;
}
