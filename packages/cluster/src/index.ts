/**
 * The seam between what is simulated and what is real: the Kubernetes API, a clock, telemetry.
 * @module
 */

// what an identity may do with it
export { type AccessPolicy, type AccessRule, isAllowed, onCallRules } from "./access-policy.ts";
// one text for equal values
export { canonicalJson } from "./canonical-json.ts";
export {
  type Clock,
  fromRfc3339,
  microsPerSecond,
  toRfc3339,
  toRfc3339Micro,
  type UnixMicros,
} from "./clock.ts";
// a cluster
export type { Cluster, ClusterCapabilities, UserInfo } from "./cluster.ts";
// selectors
export {
  type FieldRequirement,
  fieldMatcher,
  formatFieldRequirements,
  parseFieldSelector,
} from "./field-selector.ts";
// errors
export { goJsonKind, goJsonProblem } from "./go-json-problem.ts";
export { GymError, type GymErrorCode, gymErrorCodes } from "./gym-error.ts";
// what hides that groups are installed
export { isAboutHidden, withoutHiddenKeys } from "./hide-groups.ts";
// kinds
export {
  builtInKinds,
  chaosMeshKinds,
  componentStatusKind,
  type KindInfo,
  KindTable,
  kinds,
  metricsKinds,
  type ResourceName,
  resourcePath,
  splitApiVersion,
} from "./kinds.ts";
// its API
export type {
  DeleteOptions,
  ExecOptions,
  ExecResult,
  GetOptions,
  JsonPatchOperation,
  KubeApi,
  LogOptions,
  ObjectList,
  ObjectQuery,
  OpenApiDocument,
  OpenApiSchema,
  Patch,
  PodReference,
  Subresource,
  Table,
  TableColumn,
  TableQuery,
  TableRow,
  WatchEvent,
  WriteOptions,
} from "./kube-api.ts";
export {
  formatLabelRequirements,
  formatLabelSelector,
  type LabelOperator,
  type LabelRequirement,
  type Labels,
  labelMatcher,
  labelRequirements,
  labelsInclude,
  parseLabelSelector,
} from "./label-selector.ts";
// the API server's words
export {
  dns1035LabelErrors,
  dnsLabelErrors,
  labelKeyErrors,
  labelValueErrors,
  subdomainErrors,
} from "./names.ts";
// objects
export type * from "./objects/index.ts";
// patches
export {
  applyJsonPatch,
  applyMergePatch,
  applyPatch,
  applyStrategicMergePatch,
  type FieldStrategy,
  patchStrategy,
  type TypeStrategy,
} from "./patch/index.ts";
// quantities
export {
  canonicalQuantity,
  compareQuantities,
  cpuQuantity,
  formatQuantity,
  memoryQuantity,
  parseQuantity,
  type Quantity,
  QuantityError,
  type QuantityFormat,
  quantityMillis,
  quantityValue,
} from "./quantity.ts";
export { createRandomStream, nextStreamBits, type RandomStream } from "./random-stream.ts";
export { restrictApi } from "./restricted-api.ts";
export { isNotFound, type Status, type StatusCause, StatusError, type StatusReason } from "./status-error.ts";
export {
  type AccessAttempt,
  alreadyExists,
  badRequest,
  conflict,
  type FieldError,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldNotSupported,
  fieldRequired,
  forbidden,
  forbiddenTo,
  internalFailure,
  invalid,
  noSuchResource,
  notFound,
  patchRejected,
} from "./status-messages.ts";
export type {
  MetricsExtract,
  ServiceSummary,
  SpansExtract,
  TelemetryFilter,
  TelemetrySource,
  TelemetryTables,
  TelemetryWindow,
  UserExperience,
} from "./telemetry-source.ts";
