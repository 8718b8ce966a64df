/**
 * RBAC's rules: whose they are, and what they cover.
 * @module
 */
import { type KubeObject, notFound, type StatusError, type UserInfo } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { getObject, listObjects } from "../store.ts";

/** A rule of a role. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Who a role is given to. */
interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

/** A rule that applies to a user, and by which binding. */
export interface AppliedRule {
  readonly rule: PolicyRule;
  /** `RoleBinding "readers/ns" of Role "reader" to ServiceAccount "robot/ns"` */
  readonly source: string;
}

/** The rules of a user, and the roles that bindings name in vain. */
export interface UserRules {
  readonly rules: readonly AppliedRule[];
  readonly errors: readonly StatusError[];
}

const group = "rbac.authorization.k8s.io";

/** The rules that apply to a user in a namespace, or at the cluster scope. */
export function rulesFor(sim: Simulation, user: UserInfo, namespace: string | undefined): UserRules {
  const rules: AppliedRule[] = [];
  const errors: StatusError[] = [];
  const visit = (binding: KubeObject, where: string | undefined): void => {
    const subject = subjectsOf(binding).find((one) => appliesTo(one, user, where));
    if (subject === undefined) return;
    const ref = roleRefOf(binding);
    const role = roleOf(sim, ref, where);
    if (role === undefined) {
      errors.push(notFound({ group, plural: ref.kind.toLowerCase() }, ref.name));
      return;
    }
    const source = describe(binding, ref, subject, where);
    for (const rule of rulesOf(role)) rules.push({ rule, source });
  };
  for (const binding of listObjects(sim, "ClusterRoleBinding")) visit(binding, undefined);
  if (namespace !== undefined) for (const one of listObjects(sim, "RoleBinding", namespace)) visit(one, namespace);
  return { rules, errors };
}

function subjectsOf(binding: KubeObject): readonly Subject[] {
  return (binding["subjects"] ?? []) as readonly Subject[];
}

/** The role that a binding gives. */
export function roleRefOf(binding: Readonly<Record<string, unknown>>): RoleRef {
  return (binding["roleRef"] ?? { kind: "", name: "" }) as RoleRef;
}

/** The rules of a role. */
export function rulesOf(role: Readonly<Record<string, unknown>>): readonly PolicyRule[] {
  return (role["rules"] ?? []) as readonly PolicyRule[];
}

/** The role that a reference names, when there is one. */
export function roleOf(
  sim: Simulation,
  { kind, name }: RoleRef,
  namespace: string | undefined,
): KubeObject | undefined {
  return getObject(sim, kind, kind === "Role" ? namespace : undefined, name);
}

function appliesTo({ kind, name, namespace }: Subject, user: UserInfo, where: string | undefined): boolean {
  if (kind === "User") return user.name === name;
  if (kind === "Group") return user.groups?.includes(name) === true;
  const place = namespace === undefined || namespace === "" ? where : namespace;
  return kind === "ServiceAccount" && place !== undefined && user.name === `system:serviceaccount:${place}:${name}`;
}

function describe(binding: KubeObject, ref: RoleRef, subject: Subject, where: string | undefined): string {
  const { kind, name, namespace = where ?? "" } = subject;
  const who = kind === "ServiceAccount" ? `${name}/${namespace}` : name;
  const { metadata } = binding;
  const title = where === undefined ? metadata.name : `${metadata.name}/${where}`;
  return `${binding.kind} "${title}" of ${ref.kind} "${ref.name}" to ${kind} "${who}"`;
}

/** Single permissions of a rule: one group, resource, name and verb each. */
export function breakDown(rule: PolicyRule): readonly PolicyRule[] {
  const parts: PolicyRule[] = [];
  for (const apiGroup of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of rule.verbs) {
        const part = { apiGroups: [apiGroup], resources: [resource], verbs: [verb] };
        const names = rule.resourceNames ?? [];
        if (names.length === 0) parts.push(part);
        else for (const name of names) parts.push({ ...part, resourceNames: [name] });
      }
    }
  }
  for (const url of rule.nonResourceURLs ?? []) {
    for (const verb of rule.verbs) parts.push({ nonResourceURLs: [url], verbs: [verb] });
  }
  return parts;
}

/** Whether a rule gives at least what a single permission does. */
export function covers(rule: PolicyRule, part: PolicyRule): boolean {
  const all = (set: readonly string[] = [], wanted: readonly string[] = []): boolean =>
    set.includes("*") || wanted.every((one) => set.includes(one));
  const resources =
    (rule.resources ?? []).includes("*") || (part.resources ?? []).every((one) => coversResource(rule, one));
  const names = rule.resourceNames ?? [];
  const wantedNames = part.resourceNames ?? [];
  const named = names.length === 0 || (wantedNames.length > 0 && wantedNames.every((name) => names.includes(name)));
  const urls = (part.nonResourceURLs ?? []).every((url) => coversUrl(rule, url));
  return all(rule.verbs, part.verbs) && all(rule.apiGroups, part.apiGroups) && resources && named && urls;
}

/** Whether a rule's resources hold one (`pods/log`). */
export function coversResource({ resources = [] }: PolicyRule, resource: string): boolean {
  if (resources.includes("*") || resources.includes(resource)) return true;
  const slash = resource.indexOf("/");
  return slash >= 0 && resources.includes(`*${resource.slice(slash)}`);
}

/** Whether a rule's paths hold one; a `*` at the end stands for anything. */
export function coversUrl({ nonResourceURLs = [] }: PolicyRule, url: string): boolean {
  return nonResourceURLs.some((one) => one === url || (one.endsWith("*") && url.startsWith(one.slice(0, -1))));
}
