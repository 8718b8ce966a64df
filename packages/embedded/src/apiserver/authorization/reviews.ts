/**
 * Access reviews: questions about who may do what, asked by creating an object that is never stored.
 * @module
 */
import {
  fieldInvalid,
  invalid,
  type KindInfo,
  type KubeObject,
  type Manifest,
  toRfc3339,
  type UserInfo,
} from "@aiops-gym/cluster";
import type { Simulation } from "../../kernel/simulation.ts";
import { decodeObject } from "../decode.ts";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import { authorize, authorizePath, type Decision } from "./authorize.ts";
import { type PolicyRule, rulesFor } from "./rules.ts";

type Answer = (sim: Simulation, user: UserInfo, spec: Draft, object: Draft, info: KindInfo) => Draft;

const answers: Readonly<Record<string, Answer>> = {
  SelfSubjectAccessReview: (sim, user, spec, _object, info) => verdict(sim, user, spec, info),
  SubjectAccessReview: (sim, _user, spec, _object, info) => verdict(sim, subjectOf(spec, info), spec, info),
  LocalSubjectAccessReview: (sim, _user, spec, _object, info) => verdict(sim, subjectOf(spec, info), spec, info),
  SelfSubjectRulesReview: (sim, user, spec) => listRules(sim, user, spec),
  SelfSubjectReview: (_sim, user) => ({ userInfo: userInfoOf(user) }),
  TokenReview: () => ({ user: {}, error: "invalid bearer token" }),
};

/** Whether objects of a kind are questions that {@link answerReview} answers. */
export function isReview(kind: string): boolean {
  return answers[kind] !== undefined;
}

/**
 * Answers a question of a user.
 *
 * @throws StatusError `Invalid` when it makes no sense.
 */
export function answerReview(sim: Simulation, user: UserInfo, info: KindInfo, manifest: Manifest): KubeObject {
  const { object } = decodeObject(info, manifest);
  const spec = objectIn(object, "spec");
  const status = answers[info.kind]?.(sim, user, spec, object, info) ?? {};
  if (info.kind === "SelfSubjectReview") {
    delete object["spec"];
    return { ...object, metadata: { creationTimestamp: toRfc3339(sim.now) }, status } as unknown as KubeObject;
  }
  if (info.kind === "SelfSubjectRulesReview") object["spec"] = {};
  const { managedFields: _, ...metadata } = objectIn(object, "metadata");
  return { ...object, metadata, status } as unknown as KubeObject;
}

function userInfoOf({ name, groups }: UserInfo): Draft {
  return { username: name, ...(groups === undefined ? {} : { groups: [...groups] }) };
}

/** The real server leaves the kind out of these refusals. */
function refuse({ group }: KindInfo, field: string, value: unknown, detail: string): Error {
  return invalid({ group, kind: "" }, "", [fieldInvalid(field, value, detail)]);
}

function subjectOf(spec: Draft, info: KindInfo): UserInfo {
  const groups = Array.isArray(spec["groups"]) ? spec["groups"].map(String) : [];
  const name = String(spec["user"] ?? "");
  checkAttributes(spec, info);
  if (name === "" && groups.length === 0) {
    throw refuse(info, "spec.user", "", "at least one of user or group must be specified");
  }
  return { name, groups };
}

function checkAttributes(spec: Draft, info: KindInfo): void {
  const both = spec["resourceAttributes"] !== undefined && spec["nonResourceAttributes"] !== undefined;
  const none = spec["resourceAttributes"] === undefined && spec["nonResourceAttributes"] === undefined;
  if (both) {
    const detail = "cannot be specified in combination with resourceAttributes";
    throw refuse(info, "spec.nonResourceAttributes", spec["nonResourceAttributes"], detail);
  }
  if (none) {
    const detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    throw refuse(info, "spec.resourceAttributes", null, detail);
  }
}

function verdict(sim: Simulation, user: UserInfo, spec: Draft, info: KindInfo): Draft {
  checkAttributes(spec, info);
  const { allowed, reason } = decisionOf(sim, user, spec);
  return reason === "" ? { allowed } : { allowed, reason };
}

function decisionOf(sim: Simulation, user: UserInfo, spec: Draft): Decision {
  const text = (draft: Draft | undefined, field: string): string => String(draft?.[field] ?? "");
  const path = maybeObjectIn(spec, "nonResourceAttributes");
  if (path !== undefined) return authorizePath(sim, user, text(path, "verb"), text(path, "path"));
  const wanted = maybeObjectIn(spec, "resourceAttributes");
  const optional = (field: string): string | undefined =>
    text(wanted, field) === "" ? undefined : text(wanted, field);
  return authorize(sim, user, {
    verb: text(wanted, "verb"),
    resource: { group: text(wanted, "group"), plural: text(wanted, "resource") },
    subresource: optional("subresource"),
    namespace: optional("namespace"),
    name: optional("name"),
  });
}

function listRules(sim: Simulation, user: UserInfo, spec: Draft): Draft {
  const { rules } = rulesFor(sim, user, String(spec["namespace"] ?? ""));
  const all = rules.map(({ rule }) => rule);
  const pick = (rule: PolicyRule, fields: readonly (keyof PolicyRule)[]): Draft =>
    Object.fromEntries(fields.flatMap((field) => (rule[field] === undefined ? [] : [[field, rule[field]]])));
  return {
    resourceRules: all
      .filter(({ resources = [] }) => resources.length > 0)
      .map((rule) => pick(rule, ["verbs", "apiGroups", "resources", "resourceNames"])),
    nonResourceRules: all
      .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
      .map((rule) => pick(rule, ["verbs", "nonResourceURLs"])),
    incomplete: false,
  };
}
