/**
 * Work queues of controllers: keys that are looked at again soon, each at most once at a time.
 * @module
 */
import { GymError, microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import { nextLogNormal } from "../kernel/random.ts";
import { defineEvent, type Simulation } from "../kernel/simulation.ts";
import { controllerLatencies, latencySpread } from "./latencies.ts";

/** Brings the world closer to what an object says; called with the object's key. */
export type Reconcile = (sim: Simulation, key: string) => void;

/** A controller: what it is called and what it does. */
export interface Controller {
  readonly name: string;
}

const reconcilers = new Map<string, Reconcile>();

/** Declares a controller, once per process at module level. */
export function defineController(name: keyof typeof controllerLatencies, reconcile: Reconcile): Controller {
  if (reconcilers.has(name)) throw new GymError("ERR_INVALID_DEFINITION", `controller ${name} is defined twice`);
  reconcilers.set(name, reconcile);
  return { name };
}

interface Due {
  readonly controller: string;
  readonly key: string;
}

const due = defineEvent("controllers/due", (sim: Simulation, { controller, key }: Due) => {
  const { queue } = sim.state.controlPlane;
  const id = `${controller}|${key}`;
  // another time was agreed on since
  if (queue.get(id) !== sim.now) return;
  queue.delete(id);
  reconcilers.get(controller)?.(sim, key);
});

/** What each object beyond the first {@link freeObjects} adds to the time until a controller's own write. */
const objectMicros = 50;
const freeObjects = 100;

/**
 * Has the controller look at a key after its usual latency.
 *
 * @param objects - how many objects the controller looks at for it: many make it slower.
 */
export function enqueue(sim: Simulation, controller: Controller, key: string, objects = 0): void {
  const usual = controllerLatencies[controller.name as keyof typeof controllerLatencies];
  const median = usual + Math.max(0, objects - freeObjects) * objectMicros;
  const id = `${controller.name}|${key}`;
  const agreed = sim.state.controlPlane.queue.get(id);
  if (agreed !== undefined && agreed <= sim.now + median) return;
  const delay = nextLogNormal(sim.random("controllers/latency"), median, latencySpread);
  agree(sim, controller, key, id, agreed, delay);
}

/** Has the controller look at a key after so many microseconds, or before, when that is agreed on already. */
export function enqueueAfter(sim: Simulation, controller: Controller, key: string, micros: number): void {
  const id = `${controller.name}|${key}`;
  agree(sim, controller, key, id, sim.state.controlPlane.queue.get(id), micros);
}

function agree(
  sim: Simulation,
  { name }: Controller,
  key: string,
  id: string,
  agreed: UnixMicros | undefined,
  micros: number,
): void {
  const at = sim.now + Math.max(0, Math.round(micros));
  if (agreed !== undefined && agreed <= at) return;
  sim.state.controlPlane.queue.set(id, at);
  sim.scheduleAt(at, due, { controller: name, key });
}

const waited = defineEvent("controllers/waited", (sim: Simulation, { controller, key }: Due) => {
  const { waiting } = sim.state.controlPlane;
  const id = `${controller}|${key}`;
  if (waiting.get(id) !== sim.now) return;
  waiting.delete(id);
  enqueueAfter(sim, { name: controller }, key, 0);
});

/**
 * Has the controller look at a key after so many microseconds, however often it does before: client-go's `AddAfter`. Of
 * several such times of a key the earliest holds, and the others are forgotten.
 */
export function enqueueLater(sim: Simulation, controller: Controller, key: string, micros: number): void {
  const { waiting } = sim.state.controlPlane;
  const id = `${controller.name}|${key}`;
  const at = sim.now + Math.max(0, Math.round(micros));
  const agreed = waiting.get(id);
  if (agreed !== undefined && agreed <= at) return;
  waiting.set(id, at);
  sim.scheduleAt(at, waited, { controller: controller.name, key });
}

const retryBase = 5_000;
const retryMax = 1000 * microsPerSecond;

/** Has the controller try again, after 5 ms, doubled with each failure in a row up to 1000 s. */
export function retry(sim: Simulation, controller: Controller, key: string): void {
  const { failures } = sim.state.controlPlane;
  const id = `${controller.name}|${key}`;
  const tries = failures.get(id) ?? 0;
  failures.set(id, tries + 1);
  enqueueLater(sim, controller, key, Math.min(retryMax, retryBase * 2 ** tries));
}

/** Whether the last look at a key ended in a failure. */
export function hasFailed(sim: Simulation, controller: Controller, key: string): boolean {
  return sim.state.controlPlane.failures.has(`${controller.name}|${key}`);
}

/** Forgets the failures of a key: it was looked at without one. */
export function succeeded(sim: Simulation, controller: Controller, key: string): void {
  sim.state.controlPlane.failures.delete(`${controller.name}|${key}`);
}
