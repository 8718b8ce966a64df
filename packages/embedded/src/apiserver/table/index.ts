/**
 * The columns that Kubernetes 1.34.4 defines for each built-in kind.
 * @module
 */
import { admissionColumns } from "./admission-columns.ts";
import { apiextensionsColumns } from "./apiextensions-columns.ts";
import { apiregistrationColumns } from "./apiregistration-columns.ts";
import { appsColumns } from "./apps-columns.ts";
import { autoscalingColumns } from "./autoscaling-columns.ts";
import { batchColumns } from "./batch-columns.ts";
import { certificatesColumns } from "./certificates-columns.ts";
import type { ColumnsByKind } from "./column-forms.ts";
import { coordinationColumns } from "./coordination-columns.ts";
import { coreColumns } from "./core-columns.ts";
import { discoveryColumns } from "./discovery-columns.ts";
import { eventsColumns } from "./events-columns.ts";
import { networkingColumns } from "./networking-columns.ts";
import { nodeColumns } from "./node-columns.ts";
import { policyColumns } from "./policy-columns.ts";
import { rbacColumns } from "./rbac-columns.ts";
import { schedulingColumns } from "./scheduling-columns.ts";
import { storageColumns } from "./storage-columns.ts";

/** Columns by `apiVersion kind`. */
export const builtInColumns: ColumnsByKind = {
  ...admissionColumns,
  ...apiextensionsColumns,
  ...apiregistrationColumns,
  ...appsColumns,
  ...autoscalingColumns,
  ...batchColumns,
  ...certificatesColumns,
  ...coordinationColumns,
  ...coreColumns,
  ...discoveryColumns,
  ...eventsColumns,
  ...networkingColumns,
  ...nodeColumns,
  ...policyColumns,
  ...rbacColumns,
  ...schedulingColumns,
  ...storageColumns,
};
