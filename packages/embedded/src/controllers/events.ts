/**
 * Event recorders: core/v1 events with the aggregation and the spam filter of client-go, and the scheduler's newer ones.
 * @module
 */
import { type KubeEvent, type KubeObject, toRfc3339, toRfc3339Micro } from "@aiops-gym/cluster";
import { dropObject, getByKey, getObject, objectKey, putAt } from "../apiserver/store.ts";
import { nextInt, nextUuid } from "../kernel/random.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { correlationOf, type EventRecord, keepCorrelation } from "./event-correlation.ts";
import {
  alikeWindowMicros,
  combinedPrefix,
  eventTtlMicros,
  maxAlikeEvents,
  spamBurst,
  spamRefillMicros,
} from "./event-limits.ts";

export type { EventRecord } from "./event-correlation.ts";

/** Writes an event, or counts it onto one that says the same. */
export function recordEvent(sim: Simulation, record: EventRecord): void {
  const { type, reason, component, host = "", fieldPath = "" } = record;
  const correlation = correlationOf(record);
  const { about, alike, exact } = correlation;
  const message = combine(sim, alike, record.message);
  const key = message === record.message ? exact : alike;
  if (!mayWrite(sim, about)) return;
  const { eventByKey } = sim.state.controlPlane;
  const known = eventByKey.get(key);
  const event = known === undefined ? undefined : getByKey<KubeEvent>(sim, "Event", known);
  if (event === undefined) {
    const created = write(sim, record.involved, fieldPath, {
      reason,
      message,
      source: { component, ...(host === "" ? {} : { host }) },
      firstTimestamp: toRfc3339(sim.now),
      lastTimestamp: toRfc3339(sim.now),
      count: 1,
      type,
      eventTime: null,
      reportingComponent: component,
      reportingInstance: host,
    });
    if (created !== undefined) eventByKey.set(key, created);
    return;
  }
  keepCorrelation(record, correlation);
  const count = (event.count ?? 1) + 1;
  const place = known as string;
  putAt(sim, { ...event, message, count, lastTimestamp: toRfc3339(sim.now) }, "Event", place, true);
  remember(sim, place);
}

/** What the scheduler says, in the form of events.k8s.io: no count, the time in microseconds. */
export interface SchedulerEvent {
  readonly involved: KubeObject;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  readonly action: "Binding" | "Scheduling" | "Preempting";
  /** Another object that it is about. */
  readonly related?: KubeObject;
}

/**
 * Writes a scheduler's event. One that says the same of the same version of the object makes a series of it; that is
 * written once, as the recorder writes a series anew only every half hour.
 */
export function recordSchedulerEvent(
  sim: Simulation,
  { involved, type, reason, message, action, related }: SchedulerEvent,
): void {
  const { uid, resourceVersion } = involved.metadata;
  const key = `default-scheduler ${objectKey(involved)} ${uid} ${resourceVersion} ${type} ${reason} ${action}`;
  const { eventByKey } = sim.state.controlPlane;
  const known = eventByKey.get(key);
  const event = known === undefined ? undefined : getByKey<KubeEvent>(sim, "Event", known);
  if (event !== undefined) {
    if (event["series"] !== undefined) return;
    const series = { count: 2, lastObservedTime: toRfc3339Micro(sim.now) };
    putAt(sim, { ...event, series }, "Event", known as string);
    remember(sim, known as string);
    return;
  }
  const created = write(sim, involved, "", {
    reason,
    message,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type,
    eventTime: toRfc3339Micro(sim.now),
    action,
    ...(related === undefined ? {} : { related: referenceTo(related) }),
    reportingComponent: "default-scheduler",
    reportingInstance: "default-scheduler-control-plane",
  });
  if (created !== undefined) eventByKey.set(key, created);
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): Readonly<Record<string, string>> {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { kind, ...(namespace === undefined ? {} : { namespace }), name, uid, apiVersion, resourceVersion };
}

type EventBody = Pick<
  KubeEvent,
  | "reason"
  | "message"
  | "type"
  | "count"
  | "firstTimestamp"
  | "lastTimestamp"
  | "eventTime"
  | "source"
  | "reportingComponent"
  | "reportingInstance"
  | "action"
> & { readonly related?: Readonly<Record<string, string>> };

