/**
 * Columns of the node kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, nameColumn, text } from "./column-forms.ts";

export const nodeColumns: ColumnsByKind = {
  "node.k8s.io/v1 RuntimeClass": [nameColumn, text("Handler", ""), ageColumn],
};
