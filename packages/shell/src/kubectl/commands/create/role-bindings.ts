/**
 * `kubectl create rolebinding | clusterrolebinding | serviceaccount`.
 * @module
 */
import type { Command, Invocation } from "../../invocation.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { createCommandOf } from "./new-object.ts";

const apiGroup = "rbac.authorization.k8s.io";

/** Users, groups and service accounts that a call's flags name. */
function subjects(call: Invocation): readonly object[] {
  const { flags } = call;
  return [
    ...flags.list("user", true).map((name) => ({ kind: "User", apiGroup, name })),
    ...flags.list("group", true).map((name) => ({ kind: "Group", apiGroup, name })),
    ...flags.list("serviceaccount", true).map((text) => {
      const [namespace = "", name = "", ...more] = text.split(":");
      if (namespace === "" || name === "" || more.length > 0)
        throw new KubectlError("serviceaccount must be <namespace>:<name>");
      return { kind: "ServiceAccount", name, namespace };
    }),
  ];
}

function binding(call: Invocation, kind: string, name: string, role: { kind: string; name: string }) {
  const bound = subjects(call);
  return {
    kind,
    apiVersion: `${apiGroup}/v1`,
    metadata: { name },
    ...(bound.length > 0 ? { subjects: bound } : {}),
    roleRef: { apiGroup, ...role },
  };
}

export const createRoleBindingCommand: Command = createCommandOf({
  name: "rolebinding",
  plural: "rolebindings",
  summary: "Create a role binding for a particular role or cluster role",
  usage: "--clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:name]",
  flags: "clusterrole group[] role serviceaccount[] user[]",
  failure: "failed to create rolebinding:",
  make(call, name) {
    const [clusterRole, role] = [call.flags.text("clusterrole"), call.flags.text("role")];
    if ((clusterRole === "") === (role === ""))
      throw new KubectlError("exactly one of clusterrole or role must be specified");
    const ref = role === "" ? { kind: "ClusterRole", name: clusterRole } : { kind: "Role", name: role };
    return binding(call, "RoleBinding", name, ref);
  },
});

export const createClusterRoleBindingCommand: Command = createCommandOf({
  name: "clusterrolebinding",
  plural: "clusterrolebindings",
  summary: "Create a cluster role binding for a particular cluster role",
  usage: "--clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:name]",
  flags: "clusterrole group[] serviceaccount[] user[]",
  required: ["clusterrole"],
  failure: "failed to create clusterrolebinding:",
  make: (call, name) =>
    binding(call, "ClusterRoleBinding", name, { kind: "ClusterRole", name: call.flags.text("clusterrole") }),
});

export const createServiceAccountCommand: Command = createCommandOf({
  name: "serviceaccount",
  plural: "serviceaccounts",
  summary: "Create a service account with the specified name",
  usage: "",
  flags: "",
  failure: "failed to create serviceaccount:",
  make: (_call, name) => ({ kind: "ServiceAccount", apiVersion: "v1", metadata: { name } }),
});
