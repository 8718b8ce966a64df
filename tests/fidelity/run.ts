/**
 * What was seen when a scenario was played once.
 * @module
 */
import type { Fact } from "./facts.ts";

/** A change of an object's state, `t` seconds after the scenario's begin. */
export interface Change {
  readonly t: number;
  readonly set?: Readonly<Record<string, Fact>>;
  readonly unset?: readonly string[];
  readonly gone?: true;
}

/** An object and what became of it. */
export interface ObjectHistory {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly generateName?: string;
  /** `Kind name` of the controlling owner. */
  readonly owner?: string;
  /** The label that a controller gives: `pod-template-hash`, `controller-revision-hash`. */
  readonly hash?: string;
  readonly changes: readonly Change[];
}

/** An Event object: what it says, and how its count grew. */
export interface EventHistory {
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly counts: readonly { readonly t: number; readonly count: number }[];
}

/** What a request was answered. */
export interface Answer {
  /** When it was sent, and how long it took. */
  readonly t: number;
  readonly seconds: number;
  /** What a refusal said: `Status` without what varies. */
  readonly status?: {
    readonly code: number;
    readonly reason: string;
    readonly message: string;
    readonly details?: unknown;
  };
  /** What is compared of a success; absent when only the success counts. */
  readonly value?: unknown;
}

/** One play of a scenario. */
export interface Run {
  readonly answers: readonly Answer[];
  readonly objects: readonly ObjectHistory[];
  readonly events: readonly EventHistory[];
}
