/**
 * Rules for where pods may go: affinities, spread, tolerations, gates; in Kubernetes' words.
 * @module
 */
import {
  type FieldError,
  fieldDuplicate,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  labelKeyErrors,
} from "@aiops-gym/cluster";
import { type Draft, listIn, maybeObjectIn } from "../draft.ts";
import { oneOfIfSet } from "./common-rules.ts";
import { requirementErrors, selectorErrors } from "./selector.ts";

const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** What is wrong with an affinity. */
export function affinityErrors(path: string, affinity: Draft | undefined): FieldError[] {
  const errors = nodeAffinityErrors(`${path}.nodeAffinity`, maybeObjectIn(affinity, "nodeAffinity"));
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const one = maybeObjectIn(affinity, kind);
    for (const [index, term] of listIn(one, required).entries()) {
      errors.push(...podTermErrors(`${path}.${kind}.${required}[${index}]`, term));
    }
    for (const [index, weighted] of listIn(one, preferred).entries()) {
      const at = `${path}.${kind}.${preferred}[${index}]`;
      errors.push(...weightErrors(at, weighted["weight"]));
      errors.push(...podTermErrors(`${at}.podAffinityTerm`, maybeObjectIn(weighted, "podAffinityTerm") ?? {}));
    }
  }
  return errors;
}

function weightErrors(path: string, weight: unknown): FieldError[] {
  const fine = typeof weight === "number" && weight > 0 && weight <= 100;
  return fine ? [] : [fieldInvalid(`${path}.weight`, weight, "must be in the range 1-100")];
}

function podTermErrors(path: string, term: Draft): FieldError[] {
  const errors = selectorErrors(`${path}.labelSelector`, maybeObjectIn(term, "labelSelector"));
  errors.push(...selectorErrors(`${path}.namespaceSelector`, maybeObjectIn(term, "namespaceSelector")));
  const key = String(term["topologyKey"] ?? "");
  if (key === "") errors.push(fieldRequired(`${path}.topologyKey`, "can not be empty"));
  for (const rule of labelKeyErrors(key)) errors.push(fieldInvalid(`${path}.topologyKey`, key, rule));
  return errors;
}

function nodeAffinityErrors(path: string, affinity: Draft | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const must = maybeObjectIn(affinity, required);
  if (must !== undefined) errors.push(...nodeSelectorErrors(`${path}.${required}`, must));
  for (const [index, weighted] of listIn(affinity, preferred).entries()) {
    const at = `${path}.${preferred}[${index}]`;
    errors.push(...weightErrors(at, weighted["weight"]));
    errors.push(...nodeTermErrors(`${at}.preference`, maybeObjectIn(weighted, "preference") ?? {}));
  }
  return errors;
}

/** What is wrong with a selector of nodes. */
export function nodeSelectorErrors(path: string, selector: Draft): FieldError[] {
  const terms = listIn(selector, "nodeSelectorTerms");
  if (terms.length === 0) {
    return [fieldRequired(`${path}.nodeSelectorTerms`, "must have at least one node selector term")];
  }
  return terms.flatMap((term, index) => nodeTermErrors(`${path}.nodeSelectorTerms[${index}]`, term));
}

function nodeTermErrors(path: string, term: Draft): FieldError[] {
  const errors = listIn(term, "matchExpressions").flatMap((requirement, index) =>
    requirementErrors(`${path}.matchExpressions[${index}]`, requirement, ["Gt", "Lt"]),
  );
  for (const [index, { key, operator, values }] of listIn(term, "matchFields").entries()) {
    const at = `${path}.matchFields[${index}]`;
    if (operator !== "In" && operator !== "NotIn") {
      errors.push(fieldInvalid(`${at}.operator`, operator, "not a valid selector operator"));
    } else if (!Array.isArray(values) || values.length !== 1) {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      errors.push(fieldRequired(`${at}.values`, detail));
    }
    if (key !== "metadata.name") errors.push(fieldInvalid(`${at}.key`, key, "not a valid field selector key"));
  }
  return errors;
}

/** What is wrong with constraints of how pods are spread. */
export function spreadErrors(path: string, constraints: readonly Draft[]): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, constraint] of constraints.entries()) {
    const at = `${path}[${index}]`;
    const { maxSkew, topologyKey, whenUnsatisfiable: when, minDomains } = constraint;
    if (!(typeof maxSkew === "number" && maxSkew > 0)) {
      errors.push(fieldInvalid(`${at}.maxSkew`, maxSkew, "must be greater than zero"));
    }
    if ((topologyKey ?? "") === "") errors.push(fieldRequired(`${at}.topologyKey`, "can not be empty"));
    if (when !== "DoNotSchedule" && when !== "ScheduleAnyway") {
      errors.push(fieldNotSupported(`${at}.whenUnsatisfiable`, when, ["DoNotSchedule", "ScheduleAnyway"]));
    }
    const again = constraints
      .slice(index + 1)
      .some((other) => other["topologyKey"] === topologyKey && other["whenUnsatisfiable"] === when);
    if (again) {
      errors.push(fieldDuplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${when}}`));
    }
    if (typeof minDomains === "number") {
      if (minDomains <= 0) errors.push(fieldInvalid(`${at}.minDomains`, minDomains, "must be greater than zero"));
      if (when !== "DoNotSchedule") {
        const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when}`;
        errors.push(fieldInvalid(`${at}.minDomains`, minDomains, detail));
      }
    }
    const policies = ["Honor", "Ignore"];
    errors.push(...oneOfIfSet(`${at}.nodeAffinityPolicy`, constraint["nodeAffinityPolicy"], [...policies].reverse()));
    errors.push(...oneOfIfSet(`${at}.nodeTaintsPolicy`, constraint["nodeTaintsPolicy"], [...policies].reverse()));
    errors.push(...selectorErrors(`${at}.labelSelector`, maybeObjectIn(constraint, "labelSelector")));
  }
  return errors;
}

/** What is wrong with a toleration. */
export function tolerationErrors(path: string, toleration: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  if ((key ?? "") !== "") {
    for (const rule of labelKeyErrors(String(key))) errors.push(fieldInvalid(`${path}.key`, key, rule));
  }
  if ((key ?? "") === "" && operator !== "Exists") {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(fieldInvalid(`${path}.operator`, operator ?? "", detail));
  }
  if (tolerationSeconds !== undefined && effect !== "NoExecute") {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(fieldInvalid(`${path}.effect`, effect ?? "", detail));
  }
  if (operator === "Exists" && (value ?? "") !== "") {
    errors.push(fieldInvalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
  }
  errors.push(...oneOfIfSet(`${path}.operator`, operator, ["Equal", "Exists"]));
  errors.push(...oneOfIfSet(`${path}.effect`, effect, effects));
  return errors;
}

/** What is wrong with gates of readiness and of scheduling. */
export function gateErrors(field: string, spec: Draft): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, { conditionType }] of listIn(spec, "readinessGates").entries()) {
    for (const rule of labelKeyErrors(String(conditionType))) {
      errors.push(fieldInvalid(`${field}.readinessGates[${index}].conditionType`, conditionType, rule));
    }
  }
  const seen = new Set<string>();
  for (const [index, { name }] of listIn(spec, "schedulingGates").entries()) {
    const at = `${field}.schedulingGates[${index}]`;
    for (const rule of labelKeyErrors(String(name))) errors.push(fieldInvalid(at, name, rule));
    if (seen.has(String(name))) errors.push(fieldDuplicate(at, name));
    seen.add(String(name));
  }
  return errors;
}
