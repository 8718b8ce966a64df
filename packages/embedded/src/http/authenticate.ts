/**
 * Who a request is from: bearer tokens, and impersonation by those who may.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { forbidden, StatusError, type UserInfo } from "@aiops-gym/cluster";
import { authorize } from "../apiserver/authorization/authorize.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { serviceAccountUser, type Tokens } from "./tokens.ts";

/**
 * The user of a request.
 *
 * @throws StatusError `Unauthorized` (401) without a token that is good; `Forbidden` for who may not be somebody else.
 */
export async function authenticate(sim: Simulation, tokens: Tokens, request: IncomingMessage): Promise<UserInfo> {
  const [, token = ""] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
  const user = token === "" ? undefined : await tokens.userOf(sim, token);
  if (user === undefined) throw StatusError.of("Unauthorized", "Unauthorized");
  return impersonated(sim, user, request);
}

function impersonated(sim: Simulation, user: UserInfo, { headers }: IncomingMessage): UserInfo {
  const name = textOf(headers["impersonate-user"]);
  const groups = textOf(headers["impersonate-group"])
    .split(",")
    .map((one) => one.trim());
  const wanted = groups.filter((one) => one !== "");
  if (name === "") {
    if (wanted.length > 0) {
      throw StatusError.of("InternalError", "Internal Server Error: requested impersonation without a user", {});
    }
    return user;
  }
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  if (namespace !== undefined && account !== undefined) {
    demand(sim, user, "serviceaccounts", account, namespace);
    for (const group of wanted) demand(sim, user, "groups", group);
    return wanted.length > 0 ? { name, groups: withAuthenticated(wanted) } : serviceAccountUser(namespace, account);
  }
  demand(sim, user, "users", name);
  for (const group of wanted) demand(sim, user, "groups", group);
  return { name, groups: name === "system:anonymous" ? wanted : withAuthenticated(wanted) };
}

function withAuthenticated(groups: readonly string[]): readonly string[] {
  return groups.includes("system:authenticated") ? groups : [...groups, "system:authenticated"];
}

function demand(sim: Simulation, user: UserInfo, plural: string, name: string, namespace?: string): void {
  const resource = { group: "", plural };
  if (authorize(sim, user, { verb: "impersonate", resource, namespace, name }).allowed) return;
  const scope = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const why = `User "${user.name}" cannot impersonate resource "${plural}" in API group "" ${scope}`;
  throw forbidden(resource, name, why);
}

function textOf(value: string | readonly string[] | undefined): string {
  return typeof value === "string" ? value : (value?.join() ?? "");
}
