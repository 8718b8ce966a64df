/**
 * What is to happen, ordered by time, then by the order in which it was scheduled: a binary heap of plain records.
 * @module
 */
import type { UnixMicros } from "@aiops-gym/cluster";

/** One thing to happen: the handler registered for `type` gets `payload`. */
export interface ScheduledEvent {
  at: UnixMicros;
  /** Ties on `at` are broken by this, so that order never depends on the heap. */
  sequence: number;
  type: string;
  payload: unknown;
}

/** The heap; index 0 is next. */
export type EventQueue = ScheduledEvent[];

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

/** Adds an event. */
export function pushEvent(queue: EventQueue, event: ScheduledEvent): void {
  let index = queue.length;
  queue.push(event);
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = queue[parentIndex] as ScheduledEvent;
    if (!before(event, parent)) break;
    queue[index] = parent;
    index = parentIndex;
  }
  queue[index] = event;
}

/** Takes the next event off; `undefined` when there is none. */
export function popEvent(queue: EventQueue): ScheduledEvent | undefined {
  const next = queue[0];
  const last = queue.pop();
  if (next === undefined || last === undefined || queue.length === 0) return next;
  const length = queue.length;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= length) break;
    const right = child + 1;
    if (right < length && before(queue[right] as ScheduledEvent, queue[child] as ScheduledEvent)) child = right;
    const candidate = queue[child] as ScheduledEvent;
    if (!before(candidate, last)) break;
    queue[index] = candidate;
    index = child;
  }
  queue[index] = last;
  return next;
}

/** Puts events in their order, which is a heap too: how it came about does not show any more. */
export function sortEvents(queue: EventQueue): void {
  queue.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
}
