/**
 * Rules for StatefulSets, in Kubernetes' words.
 * @module
 */
import { dnsLabelErrors, type FieldError, fieldForbidden, fieldInvalid, fieldNotSupported } from "@aiops-gym/cluster";
import { type Draft, draftOf, listIn, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { claimSpecErrors } from "./persistent-volume-claim.ts";
import { negativeErrors } from "./pod-spec.ts";
import { selectorErrors, templateErrors } from "./pod-template.ts";

export const statefulSetRules: KindRules = {
  object: statefulSetErrors,
  update: statefulSetUpdateErrors,
  name: dnsLabelErrors,
};

const policies = ["OrderedReady", "Parallel"];
const strategies = ["RollingUpdate", "OnDelete"];
const changeable = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];
const unchangeable =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

function statefulSetErrors(object: Draft): FieldError[] {
  const spec = objectIn(object, "spec");
  const errors: FieldError[] = [];
  const policy = spec["podManagementPolicy"];
  if (!policies.includes(String(policy))) {
    errors.push(fieldInvalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"));
  }
  errors.push(...strategyErrors(objectIn(spec, "updateStrategy")));
  const retention = maybeObjectIn(spec, "persistentVolumeClaimRetentionPolicy");
  for (const field of ["whenDeleted", "whenScaled"]) {
    const value = String(retention?.[field]);
    if (retention === undefined || value === "Retain" || value === "Delete") continue;
    errors.push(fieldNotSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, value, ["Retain", "Delete"]));
  }
  const claims = listIn(spec, "volumeClaimTemplates");
  for (const [index, claim] of claims.entries()) {
    errors.push(...claimSpecErrors(`spec.volumeClaimTemplates[${index}].spec`, objectIn(claim, "spec")));
  }
  errors.push(...negativeErrors("spec", spec, ["replicas", "minReadySeconds"]));
  errors.push(...negativeErrors("spec.ordinals", maybeObjectIn(spec, "ordinals") ?? {}, ["start"]));
  for (const rule of spec["serviceName"] === undefined ? [] : dnsLabelErrors(String(spec["serviceName"]))) {
    errors.push(fieldInvalid("spec.serviceName", spec["serviceName"], rule));
  }
  errors.push(...selectorErrors(spec, "statefulset"));
  errors.push(...templateErrors(withClaims(spec, claims)));
  return errors;
}

function strategyErrors(strategy: Draft): FieldError[] {
  const type = String(strategy["type"]);
  const rolling = maybeObjectIn(strategy, "rollingUpdate");
  if (!strategies.includes(type)) {
    const value = { Type: type, RollingUpdate: rolling === undefined ? null : rollingInGo(rolling) };
    return [fieldInvalid("spec.updateStrategy", value, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  const path = "spec.updateStrategy.rollingUpdate";
  if (rolling === undefined) return [];
  if (type === "RollingUpdate") return negativeErrors(path, rolling, ["partition"]);
  return [fieldInvalid(path, rollingInGo(rolling), "only allowed for updateStrategy 'RollingUpdate'")];
}

/** Internal objects are printed by the names of Go's fields. */
function rollingInGo({ partition = 0, maxUnavailable = null }: Draft): unknown {
  return { Partition: partition, MaxUnavailable: maxUnavailable };
}

/** The spec with the claims among the template's volumes, as its pods have them. */
function withClaims(spec: Draft, claims: readonly Draft[]): Draft {
  if (claims.length === 0) return spec;
  const copy = draftOf(spec);
  const podSpec = objectIn(objectIn(copy, "template"), "spec");
  const names = claims.map((claim) => String(objectIn(claim, "metadata")["name"]));
  podSpec["volumes"] = [
    ...names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
    ...listIn(podSpec, "volumes").filter(({ name }) => !names.includes(String(name))),
  ];
  return copy;
}

function statefulSetUpdateErrors(next: Draft, previous: Draft): FieldError[] {
  const [after, before] = [draftOf(objectIn(next, "spec")), draftOf(objectIn(previous, "spec"))];
  for (const field of changeable) {
    delete after[field];
    delete before[field];
  }
  return sameJson(after, before) ? [] : [fieldForbidden("spec", unchangeable)];
}
