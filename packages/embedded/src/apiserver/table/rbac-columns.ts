/**
 * Columns of the rbac kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, date, nameColumn, text } from "./column-forms.ts";

export const rbacColumns: ColumnsByKind = {
  "rbac.authorization.k8s.io/v1 ClusterRoleBinding": [
    nameColumn,
    text(
      "Role",
      "RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.",
    ),
    ageColumn,
    text("Users", "Users in the clusterRoleBinding", 1),
    text("Groups", "Groups in the clusterRoleBinding", 1),
    text("ServiceAccounts", "ServiceAccounts in the clusterRoleBinding", 1),
  ],
  "rbac.authorization.k8s.io/v1 ClusterRole": [
    nameColumn,
    date(
      "Created At",
      "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
    ),
  ],
  "rbac.authorization.k8s.io/v1 RoleBinding": [
    nameColumn,
    text(
      "Role",
      "RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.",
    ),
    ageColumn,
    text("Users", "Users in the roleBinding", 1),
    text("Groups", "Groups in the roleBinding", 1),
    text("ServiceAccounts", "ServiceAccounts in the roleBinding", 1),
  ],
  "rbac.authorization.k8s.io/v1 Role": [
    nameColumn,
    date(
      "Created At",
      "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
    ),
  ],
};
