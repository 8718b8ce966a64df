/**
 * Users: they send requests to the application's entry, wait, and give up.
 * @module
 */

import { type Chance, nextBits, nextPick, nextUint32, type Picks, picksOf } from "../kernel/random.ts";
import { defineEvent, type EventType, type Simulation } from "../kernel/simulation.ts";
import { type ConnectOutcome, connect, connectAgain, type PendingConnection } from "../network/connect.ts";
import { cancelTask } from "../processes/cancel.ts";
import { type CourseRequest, valuesOf } from "../processes/courses/effects.ts";
import { draw } from "../processes/draw.ts";
import { runTask } from "../processes/interpreter.ts";
import { receive } from "../processes/serve.ts";
import { beginningOf, variablesChanceOf, workChanceOf } from "../processes/timings.ts";
import { recordRequest, timeoutText, userAddress } from "./answers.ts";
import { nextArrival, tracedEvery } from "./arrivals.ts";
import { runAtOnce } from "./at-once.ts";
import { completeVariables } from "./variables.ts";
import type { UserRequest } from "./workload-state.ts";

/** Starts the application's traffic now. */
export function startWorkload(sim: Simulation): void {
  const { workload } = sim.state;
  if (workload.running) return;
  workload.running = true;
  workload.startedAt = sim.now;
  workload.arrivals = 0;
  workload.epoch += 1;
  const at = arrivalAfter(sim, sim.now);
  if (at < Number.POSITIVE_INFINITY) sim.scheduleAt(at, arrive, { epoch: workload.epoch });
}

/** Stops sending; requests in hand are answered or given up. */
export function stopWorkload(sim: Simulation): void {
  sim.state.workload.running = false;
  sim.state.workload.epoch += 1;
}

function arrivalAfter(sim: Simulation, last: number): number {
  const { workload } = sim.state;
  const { arrivals } = sim.world.application.workload;
  return nextArrival(sim.random("workload/arrivals"), arrivals, last, workload.startedAt, workload.arrivals);
}

const arrive: EventType<{ readonly epoch: number }> = defineEvent(
  "workload/arrive",
  (sim: Simulation, payload: { readonly epoch: number }) => {
    const { workload } = sim.state;
    if (workload.epoch !== payload.epoch) return;
    for (;;) {
      const index = workload.arrivals;
      workload.arrivals += 1;
      const next = arrivalAfter(sim, sim.now);
      const sequence = next < Number.POSITIVE_INFINITY ? sim.reserve(next) : 0;
      const request = send(sim, index);
      if (sequence > 0 && request === undefined && sim.mayGoOn()) continue;
      if (sequence > 0) sim.scheduleReserved(sequence, arrive, payload);
      if (request !== undefined) runStepByStep(sim, request.course, request.chance);
      return;
    }
  },
  { quiet: true },
);

/** A request that was sent, and its chance. */
interface Sent {
  readonly course: CourseRequest;
  readonly chance: Chance;
}

/** A user sends a request. What could not be run in one go is handed back. */
function send(sim: Simulation, index: number): Sent | undefined {
  const spec = sim.world.application.workload;
  const traffic = trafficOf(sim);
  const replayed = spec.arrivals.kind === "replay" ? spec.arrivals.requests[index] : undefined;
  const chance: Chance = { chance: nextUint32(sim.random("workload/requests")) | 0 };
  const type =
    replayed === undefined
      ? nextPick(chance, traffic.types)
      : spec.requests.findIndex((candidate) => candidate.name === replayed.type);
  const requestType = spec.requests[type];
  if (requestType === undefined) return undefined;
  const { workload } = sim.state;
  const id = workload.nextId++;
  const startedAt = sim.now;
  watchExpiry(sim, startedAt);
  const beginning = beginningOf(nextBits(chance));
  const course: CourseRequest = {
    id,
    type,
    spec: requestType,
    startedAt,
    beginning,
    chance: variablesChanceOf(beginning),
    given: replayed?.variables,
    values: undefined,
  };
  const isAmongOthers = index % (workload.tracedEvery ?? traffic.tracedEvery) !== 0;
  return runAtOnce(sim, course, chance, isAmongOthers) ? undefined : { course, chance };
}

function runStepByStep(sim: Simulation, course: CourseRequest, { chance }: Chance): void {
  sim.changes += 1;
  const { id, type, spec, startedAt, beginning } = course;
  const variables = completeVariables(spec, valuesOf(course));
  const request: UserRequest = { id, type, startedAt, variables, beginning, chance, task: 0 };
  sim.state.workload.requests.set(request.id, request);
  const { entry, networkMicros } = sim.world.application.workload;
  const outside = Math.round(draw(request, networkMicros) / 2);
  const { namespace } = sim.world.application;
  const outcome = connect(sim, userAddress, namespace, entry.service, entry.port, "TCP", false, request);
  follow(sim, request.id, outcome, outside);
}

