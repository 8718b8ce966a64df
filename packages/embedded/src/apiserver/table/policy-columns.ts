/**
 * Columns of the policy kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, integer, nameColumn, text } from "./column-forms.ts";

export const policyColumns: ColumnsByKind = {
  "policy/v1 PodDisruptionBudget": [
    nameColumn,
    text("Min Available", "The minimum number of pods that must be available."),
    text("Max Unavailable", "The maximum number of pods that may be unavailable."),
    integer("Allowed Disruptions", "Calculated number of pods that may be disrupted at this time."),
    ageColumn,
  ],
};
