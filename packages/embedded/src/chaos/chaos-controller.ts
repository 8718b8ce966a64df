/**
 * Chaos Mesh 2.6's controller: experiments are selected, applied, run for their duration, and recovered; also when their object is
 * deleted, which waits for it by a finalizer.
 * @module
 */
import { fromRfc3339, toRfc3339 } from "@aiops-gym/cluster";
import { getObject, observeKind } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/write.ts";
import { recordEvent } from "../controllers/events.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { applyChaos, recoverChaos } from "./chaos-actions.ts";
import { type ChaosObject, type ChaosRecord, parseDuration } from "./chaos-object.ts";
import { selectPods } from "./chaos-selector.ts";

/** Kinds that the controller acts on. */
export const chaosKinds = ["PodChaos", "NetworkChaos", "StressChaos", "IOChaos", "KernelChaos", "DNSChaos"] as const;

const finalizer = "chaos-mesh/records";
/** The controllers' watches, and calls of the daemon on the node. */
const reconcileMicros = 60_000;
const applyMicros = 250_000;
const retryMicros = 5_000_000;

interface ChaosKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

const reconcile = defineEvent<ChaosKey>("chaos/reconcile", (sim, key) => {
  const chaos = getObject<ChaosObject>(sim, key.kind, key.namespace, key.name);
  if (chaos !== undefined) step(sim, chaos, key);
});

for (const kind of chaosKinds) {
  observeKind<ChaosObject>(kind, (sim, change) => {
    if (change.type === "DELETED") {
      // An object whose finalizer was taken away by force leaves nothing behind.
      for (const record of recordsOf(change.object))
        if (record.phase === "Injected") recoverChaos(sim, change.object, record);
      return;
    }
    const { namespace = "", name } = change.object.metadata;
    sim.schedule(reconcileMicros, reconcile, { kind, namespace, name });
  });
}

function recordsOf(chaos: ChaosObject): readonly ChaosRecord[] {
  return chaos.status?.experiment?.containerRecords ?? [];
}

function say(
  sim: Simulation,
  chaos: ChaosObject,
  component: string,
  reason: string,
  message: string,
  type: "Normal" | "Warning" = "Normal",
): void {
  recordEvent(sim, { involved: chaos, type, reason, message, component });
}

// One step a look, as the real controllers do: each writes the object, which makes the next look.
function step(sim: Simulation, chaos: ChaosObject, key: ChaosKey): void {
  const deleting = chaos.metadata.deletionTimestamp !== undefined;
  const finalizers = chaos.metadata.finalizers ?? [];
  if (!deleting && !finalizers.includes(finalizer)) {
    say(sim, chaos, "initFinalizers", "FinalizerInited", "Finalizer has been inited");
    updateObject(sim, { ...chaos, metadata: { ...chaos.metadata, finalizers: [...finalizers, finalizer] } });
    say(sim, chaos, "initFinalizers", "Updated", "Successfully update finalizer of resource");
    return;
  }
  const phase = desiredPhase(sim, chaos, key);
  if (phase !== chaos.status?.experiment?.desiredPhase) {
    write(sim, chaos, phase, recordsOf(chaos));
    say(sim, chaos, "desiredphase", "Updated", "Successfully update desiredPhase of resource");
    return;
  }
  let records = recordsOf(chaos);
  if (records.length === 0 && !deleting) {
    records = select(sim, chaos);
    if (records.length === 0) {
      say(sim, chaos, "records", "Failed", "Failed to select targets: no target has been selected", "Warning");
      if (chaos.status?.conditions === undefined) write(sim, chaos, phase, records);
      return;
    }
    write(sim, chaos, phase, records);
    sim.schedule(applyMicros, reconcile, key);
    return;
  }
  const done = phase === "Run" ? applyAll(sim, chaos, records, key) : recoverAll(sim, chaos, records);
  if (done !== records) {
    write(sim, chaos, phase, done);
    say(sim, chaos, "records", "Updated", "Successfully update records of resource");
    return;
  }
  if (deleting && finalizers.includes(finalizer) && records.every((record) => record.phase === "Not Injected")) {
    say(sim, chaos, "initFinalizers", "FinalizerInited", "Finalizer has been removed");
    const { finalizers: _, ...metadata } = chaos.metadata;
    const left = finalizers.filter((other) => other !== finalizer);
    updateObject(sim, { ...chaos, metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left } });
  }
}

function isOneShot(chaos: ChaosObject): boolean {
  return chaos.kind === "PodChaos" && (chaos.spec.action === "pod-kill" || chaos.spec.action === "container-kill");
}