/** What is the same for all requests of a world. */
interface Traffic {
  readonly types: Picks;
  readonly tracedEvery: number;
}

const trafficByWorld = new WeakMap<object, Traffic>();

function trafficOf({ world }: Simulation): Traffic {
  let traffic = trafficByWorld.get(world);
  if (traffic === undefined) {
    const { requests, arrivals } = world.application.workload;
    traffic = { types: picksOf(requests.map((type) => type.weight)), tracedEvery: tracedEvery(arrivals) };
    trafficByWorld.set(world, traffic);
  }
  return traffic;
}

interface Knock {
  readonly request: number;
  readonly pending: PendingConnection;
  readonly outside: number;
}

const knockAgain: EventType<Knock> = defineEvent("workload/connect-again", (sim: Simulation, knock: Knock) => {
  if (sim.state.workload.requests.has(knock.request)) {
    follow(sim, knock.request, connectAgain(sim, knock.pending), knock.outside);
  }
});

function follow(sim: Simulation, id: number, outcome: ConnectOutcome, outside: number): void {
  const request = sim.state.workload.requests.get(id);
  if (request === undefined) return;
  if (outcome.kind === "ok") {
    const at = outcome.at + outside;
    const payload = { request: id, container: outcome.containerId, port: outcome.port };
    if (sim.state.processes.runAhead && sim.mayRunAhead(at)) {
      sim.state.kernel.sequence += 1;
      sim.advanceTo(at);
      serve(sim, payload);
    } else sim.scheduleAt(at, serveEvent, payload);
    return;
  }
  if (outcome.kind === "silent") {
    if (outcome.pending === null) return;
    sim.scheduleAt(outcome.retryAt, knockAgain, { request: id, pending: { ...outcome.pending }, outside });
    return;
  }
  const { entry } = sim.world.application.workload;
  const reason = {
    refused: `dial tcp ${"address" in outcome ? outcome.address : ""}: connect: connection refused`,
    "no-route": `dial tcp ${"address" in outcome ? outcome.address : ""}: connect: no route to host`,
    "no-such-host": `dial tcp: lookup ${entry.service}: no such host`,
    "dns-timeout": `dial tcp: lookup ${entry.service}: i/o timeout`,
  }[outcome.kind];
  fail(sim, request, outcome.at + outside, reason);
}

function fail(sim: Simulation, request: UserRequest, at: number, reason: string): void {
  if (at >= request.startedAt + timeoutMicros(sim)) return;
  sim.state.workload.requests.delete(request.id);
  recordRequest(sim, request, at, 0, reason);
}

interface Serve {
  readonly request: number;
  readonly container: string;
  readonly port: number;
}

const serveEvent: EventType<Serve> = defineEvent("workload/request-arrived", serve);

function serve(sim: Simulation, payload: Serve): void {
  const request = sim.state.workload.requests.get(payload.request);
  if (request === undefined) return;
  const type = sim.world.application.workload.requests[request.type];
  const task = receive(sim, payload.container, payload.port, {
    operation: type?.operation ?? "",
    variables: request.variables,
    userRequest: request.id,
    chance: workChanceOf(request.beginning),
  });
  if (typeof task === "string") {
    const status = task.startsWith("404") ? 404 : task.startsWith("503") ? 503 : 0;
    sim.state.workload.requests.delete(request.id);
    recordRequest(sim, request, sim.now, status, task);
    return;
  }
  if (task === undefined) return;
  request.task = task.id;
  runTask(sim, task);
}

function timeoutMicros(sim: Simulation): number {
  return Math.round(sim.world.application.workload.timeoutSeconds * 1_000_000);
}

/** One event watches over all requests: the oldest is always the next to expire. */
function watchExpiry(sim: Simulation, newest: number): void {
  const { workload } = sim.state;
  if (workload.expiryScheduled) return;
  const [oldest] = workload.requests.values();
  workload.expiryScheduled = true;
  sim.scheduleAt((oldest?.startedAt ?? newest) + timeoutMicros(sim), expire, {});
}

const expire: EventType<Record<string, never>> = defineEvent(
  "workload/expire",
  (sim: Simulation) => {
    const { workload } = sim.state;
    workload.expiryScheduled = false;
    const before = sim.now - timeoutMicros(sim);
    for (const request of workload.requests.values()) {
      if (request.startedAt > before) break;
      sim.changes += 1;
      workload.requests.delete(request.id);
      recordRequest(sim, request, sim.now, 0, timeoutText);
      const task = sim.state.processes.tasks.get(request.task);
      if (task !== undefined) cancelTask(sim, task);
    }
    const [oldest] = workload.requests.values();
    if (oldest !== undefined) watchExpiry(sim, oldest.startedAt);
  },
  { quiet: true },
);
