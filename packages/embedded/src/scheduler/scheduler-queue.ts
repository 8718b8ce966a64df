/**
 * Who waits for the scheduler, and when it has them.
 * @module
 */
import { microsPerSecond, type Pod } from "@aiops-gym/cluster";
import { controllerLatencies, latencySpread } from "../controllers/latencies.ts";
import { type Controller, enqueueAfter } from "../controllers/work-queue.ts";
import { nextInt, nextLogNormal } from "../kernel/random.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";

const schedulerName = "default-scheduler";
/** The scheduler's work queue; `scheduler.ts` says what is done with its keys. */
export const schedulerQueue: Controller = { name: "scheduler" };

/** The scheduler looks at one pod at a time: so far apart at least. */
const cycleMicros = 400;
/** Pods that wait longer than this are tried again though nothing changed. */
const leftoverMicros = 300 * microsPerSecond;
/** How often it looks for those. */
const leftoverPeriod = 30 * microsPerSecond;

function isGated({ spec }: Pod): boolean {
  return ((spec as { schedulingGates?: readonly unknown[] }).schedulingGates?.length ?? 0) > 0;
}

/** Whether a pod waits for this scheduler. */
export function isWaiting(pod: Pod): boolean {
  const { metadata, spec } = pod;
  const mine = (spec.schedulerName ?? schedulerName) === schedulerName;
  return mine && spec.nodeName === undefined && metadata.deletionTimestamp === undefined && !isGated(pod);
}

/** Drops what is kept of a waiting pod. */
export function forget(sim: Simulation, key: string): void {
  const { scheduler } = sim.state.controlPlane;
  scheduler.unschedulable.delete(key);
  scheduler.nominated.delete(key);
}

/** Lets the scheduler have a pod after its usual latency, behind those that came before. */
export function admit(sim: Simulation, key: string): void {
  const { scheduler } = sim.state.controlPlane;
  const delay = nextLogNormal(sim.random("controllers/latency"), controllerLatencies.scheduler, latencySpread);
  scheduler.lastEntry = Math.max(sim.now + Math.round(delay), scheduler.lastEntry + cycleMicros);
  enqueueAfter(sim, schedulerQueue, key, scheduler.lastEntry - sim.now);
}

/** Has a pod that waits from now on tried again in the end, though nothing changes. */
export function admitLeftover(sim: Simulation, key: string): void {
  const { scheduler } = sim.state.controlPlane;
  const at = sim.now + leftoverMicros;
  if (scheduler.flushPhase < 0) scheduler.flushPhase = nextInt(sim.random("scheduler/flush"), leftoverPeriod);
  const due = scheduler.flushPhase + (Math.floor((at - scheduler.flushPhase) / leftoverPeriod) + 1) * leftoverPeriod;
  sim.scheduleAt(due, leftover, { key });
}

const leftover = defineEvent("scheduler/leftover", (sim: Simulation, { key }: { readonly key: string }) => {
  const waiting = sim.state.controlPlane.scheduler.unschedulable.get(key);
  if (waiting !== undefined && waiting.errors === 0 && sim.now - waiting.since > leftoverMicros) admit(sim, key);
});
