/**
 * The traffic of an application: which requests, and when.
 * @module
 */
import type { Distribution } from "./distribution.ts";

/** How a request's variable is drawn. */
export type VariableSpec =
  | {
      readonly kind: "integer";
      readonly min: number;
      readonly max: number /** Pads with zeros to so many digits. */;
      readonly digits?: number;
    }
  | { readonly kind: "choice"; readonly of: readonly string[]; readonly weights?: readonly number[] }
  /** An integer above another variable: from `offset` variable + 1 up to `max`. */
  | { readonly kind: "integer-after"; readonly variable: string; readonly max: number; readonly digits?: number }
  /** `count` of the integers 1..`of`, without repetition, in drawn order: the items that this request touches. */
  | { readonly kind: "sample"; readonly count: number; readonly of: number }
  /** A number with fixed decimals: `base + integer(0..steps-1) * size`. */
  | {
      readonly kind: "decimal";
      readonly base: number;
      readonly size: number;
      readonly steps: number;
      readonly decimals: number;
    }
  /** Another text made of variables drawn before. */
  | { readonly kind: "template"; readonly text: string }
  /** List: the integers after `after` up to `to` (two integer variables): nights of a stay. */
  | { readonly kind: "integers-between"; readonly after: string; readonly to: string; readonly digits?: number }
  /** List: names of at most `count` points within a distance of a place (two decimal variables), nearest first; plane geometry at each point. */
  | {
      readonly kind: "nearest";
      readonly latitude: string;
      readonly longitude: string;
      readonly withinKilometers: number;
      readonly count: number;
      readonly points: readonly GeoPoint[];
    }
  /** List: the items of another list that are among these, in their order there. */
  | { readonly kind: "intersection"; readonly list: string; readonly among: readonly string[] }
  /** List: what the table has for another variable's value, or else the value of the variable `otherwise` (a text counts as one item). */
  | {
      readonly kind: "table";
      readonly variable: string;
      readonly rows: Readonly<Record<string, readonly string[]>>;
      readonly otherwise: string;
    };

/** A named place. */
export interface GeoPoint {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Length of a degree of longitude there (111.195 km times the cosine of the latitude): given, so that no cosine is computed. */
  readonly kilometersPerDegreeOfLongitude: number;
}

/** A request of a replay. */
export interface ReplayedRequest {
  /** After the workload's start. */
  readonly atMicros: number;
  /** Name of its {@link RequestType}. */
  readonly type: string;
  /** Values that are taken instead of drawn; the type's other variables are drawn (or derived) as always. */
  readonly variables: Readonly<Record<string, string>>;
}

/** One kind of request of the mix. */
export interface RequestType {
  readonly name: string;
  /** Share of the mix; shares need not sum to 1. */
  readonly weight: number;
  readonly method: "GET" | "POST";
  /** Template of the path and query. */
  readonly url: string;
  /** Operation of the entry server that answers it. */
  readonly operation: string;
  /** Drawn in this order. */
  readonly variables: readonly { readonly name: string; readonly spec: VariableSpec }[];
}

/** Open-loop arrivals: requests start when they start, however slow the answers. */
export type ArrivalProcess =
  | { readonly kind: "constant"; readonly ratePerSecond: number }
  | { readonly kind: "poisson"; readonly ratePerSecond: number }
  /** Gaps are normal with this coefficient of variation, cut at 0. */
  | { readonly kind: "normal"; readonly ratePerSecond: number; readonly variation: number }
  /** `onSeconds` at the on-rate, `offSeconds` at the off-rate, over and over; Poisson within. */
  | {
      readonly kind: "bursts";
      readonly onRatePerSecond: number;
      readonly offRatePerSecond: number;
      readonly onSeconds: number;
      readonly offSeconds: number;
    }
  /** Poisson whose rate swings between `min` and `max` over `periodSeconds`, along a triangle. */
  | {
      readonly kind: "diurnal";
      readonly minRatePerSecond: number;
      readonly maxRatePerSecond: number;
      readonly periodSeconds: number;
    }
  /** Poisson at the rate of a trace: `rates[i]` for `stepSeconds` each, then again from the start. */
  | { readonly kind: "trace"; readonly ratesPerSecond: readonly number[]; readonly stepSeconds: number }
  /** Exactly these requests, sorted by time, then no more; types' weights are ignored. */
  | { readonly kind: "replay"; readonly requests: readonly ReplayedRequest[] };

/** An application's traffic. */
export interface Workload {
  readonly arrivals: ArrivalProcess;
  readonly requests: readonly RequestType[];
  /** The server that users reach: a service and port of the application's namespace. */
  readonly entry: { readonly service: string; readonly port: number };
  /** After so long a user gives up. */
  readonly timeoutSeconds: number;
  /** Time from the user to the entry and back. */
  readonly networkMicros: Distribution;
}

/** What users felt in a window, by request type. */
export interface WorkloadStats {
  readonly type: string;
  /** Requests that ended in the window. */
  readonly requests: number;
  /** Of those, answered with a 2xx or 3xx status. */
  readonly successes: number;
  /** Latencies of the answered ones in microseconds; `NaN` when there are none. */
  readonly p50Micros: number;
  readonly p99Micros: number;
}
