/**
 * Events in the form of events.k8s.io/v1, which calls their fields otherwise. They are stored in the form of v1.
 * @module
 */
import { invalid, type KubeObject, type Manifest } from "@aiops-gym/cluster";
import { deepFreeze } from "../kernel/plain.ts";
import type { Draft } from "./draft.ts";
import { newEventChangeErrors, newEventErrors } from "./validation/event.ts";

interface Versioned {
  readonly apiVersion: string;
  readonly kind: string;
}

const group = "events.k8s.io/v1";

/** The fields' names in events.k8s.io/v1 and in v1. */
const names: readonly (readonly [theirs: string, stored: string])[] = [
  ["regarding", "involvedObject"],
  ["note", "message"],
  ["reportingController", "reportingComponent"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
];

/** Whether something is, or names, an event of events.k8s.io. */
export function isGroupEvent({ apiVersion, kind }: Versioned): boolean {
  return apiVersion === group && kind === "Event";
}

/** A reference to the same in the version that is stored. */
export function storedReference<T extends Versioned>(one: T): T {
  return { ...one, apiVersion: "v1" };
}

/** An event of events.k8s.io as it is stored; others as they are. */
export function storedEvent<T extends Manifest>(event: T): T {
  if (!isGroupEvent(event)) return event;
  const result: Record<string, unknown> = { ...storedReference(event) };
  for (const [theirs, stored] of names) {
    if (result[theirs] !== undefined) result[stored] = result[theirs];
    delete result[theirs];
  }
  return result as T;
}

const known = new WeakMap<KubeObject, KubeObject>();

/** A stored event as events.k8s.io tells it. */
export function groupEvent<T extends KubeObject>(event: KubeObject): T {
  let found = known.get(event);
  if (found === undefined) {
    found = deepFreeze(converted(event));
    if (Object.isFrozen(event)) known.set(event, found);
  }
  return found as T;
}

function converted(event: KubeObject): KubeObject {
  const result: Record<string, unknown> = { ...event, apiVersion: group };
  for (const [theirs, stored] of names) {
    const { [stored]: value } = result;
    delete result[stored];
    if (value !== undefined && value !== "") result[theirs] = value;
  }
  if (result["reportingInstance"] === "") delete result["reportingInstance"];
  for (const time of ["eventTime", "deprecatedFirstTimestamp", "deprecatedLastTimestamp"]) result[time] ??= null;
  result["deprecatedSource"] ??= {};
  return result as unknown as KubeObject;
}

/**
 * Checks what events.k8s.io asks of an event beyond what v1 does; of a change when there was one before.
 *
 * @param event - As it is stored, and so is the one before.
 * @throws StatusError `Invalid`
 */
export function checkGroupEvent(event: Manifest, previous?: KubeObject): void {
  const errors =
    previous === undefined ? newEventErrors(event as Draft) : newEventChangeErrors(event as Draft, previous as Draft);
  if (errors.length > 0) throw invalid({ group: "", kind: "Event" }, event.metadata.name ?? "", errors);
}
