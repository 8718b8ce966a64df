/**
 * Columns of the scheduling kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, flag, integer, nameColumn, text } from "./column-forms.ts";

export const schedulingColumns: ColumnsByKind = {
  "scheduling.k8s.io/v1 PriorityClass": [
    nameColumn,
    integer(
      "Value",
      "value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.",
    ),
    flag(
      "Global-Default",
      "globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.",
    ),
    ageColumn,
    text(
      "PreemptionPolicy",
      "preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.",
    ),
  ],
};
