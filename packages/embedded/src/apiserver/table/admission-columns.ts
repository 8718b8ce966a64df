/**
 * Columns of the admission kinds, as Kubernetes 1.34.4 defines them.
 * @module
 */
import { ageColumn, type ColumnsByKind, integer, nameColumn, text } from "./column-forms.ts";

export const admissionColumns: ColumnsByKind = {
  "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration": [
    nameColumn,
    integer("Webhooks", "Webhooks indicates the number of webhooks registered in this configuration"),
    ageColumn,
  ],
  "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy": [
    nameColumn,
    integer("Validations", "Validations indicates the number of validation rules defined in this configuration"),
    text("ParamKind", "ParamKind specifies the kind of resources used to parameterize this policy"),
    ageColumn,
  ],
  "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding": [
    nameColumn,
    text("PolicyName", "PolicyName indicates the policy definition which the policy binding binded to"),
    text("ParamRef", "ParamRef indicates the param resource which sets the configration param"),
    ageColumn,
  ],
  "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration": [
    nameColumn,
    integer("Webhooks", "Webhooks indicates the number of webhooks registered in this configuration"),
    ageColumn,
  ],
};