function desiredPhase(sim: Simulation, chaos: ChaosObject, key: ChaosKey): "Run" | "Stop" {
  const before = chaos.status?.experiment?.desiredPhase;
  const tell = (phase: "Run" | "Stop", reason: string, message: string): "Run" | "Stop" => {
    if (before !== phase) say(sim, chaos, "desiredphase", reason, message);
    return phase;
  };
  if (chaos.metadata.deletionTimestamp !== undefined) return tell("Stop", "Deleted", "Experiment has been deleted");
  if (isOneShot(chaos)) return "Run";
  const duration = parseDuration(chaos.spec.duration);
  if (duration !== undefined) {
    const endsAt = fromRfc3339(chaos.metadata.creationTimestamp) + duration;
    if (sim.now >= endsAt) return tell("Stop", "TimeUp", "Time up according to the duration");
    if (before === undefined) sim.scheduleAt(endsAt, reconcile, key);
  }
  if (chaos.metadata.annotations?.["experiment.chaos-mesh.org/pause"] === "true")
    return tell("Stop", "Paused", "Experiment has been paused");
  return tell("Run", "Started", "Experiment has started");
}

/** Kinds whose targets are containers. */
function targetsContainers(chaos: ChaosObject): boolean {
  return (
    chaos.kind === "StressChaos" ||
    chaos.kind === "IOChaos" ||
    chaos.kind === "DNSChaos" ||
    (chaos.kind === "PodChaos" && chaos.spec.action === "container-kill")
  );
}

function select(sim: Simulation, chaos: ChaosObject): ChaosRecord[] {
  const { spec } = chaos;
  const namespace = chaos.metadata.namespace ?? "";
  const fresh = (id: string, selectorKey: "." | ".Target"): ChaosRecord => ({
    id,
    selectorKey,
    phase: "Not Injected",
    injectedCount: 0,
    recoveredCount: 0,
  });
  const records: ChaosRecord[] = [];
  for (const pod of selectPods(sim, spec, namespace)) {
    const id = `${pod.metadata.namespace ?? ""}/${pod.metadata.name}`;
    if (!targetsContainers(chaos)) {
      records.push(fresh(id, "."));
      continue;
    }
    // Without names, the first container.
    const names = spec.containerNames ?? [pod.spec.containers[0]?.name ?? ""];
    for (const name of names)
      if (pod.spec.containers.some((container) => container.name === name)) records.push(fresh(`${id}/${name}`, "."));
  }
  if (records.length > 0 && chaos.kind === "NetworkChaos" && spec.target !== undefined) {
    for (const pod of selectPods(sim, spec.target, namespace))
      records.push(fresh(`${pod.metadata.namespace ?? ""}/${pod.metadata.name}`, ".Target"));
  }
  return records;
}

function applyAll(
  sim: Simulation,
  chaos: ChaosObject,
  records: readonly ChaosRecord[],
  key: ChaosKey,
): readonly ChaosRecord[] {
  if (records.every((record) => record.phase === "Injected")) return records;
  let failures = 0;
  let changed = false;
  const next = records.map((record) => {
    if (record.phase === "Injected") return record;
    const failure = applyChaos(sim, chaos, record, records);
    if (failure !== undefined) {
      failures += 1;
      say(sim, chaos, "records", "Failed", `Failed to apply chaos: ${failure}`, "Warning");
      return record;
    }
    changed = true;
    say(sim, chaos, "records", "Applied", `Successfully apply chaos for ${record.id}`);
    return over(sim, { ...record, phase: "Injected", injectedCount: record.injectedCount + 1 }, "Apply");
  });
  if (failures > 0) sim.schedule(retryMicros, reconcile, key);
  return changed ? next : records;
}

function recoverAll(sim: Simulation, chaos: ChaosObject, records: readonly ChaosRecord[]): readonly ChaosRecord[] {
  if (records.every((record) => record.phase === "Not Injected")) return records;
  return records.map((record) => {
    if (record.phase === "Not Injected") return record;
    recoverChaos(sim, chaos, record);
    say(sim, chaos, "records", "Recovered", `Successfully recover chaos for ${record.id}`);
    return over(sim, { ...record, phase: "Not Injected", recoveredCount: record.recoveredCount + 1 }, "Recover");
  });
}

function over(sim: Simulation, record: ChaosRecord, operation: "Apply" | "Recover"): ChaosRecord {
  const event = { operation, type: "Succeeded" as const, timestamp: toRfc3339(sim.now) };
  return { ...record, events: [...(record.events ?? []), event] };
}

function write(sim: Simulation, chaos: ChaosObject, phase: "Run" | "Stop", records: readonly ChaosRecord[]): void {
  const is = (yes: boolean): "True" | "False" => (yes ? "True" : "False");
  const some = records.length > 0;
  const conditions = [
    { type: "AllInjected", status: is(some && records.every((record) => record.phase === "Injected")) },
    { type: "AllRecovered", status: is(some && records.every((record) => record.phase === "Not Injected")) },
    { type: "Paused", status: is(chaos.metadata.annotations?.["experiment.chaos-mesh.org/pause"] === "true") },
    { type: "Selected", status: is(some) },
  ];
  const experiment = { desiredPhase: phase, ...(some ? { containerRecords: records } : {}) };
  updateObject(sim, { ...chaos, status: { ...chaos.status, conditions, experiment } });
}
