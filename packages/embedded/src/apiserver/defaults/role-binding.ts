/**
 * Defaults of RoleBindings and ClusterRoleBindings.
 * @module
 */
import { listIn, objectIn } from "../draft.ts";
import type { KindDefaults } from "./kind-defaults.ts";

const group = "rbac.authorization.k8s.io";

export const roleBindingDefaults: KindDefaults = {
  withoutSpec: true,
  fill: (object) => {
    const role = objectIn(object, "roleRef");
    if ((role["apiGroup"] ?? "") === "") role["apiGroup"] = group;
    for (const subject of listIn(object, "subjects")) {
      if (subject["kind"] !== "User" && subject["kind"] !== "Group") continue;
      if ((subject["apiGroup"] ?? "") === "") subject["apiGroup"] = group;
    }
  },
};
