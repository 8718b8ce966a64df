/**
 * Requests of users that can be run in one go, from the first packet to the answer.
 * @module
 */
import type { RequestType } from "@aiops-gym/application";
import { logNormalOfBits } from "../kernel/log-normal.ts";
import { roundMicros } from "../kernel/math.ts";
import { type Chance, nextBits } from "../kernel/random.ts";
import type { Simulation } from "../kernel/simulation.ts";
import { isSameWay, type Way, type WayEnd } from "../network/way.ts";
import { freeServer } from "../processes/courses/bound-process.ts";
import { type Course, courseOf } from "../processes/courses/course.ts";
import type { CourseRequest } from "../processes/courses/effects.ts";
import type { KnownCourse } from "../processes/courses/known-courses.ts";
import { type Drawer, drawerOf, drawOwn } from "../processes/draw.ts";
import { workChanceOf } from "../processes/timings.ts";
import { countTraffic } from "../processes/traffic.ts";
import { answerBytes, recordRequest, requestBytes } from "./answers.ts";
import { chooseEndpoint, findEntry, lookUpMicros, roundTripMicros, userPackets } from "./entry.ts";

/** What is known of a simulation's requests; nothing that their result depends on. */
interface Known {
  readonly course: Course;
  /** The way outside of the cluster, and how long users wait. */
  readonly network: Drawer;
  readonly timeoutMicros: number;
  /** `Simulation.ways` when the way to the entry was found; `Simulation.changes` when none was. */
  foundAt: number;
  entry: Way | null;
  /** About how long requests of a type take, in microseconds: it is not worth a try when there is less time. */
  readonly typical: number[];
  /** Bodies of failures, by their errors: the same text is found at once among those that were recorded. */
  readonly bodies: Map<string, string>;
  /** By type: how often in a row a try was in vain. */
  readonly vain: number[];
}

/** After so many tries in vain only one request in so many is tried. */
const mostVain = 4;
const triedAfterVain = 16;
const mostBodies = 100;
/** Share of the typical time that there must be. */
const worthwhile = 0.7;

const knownOf = new WeakMap<Simulation, Known>();

/**
 * Runs a request that is sent now.
 *
 * @param chance - The request's, after its type and its variables'; it is as before when the answer is false.
 * @param isAmongOthers - See `processes/courses/among-others.ts`.
 * @returns false when it has to be run step by step; then nothing has happened.
 */
export function runAtOnce(sim: Simulation, request: CourseRequest, chance: Chance, isAmongOthers: boolean): boolean {
  let known = knownOf.get(sim);
  if (known === undefined) {
    const { networkMicros, timeoutSeconds } = sim.world.application.workload;
    const timeoutMicros = Math.round(timeoutSeconds * 1_000_000);
    const network = drawerOf(networkMicros);
    known = {
      course: courseOf(sim),
      network,
      timeoutMicros,
      foundAt: -1,
      entry: null,
      typical: [],
      bodies: new Map(),
      vain: [],
    };
    knownOf.set(sim, known);
  }
  const { course } = known;
  if (sim.stepByStep || !course.processes.usual) return false;
  const { foundAt } = known;
  if (known.entry === null ? foundAt !== sim.changes : foundAt !== sim.ways || !isSameWay(sim, known.entry)) {
    known.entry = findEntry(sim);
    known.foundAt = known.entry === null ? sim.changes : sim.ways;
  }
  const { entry } = known;
  if (entry === null) return false;
  const before = chance.chance;
  if (run(sim, known, entry, request, chance, isAmongOthers)) return true;
  chance.chance = before;
  return false;
}

