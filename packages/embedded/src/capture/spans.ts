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
import type { SpanCapture } from "./span-codes.ts";
import { writePendingSpans, writeSpan } from "./span-rows.ts";

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

/** Places of forms in their list, by their tags and their containers: few are alike in both. */
type Places = Map<EndedSpan["tags"], Map<string, number[]>>;

const placesOf = new WeakMap<readonly SpanForm[], Places>();

function formOf({ forms }: PendingSpans, containerId: string, origin: Origin, span: EndedSpan): number {
  const { name, kind, failed, message, tags } = span;
  let known = placesOf.get(forms);
  if (known === undefined) {
    // The list is a copy: what was found before is in it.
    known = new Map();
    placesOf.set(forms, known);
    for (const [place, form] of forms.entries()) alikeIn(known, form.tags, form.containerId).push(place);
  }
  const alike = alikeIn(known, tags, containerId);
  for (const place of alike) {
    const form = forms[place];
    if (form?.name === name && form.kind === kind && form.failed === failed && form.message === message) return place;
  }
  alike.push(forms.length);
  return forms.push(Object.freeze({ containerId, origin, name, kind, failed, message, tags })) - 1;
}

function alikeIn(known: Places, tags: EndedSpan["tags"], containerId: string): number[] {
  let byContainer = known.get(tags);
  if (byContainer === undefined) {
    byContainer = new Map();
    known.set(tags, byContainer);
  }
  let alike = byContainer.get(containerId);
  if (alike === undefined) {
    alike = [];
    byContainer.set(containerId, alike);
  }
  return alike;
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
