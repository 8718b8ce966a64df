/**
 * Where each feature is, and how all are filled in: fixed for an application.
 * @module
 */
import type { ServiceSummary, UserExperience } from "@aiops-gym/cluster";
import { microsPerSecond } from "@aiops-gym/cluster";
import { measureIndex, serviceMeasures } from "@aiops-gym/telemetry";
import type { EpisodeInfo } from "../env.ts";
import { type Observation, summaryOf } from "../observation.ts";
import { boxSpace } from "../spaces/make-space.ts";
import type { BoxSpace } from "../spaces/space.ts";
import {
  clampShare,
  type GlobalMeasures,
  globalFeatures,
  type Normalisation,
  saturate,
  serviceFeatures,
} from "./feature-table.ts";

/** What features are made of: an observation, and when the page arrived. */
export interface FeatureSource {
  readonly observation: Observation;
  readonly info: EpisodeInfo;
  readonly pagedAtUnixMicros: number;
}

/** The features of one application: those of the episode, then those of its services, service by service in its order. */
export interface FeatureLayout {
  readonly services: readonly string[];
  /** The service that users reach; undefined where it is not known. */
  readonly entry: string | undefined;
  /** How many features there are. */
  readonly length: number;
  /** Features of the episode: they come first. */
  readonly globalCount: number;
  /** Features of each service. */
  readonly serviceCount: number;
  /** `user_rate`, ..., `geo.error_ratio`, ...; as many as there are features. */
  readonly names: readonly string[];
  /** All features are in [0, 1]. */
  readonly space: BoxSpace;
  /** The place of a name; undefined when there is none. */
  indexOf(name: string): number | undefined;
  /** Writes all features into an array of `length`. */
  fill(source: FeatureSource, into: Float32Array): void;
}

const measureCount = serviceMeasures.length;

/** Kinds of normalisation as numbers: the loop over all features is the hot one. */
const kinds = { share: 0, saturating: 1, rate: 2, of: 3, among: 4, known: 5 } as const satisfies Record<
  Normalisation["kind"],
  number
>;

/** A feature as the loop reads it; all have one shape. */
interface Plan {
  readonly kind: number;
  readonly half: number;
  readonly measure: number;
  /** Place of the other measure of `of`. */
  readonly other: number;
}

const plans: readonly Plan[] = serviceFeatures.map(({ measure, normalisation }) => ({
  kind: kinds[normalisation.kind],
  half: "half" in normalisation ? normalisation.half : 0,
  measure: measureIndex[measure],
  other: "measure" in normalisation ? measureIndex[normalisation.measure] : 0,
}));

/**
 * Lays out the features of an application with these services.
 *
 * @param entry - The service that users reach: what it answers stands for what users feel where their own side is not measured.
 */
export function featureLayout(services: readonly string[], entry?: string): FeatureLayout {
  const names = [
    ...globalFeatures.map(({ name }) => name),
    ...services.flatMap((service) => serviceFeatures.map(({ name }) => `${service}.${name}`)),
  ];
  const indices = new Map(names.map((name, index) => [name, index]));
  return {
    services,
    entry,
    length: names.length,
    globalCount: globalFeatures.length,
    serviceCount: serviceFeatures.length,
    names,
    space: boxSpace(0, 1, [names.length]),
    indexOf: (name) => indices.get(name),
    fill({ observation, info, pagedAtUnixMicros }, into) {
      const summary = summaryOf(observation);
      const global = measuresOf({ observation, info, pagedAtUnixMicros }, summary, entry);
      for (let index = 0; index < globalFeatures.length; index++)
        into[index] = globalFeatures[index]?.value(global) ?? 0;
      fillServices(services, summary, global, into);
    },
  };
}

function fillServices(
  services: readonly string[],
  { services: measured, values }: ServiceSummary,
  global: GlobalMeasures,
  into: Float32Array,
): void {
  let place = globalFeatures.length;
  for (let index = 0; index < services.length; index++) {
    const service = services[index] ?? "";
    const row = measured[index] === service ? index : measured.indexOf(service);
    if (row < 0) into.fill(0, place, place + plans.length);
    else
      for (let step = 0; step < plans.length; step++)
        into[place + step] = featureOf(step, values, row * measureCount, global);
    place += plans.length;
  }
}

function featureOf(step: number, values: Float64Array, at: number, global: GlobalMeasures): number {
  const { kind, half, measure, other } = plans[step] as Plan;
  const value = values[at + measure] ?? Number.NaN;
  switch (kind) {
    case kinds.share:
      return clampShare(value);
    case kinds.saturating:
      return saturate(value, half);
    case kinds.rate:
      return saturate(value / global.windowSeconds, half);
    case kinds.of:
      return clampShare(value / (values[at + other] ?? Number.NaN));
    case kinds.among:
      return saturate(value, global.usersPerSecond);
    default:
      return Number.isNaN(value) ? 0 : 1;
  }
}

/** Measures of the whole: users' own where their side is measured, else what their entry answered. */
function measuresOf(
  { observation, info, pagedAtUnixMicros }: FeatureSource,
  summary: ServiceSummary,
  entry: string | undefined,
): GlobalMeasures {
  const { timeUnixMicros, windowStartUnixMicros, ok, users } = observation;
  const windowSeconds = Math.max(timeUnixMicros - windowStartUnixMicros, 1) / microsPerSecond;
  return {
    ...(users === undefined ? usersOfEntry(summary, entry) : usersOf(users, windowSeconds)),
    windowSeconds,
    secondsSincePage: (timeUnixMicros - pagedAtUnixMicros) / microsPerSecond,
    stepsLeftRatio: (info.maxSteps - info.step) / info.maxSteps,
    lastActionOk: ok && info.notice === undefined ? 1 : 0,
    task: info.task,
  };
}

type UserMeasures = Pick<GlobalMeasures, "usersPerSecond" | "userSuccessRatio" | "userP50Seconds" | "userP99Seconds">;

function usersOf(users: UserExperience, windowSeconds: number): UserMeasures {
  const { requests, successes, p50Micros, p99Micros } = users;
  return {
    usersPerSecond: requests / windowSeconds,
    userSuccessRatio: successes / requests,
    userP50Seconds: (p50Micros ?? Number.NaN) / microsPerSecond,
    userP99Seconds: (p99Micros ?? Number.NaN) / microsPerSecond,
  };
}

const noUsers: UserMeasures = {
  usersPerSecond: Number.NaN,
  userSuccessRatio: Number.NaN,
  userP50Seconds: Number.NaN,
  userP99Seconds: Number.NaN,
};

function usersOfEntry({ services, values }: ServiceSummary, entry: string | undefined): UserMeasures {
  const row = entry === undefined ? -1 : services.indexOf(entry);
  if (row < 0) return noUsers;
  const at = (measure: number): number => values[row * measureCount + measure] ?? Number.NaN;
  return {
    usersPerSecond: at(measureIndex.requestsPerSecond),
    userSuccessRatio: 1 - at(measureIndex.errorRatio),
    userP50Seconds: at(measureIndex.p50Milliseconds) / 1000,
    userP99Seconds: at(measureIndex.p99Milliseconds) / 1000,
  };
}
