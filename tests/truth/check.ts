/**
 * One thing that must be equal between a recording and a play of it.
 * @module
 */

/** What is compared. */
export const areas = [
  "success rate",
  "failures",
  "latency",
  "pods",
  "endpoints",
  "events",
  "logs",
  "traces",
  "span durations",
  "resources",
] as const;
export type Area = (typeof areas)[number];

/** A comparison's outcome. */
export interface Check {
  readonly area: Area;
  /** What exactly: a phase and type of request, a Deployment, a process. */
  readonly subject: string;
  /** As recorded. */
  readonly expected: string;
  /** As played. */
  readonly actual: string;
  readonly agree: boolean;
}
