/**
 * `kubectl set subject`.
 * @module
 */
import type { Command, Invocation } from "../../invocation.ts";
import { writeJson } from "../../json-writer.ts";
import { KubectlError } from "../../kubectl-error.ts";
import { checkWriteFlags } from "../../report-change.ts";
import { compareText, listAt, withField } from "../../tree.ts";
import { selectAll } from "../visit.ts";
import { setFlags, updateObjects } from "./update.ts";

const apiGroup = "rbac.authorization.k8s.io";

export const setSubjectCommand: Command = {
  name: "set subject",
  summary: "Update the user, group, or service account in a role binding or cluster role binding",
  usage:
    "set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:name]",
  flags: `${setFlags} group[] serviceaccount[] user[]`,
  async run(call) {
    checkWriteFlags(call);
    const found = await selectAll(call);
    if (!["user", "group", "serviceaccount"].some((flag) => call.flags.has(flag)))
      throw new KubectlError("you must specify at least one value of user, group or serviceaccount");
    const subjects = wantedSubjects(call);
    return updateObjects(call, found, {
      done: "subjects updated",
      failure: "failed to patch subjects to rolebinding:",
      change({ info, object }) {
        if (info.kind !== "RoleBinding" && info.kind !== "ClusterRoleBinding")
          throw new KubectlError("setting subjects is only supported for RoleBinding/ClusterRoleBinding");
        const before = listAt(object, "subjects");
        const present = new Set(before.map((subject) => writeJson(subject)));
        const added = subjects.filter((subject) => !present.has(writeJson(subject)));
        return added.length === 0 ? object : withField(object, "subjects", [...before, ...added]);
      },
    });
  },
};

function wantedSubjects(call: Invocation): readonly object[] {
  const sorted = (flag: string): readonly string[] => [...new Set(call.flags.list(flag))].sort(compareText);
  return [
    ...sorted("user").map((name) => ({ kind: "User", apiGroup, name })),
    ...sorted("group").map((name) => ({ kind: "Group", apiGroup, name })),
    ...sorted("serviceaccount").map((text) => {
      const [namespace = "", name = "", ...more] = text.split(":");
      if (name === "" || more.length > 0) throw new KubectlError("serviceaccount must be <namespace>:<name>");
      return { kind: "ServiceAccount", name, namespace: namespace || call.namespace };
    }),
  ];
}
