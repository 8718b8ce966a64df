/**
 * What the autoscaler remembers of each of its objects, beside their status.
 * @module
 */
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";

/** A number of replicas at a time: one that was recommended, or by which a target was changed. Frozen. */
export interface Past {
  readonly at: UnixMicros;
  readonly replicas: number;
}

/** One autoscaler's past. Frozen: a change makes another. */
export interface AutoscalerMemory {
  /** Which pods it looks after; empty until it knows. */
  readonly selector: string;
  readonly recommendations: readonly Past[];
  readonly scaleUps: readonly Past[];
  readonly scaleDowns: readonly Past[];
}

export const nothingRemembered: AutoscalerMemory = Object.freeze({
  selector: "",
  recommendations: Object.freeze([]),
  scaleUps: Object.freeze([]),
  scaleDowns: Object.freeze([]),
});

/** Nothing older counts for anything: the longest window that may be asked for. */
const longest = 3600 * microsPerSecond;

/** A list with something new at its end, and without what is too old to count. */
export function remember(past: readonly Past[], now: UnixMicros, replicas: number): readonly Past[] {
  return Object.freeze([...past.filter(({ at }) => at > now - longest), Object.freeze({ at: now, replicas })]);
}

/** What was remembered within so many seconds. */
export function within(past: readonly Past[], now: UnixMicros, seconds: number): readonly Past[] {
  return past.filter(({ at }) => at > now - seconds * microsPerSecond);
}
