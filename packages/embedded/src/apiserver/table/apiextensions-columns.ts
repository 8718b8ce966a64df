/**
 * Columns of the apiextensions kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { type ColumnsByKind, date, nameColumn } from "./column-forms.ts";

export const apiextensionsColumns: ColumnsByKind = {
  "apiextensions.k8s.io/v1 CustomResourceDefinition": [
    nameColumn,
    date(
      "Created At",
      "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
    ),
  ],
};
