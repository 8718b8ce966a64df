/**
 * Requests of users that can be run in one go, from the first packet to the answer.
 * @module
 */
import { logNormalOfBits } from "../kernel/log-normal.ts";
import { roundMicros } from "../kernel/math.ts";
import { type Chance, nextBits } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { Way } from "../network/way.ts";
import { freeServer } from "../processes/courses/bound-process.ts";
import { type Course, courseOf } from "../processes/courses/course.ts";
import type { CourseRequest } from "../processes/courses/effects.ts";
import { drawerOf, drawOwn } from "../processes/draw.ts";
import { countTraffic } from "../processes/messages.ts";
import { answerBytes, recordRequest, requestBytes } from "./answers.ts";
import { chooseEndpoint, findEntry, lookUpMicros, roundTripMicros, userPackets } from "./entry.ts";

/** What is known of a simulation's requests; nothing that their result depends on. */
interface Known {
  readonly course: Course;
  changes: number;
  entry: Way | null;
  /** About how long requests of a type take, in microseconds: it is not worth a try when there is less time. */
  readonly typical: number[];
}

/** Share of the typical time that there must be. */
const worthwhile = 0.7;

const knownOf = new WeakMap<Simulation, Known>();

/**
 * Runs a request that is sent now.
 *
 * @param chance - The request's, after its type and its variables'; it is as before when the answer is false.
 * @returns false when it has to be run step by step; then nothing has happened.
 */
export function runAtOnce(sim: Simulation, request: CourseRequest, chance: Chance): boolean {
  let known = knownOf.get(sim);
  if (known === undefined) {
    known = { course: courseOf(sim), changes: -1, entry: null, typical: [] };
    knownOf.set(sim, known);
  }
  const { course } = known;
  if (sim.stepByStep || !course.processes.usual) return false;
  if (known.changes !== sim.changes || (known.entry !== null && sim.now >= known.entry.until)) {
    known.changes = sim.changes;
    known.entry = findEntry(sim);
  }
  const { entry } = known;
  if (entry === null) return false;
  const typical = known.typical[request.type] ?? 0;
  if (sim.nextEventAt - sim.now < typical * worthwhile) return false;
  const before = chance.chance;
  if (run(sim, course, entry, request, chance)) {
    known.typical[request.type] = typical + (course.now - typical) * 0.1;
    return true;
  }
  chance.chance = before;
  course.giveUp();
  return false;
}

function run(sim: Simulation, course: Course, entry: Way, request: CourseRequest, chance: Chance): boolean {
  const { type, spec } = request;
  const { timeoutSeconds, networkMicros } = sim.world.application.workload;
  const network = drawerOf(networkMicros);
  const startedAt = sim.now;
  course.begin(request);
  const there = roundMicros(drawOwn(network, chance) / 2);
  const asked = lookUpMicros(sim, entry, chance);
  const endpoint = chooseEndpoint(entry, chance);
  const connected = asked + roundTripMicros(sim, chance);
  if (endpoint === undefined || !course.goOn(connected + there)) return false;
  const bound = course.processes.get(endpoint.containerId);
  const server = bound === null ? undefined : freeServer(bound, endpoint.port);
  const operation = server?.operations.get(spec.operation);
  if (bound === null || server === undefined || operation === undefined) return false;
  if (!course.serve(bound, server, operation, nextBits(chance) | 0, 0)) return false;
  const back = drawOwn(network, chance) / 2;
  const at =
    startedAt + course.now + roundMicros(logNormalOfBits(userPackets(sim), nextBits(chance))) + roundMicros(back);
  if (at >= startedAt + Math.round(timeoutSeconds * 1_000_000)) return false;
  const { status, error } = course;
  course.end();
  countTraffic(sim, endpoint.ip, requestBytes, answerBytes);
  recordRequest(sim, { type, startedAt }, at, status, error === "" ? "" : `${error}\n`);
  return true;
}