/** Stores an event and answers with its key; the server takes none in a namespace that is going. */
function write(sim: Simulation, involved: KubeObject, fieldPath: string, body: EventBody): string | undefined {
  const { name, namespace, uid, resourceVersion } = involved.metadata;
  if (namespace !== undefined && getObject(sim, "Namespace", undefined, namespace)?.metadata.deletionTimestamp) return;
  const random = sim.random("controllers/event-names");
  const home = namespace ?? "default";
  let eventName: string;
  let place: string;
  do {
    const nanos = BigInt(sim.now) * 1000n + BigInt(nextInt(random, 1000));
    eventName = `${name}.${nanos.toString(16)}`;
    place = `${home}/${eventName}`;
  } while (getByKey(sim, "Event", place) !== undefined);
  const event: KubeEvent = {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: eventName,
      namespace: home,
      uid: nextUuid(sim.random("apiserver/uids")),
      resourceVersion: "",
      creationTimestamp: toRfc3339(sim.now),
    },
    involvedObject: {
      kind: involved.kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      ...(uid === "" ? {} : { uid }),
      apiVersion: involved.apiVersion,
      ...(resourceVersion === "" ? {} : { resourceVersion }),
      ...(fieldPath === "" ? {} : { fieldPath }),
    },
    ...body,
  };
  putAt(sim, event, "Event", place);
  remember(sim, place);
  return place;
}

/** Alike events with ever new messages are combined into one. */
function combine(sim: Simulation, alike: string, message: string): string {
  const { eventGroups } = sim.state.controlPlane;
  const known = eventGroups.get(alike);
  const seen = known === undefined || sim.now - known.lastAt > alikeWindowMicros ? noMessages : known.messages;
  const isNew = !seen.includes(message);
  const hasRoom = seen.length < maxAlikeEvents - 1;
  const messages = isNew && hasRoom ? Object.freeze([...seen, message]) : seen;
  eventGroups.set(alike, Object.freeze({ messages, lastAt: sim.now }));
  return isNew && !hasRoom ? combinedPrefix + message : message;
}

const noMessages: readonly string[] = Object.freeze([]);

/** A bucket of tokens for each component, object and type of event. */
function mayWrite(sim: Simulation, key: string): boolean {
  const { eventBuckets } = sim.state.controlPlane;
  const { tokens, refilledAt } = eventBuckets.get(key) ?? { tokens: spamBurst, refilledAt: sim.now };
  const grown = Math.min(spamBurst, tokens + (sim.now - refilledAt) / spamRefillMicros);
  const isEnough = grown >= 1;
  eventBuckets.set(key, Object.freeze({ tokens: isEnough ? grown - 1 : grown, refilledAt: sim.now }));
  return isEnough;
}

/** Events go when nobody repeats them for an hour; one sweep is scheduled, for the oldest. */
function remember(sim: Simulation, key: string): void {
  const { controlPlane } = sim.state;
  controlPlane.eventWrites.delete(key);
  controlPlane.eventWrites.set(key, sim.now);
  if (controlPlane.eventSweepAt < sim.now) scheduleSweep(sim);
}

const sweep = defineEvent("controllers/sweep-events", (sim: Simulation) => {
  const { eventWrites, eventByKey, eventGroups, eventBuckets } = sim.state.controlPlane;
  const expired = new Set<string>();
  for (const [key, at] of eventWrites) {
    if (at + eventTtlMicros > sim.now) break;
    expired.add(key);
  }
  for (const key of expired) {
    eventWrites.delete(key);
    const event = getByKey(sim, "Event", key);
    if (event !== undefined) dropObject(sim, event);
  }
  for (const [correlation, key] of eventByKey) if (expired.has(key)) eventByKey.delete(correlation);
  // what has been quiet for so long says nothing any more
  for (const [alike, { lastAt }] of eventGroups) if (sim.now - lastAt > alikeWindowMicros) eventGroups.delete(alike);
  for (const [about, { refilledAt }] of eventBuckets) {
    if (sim.now - refilledAt > spamBurst * spamRefillMicros) eventBuckets.delete(about);
  }
  scheduleSweep(sim);
});

function scheduleSweep(sim: Simulation): void {
  const { controlPlane } = sim.state;
  for (const at of controlPlane.eventWrites.values()) {
    controlPlane.eventSweepAt = at + eventTtlMicros;
    sim.scheduleAt(controlPlane.eventSweepAt, sweep, null);
    return;
  }
}
