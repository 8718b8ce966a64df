import type { UnixMicros } from "@aiops-gym/cluster";
import type { Origin, SpanRecorder } from "@aiops-gym/telemetry";
import type { Simulation } from "../kernel/simulation.ts";
import type { SimulationWorld } from "../kernel/simulation-world.ts";
import type { ContainerRecord } from "../runtime/runtime-state.ts";
import {
  claimWords,
  type EndedSpan,
  formMark,
  formWords,
  type PendingSpans,
  type SpanForm,
  singleMark,
  writeTime,
} from "./pending-spans.ts";
import { type SpanCapture, writePendingSpans, writeSpan } from "./span-rows.ts";

/** Records a span that ends now. */
export function recordSpan(sim: Simulation, containerId: string, span: EndedSpan): void {
  const { capture, kernel } = sim.state;
  const origin = originOf(sim, containerId);
  if (origin === undefined) return;
  const pending = capture.pendingSpans;
  if (pending.count === 0 || pending.seed !== kernel.seed) {
    writePendingSpans(capture, sim.world);
    writeSpan(capture, kernel.seed, sim.now, containerId, origin, span);
    return;
  }
  pending.count += 1;
  if (Object.isFrozen(span.tags)) {
    writeForm(pending, sim.now, formOf(pending, containerId, origin, span), span);
    return;
  }
  const chunk = claimWords(pending, 2);
  chunk.words[chunk.used - 2] = singleMark;
  chunk.words[chunk.used - 1] = pending.singles.length;
  pending.singles.push(Object.freeze({ at: sim.now, containerId, origin, span }));
}

function writeForm(
  pending: PendingSpans,
  endedAt: UnixMicros,
  form: number,
  { trace, span, parent, startedAt }: EndedSpan,
): void {
  const { words, used } = claimWords(pending, formWords);
  const at = used - formWords;
  words[at] = formMark;
  words[at + 1] = form;
  words[at + 2] = trace;
  words[at + 3] = span;
  words[at + 4] = parent;
  writeTime(words, at + 5, startedAt);
  writeTime(words, at + 7, endedAt);
}

/** Where forms are in their lists, by their tags and by the rest. */
const places = new WeakMap<readonly SpanForm[], Map<EndedSpan["tags"], Map<string, number>>>();

function formOf(
  { forms }: PendingSpans,
  containerId: string,
  origin: Origin,
  { name, kind, failed, message, tags }: EndedSpan,
): number {
  let byTags = places.get(forms);
  if (byTags === undefined) {
    // The list is a copy: what was found before is in it.
    byTags = new Map();
    places.set(forms, byTags);
    for (const [place, form] of forms.entries()) placesOf(byTags, form.tags).set(keyOf(form.containerId, form), place);
  }
  const known = placesOf(byTags, tags);
  const key = keyOf(containerId, { name, kind, failed, message });
  let place = known.get(key);
  if (place === undefined) {
    place = forms.length;
    forms.push(Object.freeze({ containerId, origin, name, kind, failed, message, tags }));
    known.set(key, place);
  }
  return place;
}

function placesOf(byTags: Map<EndedSpan["tags"], Map<string, number>>, tags: EndedSpan["tags"]): Map<string, number> {
  let known = byTags.get(tags);
  if (known === undefined) {
    known = new Map();
    byTags.set(tags, known);
  }
  return known;
}

function keyOf(
  containerId: string,
  { name, kind, failed, message }: Omit<SpanForm, "containerId" | "origin" | "tags">,
): string {
  return `${containerId} ${kind} ${failed} ${name} ${message ?? ""}`;
}

/** Where spans may wait that the seed of now gives their ids; whoever adds some sets it. */
export function pendingSpans(sim: Simulation): PendingSpans {
  const { capture, kernel } = sim.state;
  if (capture.pendingSpans.seed !== kernel.seed) writePendingSpans(capture, sim.world);
  return capture.pendingSpans;
}

const origins = new WeakMap<ContainerRecord, Origin>();

/** Where spans of a container come from. Frozen. */
export function originOf(sim: Simulation, containerId: string): Origin | undefined {
  const container = sim.state.runtime.containers.get(containerId);
  if (container === undefined) return undefined;
  let origin = origins.get(container);
  if (origin === undefined) {
    const { program } = sim.state.processes.processes.get(containerId) ?? { program: container.service };
    // OpenTelemetry's service.name is the program's, whatever the pod is called.
    origin = Object.freeze({
      service: program,
      namespace: container.namespace,
      pod: container.podName,
      container: container.containerName,
      node: container.nodeName,
      restartCount: container.restartCount,
    });
    origins.set(container, origin);
  }
  return origin;
}

/** All spans so far. */
export function spansOf(sim: Simulation): SpanRecorder {
  return spansIn(sim.state.capture, sim.world);
}

/** As {@link spansOf}, of what a simulation of a world has recorded. */
export function spansIn(capture: SpanCapture, world: SimulationWorld): SpanRecorder {
  writePendingSpans(capture, world);
  return capture.spans;
}
