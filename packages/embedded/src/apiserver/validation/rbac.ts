/**
 * Rules for roles and bindings, in Kubernetes' words.
 * @module
 */
import { type FieldError, fieldInvalid, fieldNotSupported, fieldRequired } from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn, objectIn, sameJson } from "../draft.ts";
import { nameIfSet } from "./common-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { selectorErrors } from "./selector.ts";

const group = "rbac.authorization.k8s.io";
const subjectKinds = ["ServiceAccount", "User", "Group"];

/** What keeps a text from being a segment of a URL's path. */
export function pathSegmentErrors(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((one) => name.includes(one)).map((one) => `may not contain '${one}'`);
}

export const roleRules: KindRules = { name: pathSegmentErrors, object: (object) => ruleErrors(object, true) };

export const clusterRoleRules: KindRules = {
  name: pathSegmentErrors,
  object: (object) => {
    const errors = ruleErrors(object, false);
    const aggregation = maybeObjectIn(object, "aggregationRule");
    if (aggregation === undefined) return errors;
    const path = "aggregationRule.clusterRoleSelectors";
    const selectors = listIn(aggregation, "clusterRoleSelectors");
    if (selectors.length === 0) {
      errors.push(fieldRequired(path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
    }
    for (const [index, selector] of selectors.entries()) errors.push(...selectorErrors(`${path}[${index}]`, selector));
    return errors;
  },
};

function size(rule: Draft, field: string): number {
  const list = rule[field];
  return Array.isArray(list) ? list.length : 0;
}

function ruleErrors(object: Draft, namespaced: boolean): FieldError[] {
  return listIn(object, "rules").flatMap((rule, index) => {
    const path = `rules[${index}]`;
    const errors: FieldError[] = [];
    if (size(rule, "verbs") === 0) errors.push(fieldRequired(`${path}.verbs`, "verbs must contain at least one value"));
    if (size(rule, "nonResourceURLs") > 0) {
      const say = (detail: string): void => {
        errors.push(fieldInvalid(`${path}.nonResourceURLs`, rule["nonResourceURLs"], detail));
      };
      if (namespaced) say("namespaced rules cannot apply to non-resource URLs");
      if (["apiGroups", "resources", "resourceNames"].some((field) => size(rule, field) > 0)) {
        say("rules cannot apply to both regular resources and non-resource URLs");
      }
      return errors;
    }
    if (size(rule, "apiGroups") === 0) {
      errors.push(fieldRequired(`${path}.apiGroups`, "resource rules must supply at least one api group"));
    }
    if (size(rule, "resources") === 0) {
      errors.push(fieldRequired(`${path}.resources`, "resource rules must supply at least one resource"));
    }
    return errors;
  });
}

export const roleBindingRules: KindRules = bindingRules(["Role", "ClusterRole"], true);
export const clusterRoleBindingRules: KindRules = bindingRules(["ClusterRole"], false);

function bindingRules(kinds: readonly string[], namespaced: boolean): KindRules {
  return {
    name: pathSegmentErrors,
    object: (object) => {
      const { apiGroup, kind, name } = objectIn(object, "roleRef");
      const errors: FieldError[] = [];
      if (apiGroup !== group) errors.push(fieldNotSupported("roleRef.apiGroup", apiGroup, [group]));
      if (!kinds.includes(String(kind))) errors.push(fieldNotSupported("roleRef.kind", kind, kinds));
      if ((name ?? "") === "") errors.push(fieldRequired("roleRef.name"));
      else for (const rule of pathSegmentErrors(String(name))) errors.push(fieldInvalid("roleRef.name", name, rule));
      for (const [index, subject] of listIn(object, "subjects").entries()) {
        errors.push(...subjectErrors(`subjects[${index}]`, subject, namespaced));
      }
      return errors;
    },
    update: (next, previous) => {
      const after = objectIn(next, "roleRef");
      if (sameJson(after, objectIn(previous, "roleRef"))) return [];
      const shown = { APIGroup: after["apiGroup"], Kind: after["kind"], Name: after["name"] };
      return [fieldInvalid("roleRef", shown, "cannot change roleRef")];
    },
  };
}

function subjectErrors(path: string, subject: Draft, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { kind, name = "", apiGroup = "", namespace = "" } = subject;
  if (name === "") errors.push(fieldRequired(`${path}.name`));
  if (kind === "ServiceAccount") {
    errors.push(...nameIfSet(`${path}.name`, name));
    if (apiGroup !== "") errors.push(fieldNotSupported(`${path}.apiGroup`, apiGroup, [""]));
    if (!namespaced && namespace === "") errors.push(fieldRequired(`${path}.namespace`));
  } else if (kind === "User" || kind === "Group") {
    if (apiGroup !== group) errors.push(fieldNotSupported(`${path}.apiGroup`, apiGroup, [group]));
  } else errors.push(fieldNotSupported(`${path}.kind`, kind, subjectKinds));
  return errors;
}
