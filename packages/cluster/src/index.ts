/**
 * The seam between what is simulated and what is real: the Kubernetes API, a clock, telemetry.
 * @module
 */

// a cluster
export type { Cluster, ClusterCapabilities } from "./cluster.ts";
export {
  type Clock,
  fromRfc3339,
  microsPerSecond,
  toRfc3339,
  toRfc3339Micro,
  type UnixMicros,
} from "./clock.ts";
export type { TelemetryFilter, TelemetrySource, TelemetryTables, TelemetryWindow } from "./telemetry-source.ts";

// its API
export type {
  DeleteOptions,
  ExecOptions,
  ExecResult,
  JsonPatchOperation,
  KubeApi,
  LogOptions,
  ObjectList,
  ObjectQuery,
  Patch,
  PodReference,
  Subresource,
  WatchEvent,
  WriteOptions,
} from "./kube-api.ts";

// objects
export type * from "./objects/index.ts";

// errors
export { GymError, type GymErrorCode, gymErrorCodes } from "./gym-error.ts";
export { isNotFound, type Status, type StatusCause, StatusError, type StatusReason } from "./status-error.ts";
