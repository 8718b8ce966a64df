/**
 * Where the times of a request's work come from. Each process that works for a request draws its times from one of a limited
 * number of beginnings, so that what came of one can be kept and used again (`courses/timing-pool.ts`). Which beginning it is
 * follows from all 32 bits that the request has as its own: requests through several processes hardly ever come alike.
 * @module
 */
import { bitsAfter, counterStep } from "../kernel/random.ts";

/** Beginnings that there are of the work of one process for one request: 2 to this power. */
const timingBits = 12;

/** How many beginnings there are. */
export const timingCount = 1 << timingBits;

/** Beginnings of users' requests of a type: 2 to this power. */
const requestBits = 14;

/**
 * How many beginnings users' requests of a type have. What a request asks for, and what is done for it where nothing else is in
 * its way, follows from its beginning, so that what came of one can be kept (`courses/whole-kind.ts`); the way from the user and
 * back does not.
 */
export const requestCount = 1 << requestBits;

/** The beginning that a request with these bits has, from 0 up to {@link requestCount}. */
export function beginningOf(bits: number): number {
  return bits >>> (32 - requestBits);
}

/** Chance of the variables of a request with a beginning: 32 bits, signed. */
export function variablesChanceOf(beginning: number): number {
  return bitsAfter(Math.imul(beginning, golden)) | 0;
}

/** Chance of the work for a request with a beginning: 32 bits, signed. */
export function workChanceOf(beginning: number): number {
  return bitsAfter((Math.imul(beginning, golden) + counterStep) | 0) | 0;
}

/** Odd, so that no two beginnings come to the same. */
const golden = 0x9e3779b1;

/** Whoever hands work to other processes: what gives them theirs. */
export interface Spread {
  /** A signed 32-bit integer; handing work on changes it in place. */
  spread: number;
}

/** Bits of the next piece of work that is handed on: its {@link timingOf}, and its own `spread`. */
export function nextPart(giver: Spread): number {
  const spread = bitsAfter(giver.spread);
  giver.spread = (giver.spread + counterStep) | 0;
  return spread | 0;
}

/** The beginning that a piece of work with these bits has: its `chance`, from 0 up to {@link timingCount}. */
export function timingOf(bits: number): number {
  return bits >>> (32 - timingBits);
}
