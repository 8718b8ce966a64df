/**
 * What is wrong with events: v1 asks little, but of those with the time of events.k8s.io; events.k8s.io/v1 more.
 * @module
 */
import { type FieldError, fieldInvalid, fieldRequired, labelKeyErrors } from "@aiops-gym/cluster";
import { type Draft, maybeObjectIn, objectIn } from "../draft.ts";
import type { KindRules } from "./kind-rules.ts";

const longestName = 128;
const longestMessage = 1024;

export const eventRules: KindRules = { object: (object) => eventErrors(object, "reportingComponent") };

/** @param reporter - What the requested version calls the controller. */
function eventErrors(event: Draft, reporter: "reportingComponent" | "reportingController"): FieldError[] {
  const place = maybeObjectIn(event, "involvedObject")?.["namespace"] ?? "";
  const own = objectIn(event, "metadata")["namespace"] ?? "default";
  const mismatch = [fieldInvalid("involvedObject.namespace", place, "does not match event.namespace")];
  if (!isSet(event["eventTime"])) return place === own || (place === "" && own === "default") ? [] : mismatch;
  const errors = place === "" && own !== "default" && own !== "kube-system" ? mismatch : [];
  const name = textOf(event, "reportingComponent");
  if (name === "") errors.push(fieldRequired(reporter));
  errors.push(...labelKeyErrors(name).map((rule) => fieldInvalid(reporter, name, rule)));
  for (const field of ["reportingInstance", "action", "reason"]) {
    const text = textOf(event, field);
    if (text === "") errors.push(fieldRequired(field));
    if (text.length > longestName) errors.push(tooLong(field, longestName));
  }
  if (textOf(event, "message").length > longestMessage) errors.push(tooLong("message", longestMessage));
  return errors;
}

/** What is wrong with a new event of events.k8s.io/v1, which is told in the form of v1. */
export function newEventErrors(event: Draft): readonly FieldError[] {
  const errors = [...eventErrors(event, "reportingController"), ...seriesErrors(event)];
  if (!isSet(event["eventTime"])) errors.push(fieldRequired("eventTime"));
  const type = textOf(event, "type");
  if (type !== "Normal" && type !== "Warning") errors.push(fieldInvalid("type", "", `has invalid value: ${type}`));
  const source = Object.values(maybeObjectIn(event, "source") ?? {}).some((value) => value !== "");
  const old = {
    firstTimestamp: isSet(event["firstTimestamp"]),
    lastTimestamp: isSet(event["lastTimestamp"]),
    count: (event["count"] ?? 0) !== 0,
    source,
  };
  for (const [field, set] of Object.entries(old)) {
    if (set) errors.push(fieldInvalid(field, "", "needs to be unset"));
  }
  return errors;
}

const reference = "kind namespace name uid apiVersion resourceVersion fieldPath".split(" ");
/** Fields that do not change, and those of their values, as they are told. */
const immutable: Readonly<Record<string, readonly string[] | undefined>> = {
  involvedObject: reference,
  reason: undefined,
  message: undefined,
  source: ["component", "host"],
  firstTimestamp: undefined,
  lastTimestamp: undefined,
  count: undefined,
  type: undefined,
  eventTime: undefined,
  action: undefined,
  related: reference,
  reportingComponent: undefined,
  reportingInstance: undefined,
};

/** What is wrong with a change of an event by events.k8s.io/v1: all but its series and labels stays. */
export function newEventChangeErrors(next: Draft, previous: Draft): readonly FieldError[] {
  const errors = [...eventErrors(next, "reportingController"), ...seriesErrors(next)];
  for (const [field, inner] of Object.entries(immutable)) {
    const [now, before] = [next, previous].map((event) => toldValue(event[field], inner));
    if (JSON.stringify(now) === JSON.stringify(before)) continue;
    const name = field === "reportingComponent" ? "reportingController" : field;
    errors.push(fieldInvalid(name, now, "field is immutable"));
  }
  return errors;
}

/** A value as the server tells it: structs with all of their fields, under Go's names. */
function toldValue(value: unknown, inner: readonly string[] | undefined): unknown {
  if (inner === undefined) return value ?? "";
  const given = (value ?? {}) as Draft;
  return Object.fromEntries(inner.map((field) => [goName(field), given[field] ?? ""]));
}

function goName(field: string): string {
  if (field === "uid") return "UID";
  return field === "apiVersion" ? "APIVersion" : field.charAt(0).toUpperCase() + field.slice(1);
}

function seriesErrors(event: Draft): readonly FieldError[] {
  const series = maybeObjectIn(event, "series");
  if (series === undefined) return [];
  return [
    ...(Number(series["count"] ?? 0) < 2 ? [fieldInvalid("series.count", "", "should be at least 2")] : []),
    ...(isSet(series["lastObservedTime"]) ? [] : [fieldRequired("series.lastObservedTime")]),
  ];
}

function tooLong(field: string, longest: number): FieldError {
  return fieldInvalid(field, "", `can have at most ${longest} characters`);
}

function isSet(time: unknown): boolean {
  return time !== undefined && time !== null;
}

function textOf(event: Draft, field: string): string {
  return String(event[field] ?? "");
}
