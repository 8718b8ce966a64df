/**
 * How fast a bare event loop is here: the most that there is for a simulator that handles every event.
 * @module
 */
import { bareLoop, numberHeap, objectHeap } from "./bare-loop.ts";
import type { Measurement } from "./measurement.ts";
import { type Elapsed, startWatch } from "./stopwatch.ts";

const heaps = {
  objects: { what: "events as objects", make: objectHeap },
  numbers: { what: "events as numbers in typed arrays", make: numberHeap },
} as const;
type HeapName = keyof typeof heaps;

/** Events of a request of Hotel Reservation: a begin and an end for each of its 15 spans; or as many as the interpreter has continuations. */
const eventCounts = [30, 44] as const;
type EventCount = (typeof eventCounts)[number];

const stepMicros = 10_000_000;
/** Steps between two looks at the clock. */
const stepsAtOnce = 20;

// One loop goes on through all runs: the engine makes the code of a loop for the variables of the first.
const underWay: Partial<Record<`${HeapName} ${EventCount}`, (micros: number) => number>> = {};

/** Has a bare event loop that has so many events a request play for so many seconds. */
export function playBare(
  seconds: number,
  heap: HeapName = "objects",
  events: EventCount = 30,
): Elapsed & { readonly steps: number } {
  underWay[`${heap} ${events}`] ??= bareLoop(heaps[heap].make(), events);
  const play = underWay[`${heap} ${events}`] as (micros: number) => number;
  const watch = startWatch();
  let steps = 0;
  do {
    for (let step = 0; step < stepsAtOnce; step++) play(stepMicros);
    steps += stepsAtOnce;
  } while (watch().seconds < seconds);
  return { ...watch(), steps };
}

/** Of each heap, with each number of events. */
export const bareMeasurements: readonly Measurement[] = (["objects", "numbers"] as const).flatMap((heap) =>
  eventCounts.map((events) => {
    const name = `bare.${heap}.${events}`;
    return {
      name,
      figures: {
        [name]: [`steps per second of a bare event loop, ${events} events a request, ${heaps[heap].what}`, "1/s"],
      },
      measure: async ({ runSeconds }) => {
        const { steps, seconds } = playBare(runSeconds, heap, events);
        return { [name]: steps / seconds };
      },
    };
  }),
);