function run(
  sim: Simulation,
  known: Known,
  entry: Way,
  request: CourseRequest,
  chance: Chance,
  isAmongOthers: boolean,
): boolean {
  const { course, network, timeoutMicros } = known;
  const { spec, startedAt } = request;
  const packets = userPackets(sim);
  const there = roundMicros(drawOwn(network, chance) / 2);
  const asked = lookUpMicros(packets, entry, chance);
  const endpoint = chooseEndpoint(entry, chance);
  const arrivesAt = asked + roundTripMicros(packets, chance) + there;
  if (endpoint === undefined) return false;
  const bits = workChanceOf(request.beginning);
  const back = drawOwn(network, chance) / 2;
  const answerMicros = roundMicros(logNormalOfBits(packets, nextBits(chance))) + roundMicros(back);
  const { courses } = course;
  if (isAmongOthers && sim.forgetsCourses) courses.forget();
  const found = sim.forgetsCourses ? null : courses.find(request, endpoint.containerId);
  if (courses.misses) return false;
  if (isAmongOthers) {
    const plan = found ?? learnAmongOthers(known, endpoint, request, arrivesAt, bits);
    if (plan === null || !courses.runAmongOthers(plan, request, bits, arrivesAt)) return false;
    if (courses.endsAt + answerMicros >= timeoutMicros) return false;
    courses.applyAmongOthers(plan, request);
    const { status, error } = plan.plan.totals;
    answer(sim, known, endpoint, request, startedAt + courses.endsAt + answerMicros, status, error);
    return true;
  }
  if (found !== null) {
    const outcome = courses.run(found, request, bits, arrivesAt, course.limit(startedAt));
    if (outcome === "late") return false;
    if (outcome === "fits") {
      if (courses.endsAt + answerMicros >= timeoutMicros) return false;
      courses.apply(found, request);
      const { status, error } = found.plan.totals;
      answer(sim, known, endpoint, request, startedAt + courses.endsAt + answerMicros, status, error);
      return true;
    }
  }
  const typical = known.typical[request.type] ?? 0;
  if (sim.nextEventAt - sim.now < typical * worthwhile) return false;
  const vain = known.vain[request.type] ?? 0;
  known.vain[request.type] = vain + 1;
  if (vain >= mostVain && vain % triedAfterVain !== 0) return false;
  course.begin(request);
  if (!follow(course, endpoint, spec, arrivesAt, bits) || course.now + answerMicros >= timeoutMicros) {
    course.giveUp();
    return false;
  }
  known.typical[request.type] = typical + (course.now - typical) * 0.1;
  known.vain[request.type] = 0;
  const { status, error } = course;
  if (found === null && !sim.forgetsCourses) course.learn(request, endpoint.containerId);
  course.end();
  answer(sim, known, endpoint, request, startedAt + course.now + answerMicros, status, error);
  return true;
}

/** The plan of a request that has none, from a course that is taken back. */
function learnAmongOthers(
  { course }: Known,
  endpoint: WayEnd,
  request: CourseRequest,
  arrivesAt: number,
  bits: number,
): KnownCourse | null {
  course.begin(request, true);
  if (follow(course, endpoint, request.spec, arrivesAt, bits)) course.learn(request, endpoint.containerId, true);
  course.giveUp();
  const found = course.courses.find(request, endpoint.containerId);
  return course.courses.misses ? null : found;
}

/** Has a course begin where the request arrives, and run to its end. */
function follow(course: Course, endpoint: WayEnd, spec: RequestType, arrivesAt: number, bits: number): boolean {
  if (!course.goOn(arrivesAt)) return false;
  const bound = course.processes.get(endpoint.containerId);
  const server = bound === null ? undefined : freeServer(bound, endpoint.port);
  const operation = server?.operations.get(spec.operation);
  if (bound === null || server === undefined || operation === undefined) return false;
  return course.serve(bound, server, operation, bits, 0);
}

function answer(
  sim: Simulation,
  { bodies }: Known,
  { ip }: WayEnd,
  { type, startedAt }: CourseRequest,
  at: number,
  status: number,
  error: string,
): void {
  countTraffic(sim, ip, requestBytes, answerBytes);
  let body = "";
  if (error !== "") {
    body = bodies.get(error) ?? `${error}\n`;
    if (bodies.size > mostBodies) bodies.clear();
    bodies.set(error, body);
  }
  recordRequest(sim, { type, startedAt }, at, status, body);
}
