/**
 * Applications as data: manifests, images, programs, traffic; and the contract of what runs them.
 * @module
 */

// an application and its parts
export type { Application, StoreAccount } from "./application.ts";
// what runs it
export type { ApplicationBackend, OpenOptions, RunningApplication } from "./application-backend.ts";
// making one
export { defineApplication } from "./define-application.ts";
export type { Distribution } from "./distribution.ts";
export type {
  BusyboxProgram,
  ClientSpec,
  IdleProgram,
  ImageSpec,
  OnSigterm,
  Operation,
  Program,
  RequestCosts,
  ScriptProgram,
  ServerSpec,
  StoreProgram,
} from "./program.ts";
export type { LogLine, OnError, QueryCommand, SpanSpec, Step } from "./script.ts";
export { checkTracesSampler, type TracesSampler, tracesSamplerSchema } from "./traces-sampler.ts";
export type {
  ArrivalProcess,
  GeoPoint,
  ReplayedRequest,
  RequestType,
  VariableSpec,
  Workload,
  WorkloadStats,
} from "./workload.ts";
