/**
 * `--as`: the API as somebody else.
 * @module
 */
import { type Clock, type KubeApi, type KubeObject, StatusError, type UserInfo } from "@aiops-gym/cluster";
import type { Flags } from "./flags.ts";
import { KubectlError } from "./kubectl-error.ts";
import { textAt } from "./tree.ts";

/** The cluster, and whether its user may act as others. */
export interface ImpersonateOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly impersonate?: (user: UserInfo) => KubeApi;
}

/** The API as `--as` and `--as-group` want it. @throws StatusError `Forbidden` where nobody may act as others. */
export async function impersonated({ api, impersonate }: ImpersonateOptions, flags: Flags): Promise<KubeApi> {
  const name = flags.text("as");
  const groups = flags.list("as-group", true);
  if (name === "")
    throw new KubectlError("requesting uid, groups or user-extra for impersonation without impersonating a user");
  if (impersonate !== undefined) return impersonate({ name, groups: groupsOf(name, groups) });
  const [, , namespace, account] = /^(system:serviceaccount):([^:]+):(.+)$/.exec(name) ?? [];
  const what = account === undefined ? `users ${JSON.stringify(name)}` : `serviceaccounts ${JSON.stringify(account)}`;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
  const me = await api.create<KubeObject>({
    apiVersion: "authentication.k8s.io/v1",
    kind: "SelfSubjectReview",
    metadata: {},
  });
  const user = textAt(me, "status.userInfo.username");
  const resource = account === undefined ? "users" : "serviceaccounts";
  throw StatusError.of(
    "Forbidden",
    `${what} is forbidden: User ${JSON.stringify(user)} cannot impersonate resource ${JSON.stringify(resource)} in API group "" ${where}`,
  );
}

/** A service account is in its groups unless others are named; whoever is somebody is authenticated. */
function groupsOf(name: string, groups: readonly string[]): readonly string[] {
  const [, namespace] = /^system:serviceaccount:([^:]+):/.exec(name) ?? [];
  const own =
    groups.length > 0 || namespace === undefined
      ? groups
      : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return own.includes("system:authenticated") ? own : [...own, "system:authenticated"];
}
