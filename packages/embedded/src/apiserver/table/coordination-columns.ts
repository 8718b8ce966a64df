/**
 * Columns of the coordination kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, nameColumn, text } from "./column-forms.ts";

export const coordinationColumns: ColumnsByKind = {
  "coordination.k8s.io/v1 Lease": [
    nameColumn,
    text(
      "Holder",
      "holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.",
    ),
    ageColumn,
  ],
};
