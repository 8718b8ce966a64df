/**
 * RBAC's guard against escalation: nobody grants what they do not have.
 * @module
 */
import { forbidden, type KindInfo, notFound, type UserInfo } from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { authorize } from "./authorize.ts";
import { breakDown, covers, type PolicyRule, roleOf, roleRefOf, rulesFor, rulesOf } from "./rules.ts";

const group = "rbac.authorization.k8s.io";

/**
 * Lets a user write a role or a binding whose rules are the user's own already.
 *
 * @throws StatusError `Forbidden`
 */
export function checkEscalation(
  sim: Simulation,
  user: UserInfo,
  info: KindInfo,
  namespace: string | undefined,
  name: string,
  object: Readonly<Record<string, unknown>>,
): void {
  if (info.group !== group || user.groups?.includes("system:masters") === true) return;
  const wanted = info.kind.endsWith("Binding")
    ? rulesToBind(sim, user, info, namespace, object)
    : rulesToGrant(sim, user, info, namespace, name, object);
  const { rules: owned } = rulesFor(sim, user, namespace);
  const missing = wanted.flatMap(breakDown).filter((part) => !owned.some(({ rule }) => covers(rule, part)));
  if (missing.length === 0) return;
  const lines = [...new Set(compact(missing).map(textOf))].sort();
  const groups = (user.groups ?? []).map((one) => JSON.stringify(one)).join(" ");
  const who = `user ${JSON.stringify(user.name)} (groups=[${groups}])`;
  const why = `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}`;
  throw forbidden(info, name, why);
}

function rulesToGrant(
  sim: Simulation,
  user: UserInfo,
  info: KindInfo,
  namespace: string | undefined,
  name: string,
  object: Readonly<Record<string, unknown>>,
): readonly PolicyRule[] {
  const { allowed } = authorize(sim, user, { verb: "escalate", resource: info, namespace, name });
  return allowed ? [] : rulesOf(object);
}

function rulesToBind(
  sim: Simulation,
  user: UserInfo,
  info: KindInfo,
  namespace: string | undefined,
  object: Readonly<Record<string, unknown>>,
): readonly PolicyRule[] {
  const ref = roleRefOf(object);
  const resource = { group, plural: ref.kind === "Role" ? "roles" : "clusterroles" };
  if (authorize(sim, user, { verb: "bind", resource, namespace, name: ref.name }).allowed) return [];
  const role = roleOf(sim, ref, namespace);
  // the real server names the binding's resource here, and the role
  if (role === undefined) throw notFound(info, ref.name);
  return rulesOf(role);
}

/** Joins the verbs of permissions that are alike otherwise. */
function compact(parts: readonly PolicyRule[]): readonly PolicyRule[] {
  const joined = new Map<string, PolicyRule>();
  for (const part of parts) {
    const { verbs, ...rest } = part;
    const key = part.nonResourceURLs === undefined ? JSON.stringify(rest) : JSON.stringify(part);
    const before = joined.get(key);
    joined.set(key, before === undefined ? part : { ...part, verbs: [...before.verbs, ...verbs] });
  }
  return [...joined.values()];
}

function textOf({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = {
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
  };
  const texts = Object.entries({ ...parts, Verbs: verbs }).flatMap(([title, list]) =>
    list === undefined || list.length === 0 ? [] : [`${title}:[${list.map((one) => JSON.stringify(one)).join(" ")}]`],
  );
  return `{${texts.join(", ")}}`;
}
