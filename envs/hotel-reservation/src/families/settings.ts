/**
 * Settings: where and how the application of a drawn problem runs. Namespaces, traffic, numbers of replicas, names of pods.
 *
 * There are few of them and not one a problem, since every setting has warm starts of its own, each of which takes as long as hundreds
 * of steps and is kept in memory.
 * @module
 */
import type { ArrivalProcess, Workload } from "@aiops-gym/application";
import { type Choice, type Choices, type Draw, drawChoices, numberOf, textOf } from "@aiops-gym/problems";
import { goServices } from "../manifests/manifests.ts";
import { workload } from "../workload.ts";

/** The teams that run the application, one a setting: their namespaces begin with them. */
const owners = [
  ...["hotels", "hotel-reservation", "booking", "stays", "travel", "lodging"],
  ...["rooms", "trips", "bookings", "getaway", "inns", "checkin"],
];

/** Settings are numbered from 0. */
export const settingCount: number = owners.length;

/** Shapes of traffic, in turn: two settings have the same. */
const shapes = ["constant", "poisson", "normal", "bursts", "diurnal", "trace"];

/** One setting. */
export interface Setting {
  readonly namespace: string;
  /** Replicas of the Go services. Stores, Consul and Jaeger keep one: none of them shares its data with a second. */
  readonly replicas: Readonly<Record<string, number>>;
  readonly workload: Workload;
  /** When the pods were restarted last, as `kubectl rollout restart` notes it: part of their template, so that their names differ. */
  readonly restartedAt: string;
}

const goServiceNames = Object.keys(goServices).sort();

/** Numbers that stand for themselves; what comes twice is twice as likely. */
const replicas: Choice = { kind: "one-of", of: [1, 1, 1, 2, 3] };
const weight = (min: number, max: number): Choice => ({ kind: "range", min, max, step: 1 });

/** What is drawn for a setting. */
export const settingChoices: Choices = {
  stage: { kind: "one-of", of: ["", "-prod", "-staging", "-eu", "-us", "-apac", "-blue", "-green"] },
  /** Requests a second on average. */
  rate: { kind: "range", min: 6, max: 16, step: 1 },
  search: weight(40, 70),
  recommend: weight(20, 50),
  user: weight(1, 6),
  reserve: weight(1, 6),
  restartDay: { kind: "range", min: 10, max: 28, step: 1 },
  restartMinute: { kind: "range", min: 10, max: 59, step: 1 },
  ...Object.fromEntries(goServiceNames.map((name) => [`replicas.${name}`, replicas])),
};

/** Traffic of one average rate in different shapes. */
function arrivalsOf(kind: string | undefined, rate: number): ArrivalProcess {
  switch (kind) {
    case "poisson":
      return { kind, ratePerSecond: rate };
    case "normal":
      return { kind, ratePerSecond: rate, variation: 0.3 };
    case "bursts":
      return { kind, onRatePerSecond: 2 * rate, offRatePerSecond: rate / 2, onSeconds: 20, offSeconds: 40 };
    case "diurnal":
      return { kind, minRatePerSecond: rate / 2, maxRatePerSecond: 1.5 * rate, periodSeconds: 240 };
    case "trace":
      return { kind, ratesPerSecond: [1, 1.5, 0.75, 0.5, 1.25, 1].map((share) => share * rate), stepSeconds: 20 };
    default:
      return { kind: "constant", ratePerSecond: rate };
  }
}

function workloadOf(shape: string | undefined, draw: Draw): Workload {
  return {
    ...workload,
    arrivals: arrivalsOf(shape, numberOf(draw, "rate")),
    requests: workload.requests.map((type) => ({ ...type, weight: numberOf(draw, type.name) / 100 })),
  };
}

/** The setting of a number in [0, {@link settingCount}). */
export function settingOf(index: number): Setting {
  const draw = drawChoices(settingChoices, "hotel-reservation/setting", index);
  return {
    namespace: `${owners[index]}${textOf(draw, "stage")}`,
    replicas: Object.fromEntries(goServiceNames.map((name) => [name, numberOf(draw, `replicas.${name}`)])),
    workload: workloadOf(shapes[index % shapes.length], draw),
    restartedAt: `2025-12-${numberOf(draw, "restartDay")}T08:${numberOf(draw, "restartMinute")}:00Z`,
  };
}
