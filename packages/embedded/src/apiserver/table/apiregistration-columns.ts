/**
 * Columns of the apiregistration kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, nameColumn, text } from "./column-forms.ts";

export const apiregistrationColumns: ColumnsByKind = {
  "apiregistration.k8s.io/v1 APIService": [
    nameColumn,
    text("Service", "The reference to the service that hosts this API endpoint."),
    text("Available", "Whether this service is available."),
    ageColumn,
  ],
};
