/**
 * Kubernetes events, as somebody who watches them sees them.
 * @module
 */
import { fromRfc3339, type KubeEvent, type Pod } from "@aiops-gym/cluster";
import { appendEvent, type EventRecorder, internEventSubject } from "@aiops-gym/telemetry";
import { getObject, observeKind } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";

observeKind<KubeEvent>("Event", (sim, change) => {
  if (change.type === "DELETED") return;
  const event = change.object;
  const { events } = sim.state.capture;
  const { involvedObject, source, reportingComponent } = event;
  // Chaos Mesh's own objects name what was injected; who watches an application's events does not see them.
  if (involvedObject.apiVersion?.startsWith("chaos-mesh.org/")) return;
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  const service = serviceOf(sim, involvedObject.kind, involvedObject.namespace, involvedObject.name);
  // An event that is counted on has the subject that it had.
  let known = subjects.get(events);
  if (known === undefined || known.size >= mostSubjects) {
    known = new Map();
    subjects.set(events, known);
  }
  const { uid } = event.metadata;
  const before = known.get(uid);
  let subject = before?.service === service ? before.subject : undefined;
  if (subject === undefined) {
    subject = internEventSubject(events, {
      type: event.type,
      reason: event.reason,
      namespace: event.metadata.namespace ?? null,
      objectKind: involvedObject.kind,
      objectName: involvedObject.name,
      source: source?.component ?? (reportingComponent === "" ? null : (reportingComponent ?? null)),
      service,
    });
    known.set(uid, { service, subject });
  }
  appendEvent(events, sim.now, Math.min(sim.now, fromRfc3339(first)), subject, event.count ?? 1, event.message);
});

/** What an event was last recorded as. */
interface KnownSubject {
  readonly service: string | null;
  readonly subject: number;
}

/** Of events by their uids, by the recorder that they are of; beyond the limit all are forgotten. */
const subjects = new WeakMap<EventRecorder, Map<string, KnownSubject>>();
const mostSubjects = 1024;

/** The service that an object belongs to: by a pod's label, or by names that begin with the service's. */
function serviceOf(sim: Simulation, kind: string, namespace: string | undefined, name: string): string | null {
  const { serviceLabel, services } = sim.world.application;
  if (kind === "Pod") {
    const label = getObject<Pod>(sim, "Pod", namespace, name)?.metadata.labels?.[serviceLabel];
    if (label !== undefined) return label;
  }
  let best: string | null = null;
  for (const service of services ?? []) {
    // as `service` or `service-…`
    if (!name.startsWith(service)) continue;
    if (name.length > service.length && name[service.length] !== "-") continue;
    if (best === null || service.length > best.length) best = service;
  }
  return best;
}
