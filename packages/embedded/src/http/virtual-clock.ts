/**
 * How a served cluster's time passes: with the wall clock, at a factor of it, or only when somebody steps.
 * @module
 */
import { microsPerSecond, type UnixMicros } from "@aiops-gym/cluster";
import type { Simulation } from "../kernel/simulation.ts";

/** `stepped`: only when asked to; a number: so many virtual seconds pass in one of the wall clock's (1 is real speed). */
export type ClockPace = "stepped" | number;

/** How often the clock goes on by itself. */
const tickMillis = 50;
/** The longest that requests wait while the clock goes on. */
const sliceMillis = 20;
/** Virtual time in one go, so that watches see what changed before it is forgotten. */
const sliceMicros = microsPerSecond;
/** When the simulation is so much behind or ahead (commands that ran long), the clock goes on from where it is. */
const maxLagMillis = 60_000;

/** Lets the time of a simulation pass, in slices between which requests are answered. */
export class VirtualClock {
  readonly #current: () => Simulation;
  readonly #pace: ClockPace;
  readonly #onAdvance = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #anchor: { readonly wall: number; readonly virtual: UnixMicros };
  #stepping: Promise<unknown> = Promise.resolve();

  /** Starts at once, unless the pace is `stepped`. */
  constructor(current: () => Simulation, pace: ClockPace) {
    this.#current = current;
    this.#pace = pace;
    this.#anchor = { wall: performance.now(), virtual: current().now };
    this.#plan();
  }

  get now(): UnixMicros {
    return this.#current().now;
  }

  /** Where time should be by now. */
  #target(): UnixMicros {
    if (this.#pace === "stepped") return this.now;
    const passed = performance.now() - this.#anchor.wall;
    return this.#anchor.virtual + Math.round(passed * 1000 * this.#pace);
  }

  #plan(): void {
    if (this.#pace === "stepped") return;
    this.#timer = setTimeout(() => this.#tick(), tickMillis);
    // a clock alone keeps no process alive
    this.#timer.unref();
  }

  #tick(): void {
    const target = this.#target();
    this.#runTo(target, performance.now() + sliceMillis);
    const lagMillis = Math.abs(target - this.now) / 1000 / (this.#pace === "stepped" ? 1 : this.#pace);
    if (lagMillis > maxLagMillis) this.#anchor = { wall: performance.now(), virtual: this.now };
    this.#plan();
  }

  /** Lets time pass up to `target`, or until the wall clock is at `deadline`. */
  #runTo(target: UnixMicros, deadline: number): void {
    const simulation = this.#current();
    const before = simulation.now;
    while (simulation.now < target && performance.now() < deadline) {
      simulation.runWhile(Math.min(target, simulation.now + sliceMicros), () => performance.now() < deadline);
    }
    if (simulation.now > before) for (const listener of [...this.#onAdvance]) listener();
  }

  /** Brings the time up to date before a request is answered, as far as that is quick. */
  catchUp(): void {
    if (this.#pace !== "stepped") this.#runTo(this.#target(), performance.now() + sliceMillis);
  }

  /**
   * Lets so much virtual time pass now, whatever the pace. One step at a time; between slices, requests are answered and watches
   * told.
   *
   * @param seconds - At least 0.
   */
  step(seconds: number, signal?: AbortSignal): Promise<UnixMicros> {
    const result = this.#stepping.then(async () => {
      const target = this.now + Math.round(seconds * microsPerSecond);
      while (this.now < target) {
        signal?.throwIfAborted();
        this.#runTo(Math.min(target, this.now + sliceMicros), performance.now() + sliceMillis);
        await new Promise((resolve) => setImmediate(resolve));
      }
      this.#anchor = { wall: performance.now(), virtual: this.now };
      return this.now;
    });
    this.#stepping = result.catch(() => undefined);
    return result;
  }

  /** Calls back whenever time has passed, until the returned function is called. */
  onAdvance(listener: () => void): () => void {
    this.#onAdvance.add(listener);
    return () => this.#onAdvance.delete(listener);
  }

  /** Stops the clock for good. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
