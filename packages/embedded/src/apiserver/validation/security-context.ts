/**
 * Rules for the security contexts of pods and containers, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldDuplicate, fieldInvalid, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { internalForm } from "../types/internal-form.ts";
import { idErrors, oneOfIfSet } from "./common-rules.ts";

const profiles = ["Localhost", "RuntimeDefault", "Unconfined"];
const sysctl = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const sysctlRule =
  "must have at most 253 characters and match regex " +
  "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

/** What is wrong with a pod's security context. */
export function podSecurityErrors(field: string, spec: Draft): FieldError[] {
  const context = maybeObjectIn(spec, "securityContext");
  const path = `${field}.securityContext`;
  const errors: FieldError[] = [];
  errors.push(...idErrors(`${path}.fsGroup`, context?.["fsGroup"]));
  errors.push(...idErrors(`${path}.runAsUser`, context?.["runAsUser"]));
  errors.push(...idErrors(`${path}.runAsGroup`, context?.["runAsGroup"]));
  const groups: unknown = context?.["supplementalGroups"];
  if (Array.isArray(groups)) {
    for (const [index, id] of groups.entries()) errors.push(...idErrors(`${path}.supplementalGroups[${index}]`, id));
  }
  if (spec["shareProcessNamespace"] === true && spec["hostPID"] === true) {
    const detail = "ShareProcessNamespace and HostPID cannot both be enabled";
    errors.push(fieldInvalid(`${path}.shareProcessNamespace`, true, detail));
  }
  const seen = new Set<string>();
  for (const [index, one] of listIn(context, "sysctls").entries()) {
    const name = String(one["name"] ?? "");
    const at = `${path}.sysctls[${index}].name`;
    if (name === "") errors.push(fieldRequired(at));
    else if (!sysctl.test(name) || name.length > 253) errors.push(fieldInvalid(at, name, sysctlRule));
    else if (seen.has(name)) errors.push(fieldDuplicate(at, name));
    seen.add(name);
  }
  const policy = context?.["fsGroupChangePolicy"];
  errors.push(...oneOfIfSet(`${path}.fsGroupChangePolicy`, policy, ["Always", "OnRootMismatch"]));
  errors.push(...profileErrors(`${path}.seccompProfile`, maybeObjectIn(context, "seccompProfile"), "seccomp"));
  errors.push(...profileErrors(`${path}.appArmorProfile`, maybeObjectIn(context, "appArmorProfile"), "AppArmor"));
  return errors;
}

/** What is wrong with a container's security context. */
export function containerSecurityErrors(path: string, context: Draft | undefined): FieldError[] {
  if (context === undefined) return [];
  const errors: FieldError[] = [];
  errors.push(...idErrors(`${path}.runAsUser`, context["runAsUser"]));
  errors.push(...idErrors(`${path}.runAsGroup`, context["runAsGroup"]));
  errors.push(...oneOfIfSet(`${path}.procMount`, context["procMount"], ["Default", "Unmasked"]));
  errors.push(...profileErrors(`${path}.seccompProfile`, maybeObjectIn(context, "seccompProfile"), "seccomp"));
  if (context["allowPrivilegeEscalation"] === false) {
    const say = (what: string): void => {
      const detail = `cannot set \`allowPrivilegeEscalation\` to false and ${what}`;
      errors.push(fieldInvalid(path, internalForm("SecurityContext", context), detail));
    };
    if (context["privileged"] === true) say("`privileged` to true");
    const added: unknown = maybeObjectIn(context, "capabilities")?.["add"];
    if (Array.isArray(added) && added.includes("CAP_SYS_ADMIN")) say("`capabilities.Add` CAP_SYS_ADMIN");
  }
  errors.push(...profileErrors(`${path}.appArmorProfile`, maybeObjectIn(context, "appArmorProfile"), "AppArmor"));
  return errors;
}

function profileErrors(path: string, profile: Draft | undefined, what: "seccomp" | "AppArmor"): FieldError[] {
  if (profile === undefined) return [];
  const { type, localhostProfile } = profile;
  if (type === "Localhost" && (localhostProfile ?? "") === "") {
    return [fieldRequired(`${path}.localhostProfile`, `must be set when ${what} type is Localhost`)];
  }
  if (type !== "Localhost" && localhostProfile !== undefined && profiles.includes(String(type))) {
    const detail = `can only be set when ${what} type is Localhost`;
    return [fieldInvalid(`${path}.localhostProfile`, localhostProfile, detail)];
  }
  if ((type ?? "") === "") return [fieldRequired(`${path}.type`, `type is required when ${what}Profile is set`)];
  return oneOfIfSet(`${path}.type`, type, profiles);
}
