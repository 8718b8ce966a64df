/**
 * RBAC's authorizer.
 * @module
 */
import { forbidden, type ResourceName, type UserInfo } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { coversResource, coversUrl, type PolicyRule, rulesFor } from "./rules.ts";

/** Members of this group may do anything. */
const masters = "system:masters";

/** What a user wants to do with a resource of the API. */
export interface Attempt {
  readonly verb: string;
  readonly resource: ResourceName;
  readonly subresource?: string | undefined;
  /** Absent: at the cluster scope. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** An answer: whether it may be done and why, or what went wrong in finding out. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Whether a user may do something. */
export function authorize(sim: Simulation, user: UserInfo, attempt: Attempt): Decision {
  const { verb, resource, subresource, namespace, name = "" } = attempt;
  const path = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  return decide(sim, user, namespace, ({ verbs, apiGroups = [], resourceNames = [], ...rule }) => {
    if (!has(verbs, verb) || !has(apiGroups, resource.group)) return false;
    if (!coversResource({ verbs, ...rule }, path)) return false;
    return resourceNames.length === 0 || resourceNames.includes(name);
  });
}

/** Whether a user may do something with a path outside of the API (`/healthz`). */
export function authorizePath(sim: Simulation, user: UserInfo, verb: string, path: string): Decision {
  return decide(sim, user, undefined, (rule) => has(rule.verbs, verb) && coversUrl(rule, path));
}

function decide(
  sim: Simulation,
  user: UserInfo,
  namespace: string | undefined,
  allows: (rule: PolicyRule) => boolean,
): Decision {
  if (user.groups?.includes(masters) === true) return { allowed: true, reason: "" };
  const { rules, errors } = rulesFor(sim, user, namespace);
  const found = rules.find(({ rule }) => allows(rule));
  if (found !== undefined) return { allowed: true, reason: `RBAC: allowed by ${found.source}` };
  const texts = [...new Set(errors.map(({ message }) => message))];
  if (texts.length === 0) return { allowed: false, reason: "" };
  return { allowed: false, reason: `RBAC: ${texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`}` };
}

function has(list: readonly string[], value: string): boolean {
  return list.includes(value) || list.includes("*");
}

/**
 * Lets a user's attempt pass.
 *
 * @throws StatusError `Forbidden`
 */
export function demand(sim: Simulation, user: UserInfo, attempt: Attempt): void {
  const { allowed, reason } = authorize(sim, user, attempt);
  if (allowed) return;
  const { verb, resource, subresource, namespace, name = "" } = attempt;
  const target = subresource === undefined ? resource.plural : `${resource.plural}/${subresource}`;
  const scope = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const text = `User "${user.name}" cannot ${verb} resource "${target}" in API group "${resource.group}" ${scope}`;
  throw forbidden(resource, name, reason === "" ? text : `${text}: ${reason}`);
}
