/**
 * Spans as OpenTracing's middleware makes them. They are numbered whether or not anybody records them.
 * @module
 */

import { spanLeaves } from "../capture/span-export.ts";
import { recordSpan } from "../capture/spans.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { CompiledSpan } from "./compiled-program.ts";
import { renderText } from "./render.ts";
import type { Task } from "./task.ts";

/** The number of a new span; of a trace without one it becomes the trace's. */
export function nextSpan(sim: Simulation, task: Task): number {
  const { processes } = sim.state;
  processes.spanCounter += 1;
  if (task.trace === 0) task.trace = processes.spanCounter;
  return processes.spanCounter;
}

/** Opens the span of the current step. */
export function openStepSpan(sim: Simulation, task: Task): void {
  task.stepSpan = nextSpan(sim, task);
  task.stepStartedAt = sim.now;
}

/** Attributes of a span. */
export type Tags = Readonly<Record<string, string | number | boolean>>;

/** Closes the span of the current step, if one is open. */
export function closeStepSpan(sim: Simulation, task: Task, span: CompiledSpan | null, failure: Tags | null): void {
  if (task.stepSpan === 0) return;
  if (span !== null) {
    const { containerId, trace, stepSpan, span: parent, stepStartedAt } = task;
    closeSpan(sim, containerId, span, failure, trace, stepSpan, parent, stepStartedAt, task);
  }
  task.stepSpan = 0;
}

/** Closes a request's server span. */
export function closeServerSpan(
  sim: Simulation,
  task: Task,
  span: CompiledSpan,
  startedAt: number,
  extra: Tags | null,
): void {
  if (task.span === 0) return;
  closeSpan(sim, task.containerId, span, extra, task.trace, task.span, task.parentSpan, startedAt, task);
}

const plainTags = new Map<CompiledSpan["kind"], Tags>();
const failureTags = new WeakMap<Tags, Map<CompiledSpan["kind"], Tags>>();

/** The tags of a span that has none of its own. Frozen, and the same object for the same frozen `extra`. */
export function tagsOf(kind: CompiledSpan["kind"], extra: Tags | null): Tags {
  let known = plainTags;
  if (extra !== null) {
    if (!Object.isFrozen(extra)) return { "span.kind": kind, ...extra };
    known = failureTags.get(extra) ?? new Map();
    failureTags.set(extra, known);
  }
  let tags = known.get(kind);
  if (tags === undefined) {
    tags = Object.freeze({ "span.kind": kind, ...extra });
    known.set(kind, tags);
  }
  return tags;
}

/**
 * Closes a span now.
 *
 * @param extra - Tags beside the span's own.
 * @param task - Whose words its texts are.
 */
export function closeSpan(
  sim: Simulation,
  containerId: string,
  span: CompiledSpan,
  extra: Tags | null,
  trace: number,
  number: number,
  parent: number,
  startedAt: number,
  task: Pick<Task, "error" | "key" | "variables">,
): void {
  if (!spanLeaves(sim, containerId) || !sim.state.capture.enabled) return;
  recordClosedSpan(sim, containerId, span, extra, trace, number, parent, startedAt, task);
}

/** As {@link closeSpan}, when it is known that the span is recorded. */
export function recordClosedSpan(
  sim: Simulation,
  containerId: string,
  span: CompiledSpan,
  extra: Tags | null,
  trace: number,
  number: number,
  parent: number,
  startedAt: number,
  task: Pick<Task, "error" | "key" | "variables">,
): void {
  const container = sim.state.runtime.containers.get(containerId);
  if (container === undefined) return;
  const scope = { task };
  let tags = tagsOf(span.kind, extra);
  if (span.tags.length > 0) {
    const all: Record<string, string | number | boolean> = { "span.kind": span.kind };
    for (const { key, value } of span.tags) all[key] = renderText(sim, container, value, scope);
    tags = Object.assign(all, extra);
  }
  recordSpan(sim, containerId, {
    trace,
    span: number,
    parent,
    name: renderText(sim, container, span.name, scope),
    kind: span.kind,
    startedAt,
    failed: extra?.["error"] === true,
    message: task.error === "" ? null : task.error,
    tags,
  });
}

const httpTags = new Map<number, Tags>();

/** The tag of an HTTP answer. */
export function httpStatusTags(status: number): Tags {
  let tags = httpTags.get(status);
  if (tags === undefined) {
    tags = Object.freeze({ "http.status_code": status });
    httpTags.set(status, tags);
  }
  return tags;
}

/** Tags that go with a gRPC failure: its code, its class, and `error` where the middleware counts it as one. */
export function grpcFailureTags(error: string, client: boolean): Tags {
  const known = client ? clientTagsByError : serverTagsByError;
  let tags = known.get(error);
  if (tags === undefined) {
    tags = failureTagsOf(error, client);
    if (known.size < mostGrpcTags) known.set(error, tags);
  }
  return tags;
}

// The same few errors come again and again while something is broken.
const clientTagsByError = new Map<string, Tags>();
const serverTagsByError = new Map<string, Tags>();

function failureTagsOf(error: string, client: boolean): Tags {
  const code = codeOf(error);
  const responseClass = classByCode[code] ?? "0xx";
  const counted = client || responseClass === "5xx";
  const key = `${counted} ${code}`;
  let tags = grpcTags.get(key);
  if (tags === undefined) {
    const said = { response_code: code, response_class: responseClass };
    tags = Object.freeze(counted ? { error: true, ...said } : said);
    if (grpcTags.size < mostGrpcTags) grpcTags.set(key, tags);
  }
  return tags;
}

const grpcTags = new Map<string, Tags>();
/** Programs make up few codes. */
const mostGrpcTags = 256;
const codePrefix = "rpc error: code = ";

/** What follows `rpc error: code = `, up to the next space. */
function codeOf(error: string): string {
  if (!error.startsWith(codePrefix)) return "Unknown";
  const end = error.indexOf(" ", codePrefix.length);
  return end < 0 ? error.slice(codePrefix.length) : error.slice(codePrefix.length, end);
}

/** otgrpc's `ErrorClass`: a cancelled call counts as a success. */
const classByCode: Readonly<Record<string, string>> = {
  OK: "2xx",
  Canceled: "2xx",
  InvalidArgument: "4xx",
  NotFound: "4xx",
  AlreadyExists: "4xx",
  PermissionDenied: "4xx",
  Unauthenticated: "4xx",
  FailedPrecondition: "4xx",
  OutOfRange: "4xx",
  DeadlineExceeded: "5xx",
  ResourceExhausted: "5xx",
  Aborted: "5xx",
  Unimplemented: "5xx",
  Internal: "5xx",
  Unavailable: "5xx",
  DataLoss: "5xx",
};
