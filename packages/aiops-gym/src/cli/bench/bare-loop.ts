/**
 * A bare event loop: a binary heap of events that do nothing but schedule the next of their request. It plays the load of the
 * benchmarks (10 requests a second, evenly random, over 19 services), so that what handles as many events a request, and does
 * anything at all for them, is slower.
 * @module
 */

/** An event that is due. */
export interface DueEvent {
  /** Virtual microseconds since the beginning. */
  readonly at: number;
  /** Events that its request has from here on, this one included; {@link arrival}: it is a request's arrival. */
  readonly left: number;
  readonly service: number;
}

/** Events by their time; of the same time, in the order in which they were scheduled. */
export interface EventHeap {
  schedule(at: number, left: number, service: number): void;
  /** Takes the first event, if it comes by then; what it says holds until the next. */
  takeDue(until: number): DueEvent | undefined;
}

const arrival = -1;
/** Between two requests, on average: 10 a second. */
const gapMicros = 100_000;
/** Between two events of a request, at most. */
const mostMicros = 1000;
const services = 19;

/**
 * Begins a loop.
 *
 * @returns what plays so many virtual microseconds more, and answers how many requests ended in them.
 */
export function bareLoop(heap: EventHeap, eventsPerRequest: number): (micros: number) => number {
  const handled = new Int32Array(services);
  let random = 1;
  let until = 0;
  const upTo = (most: number): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
    return 1 + ((random >>> 1) % most);
  };
  heap.schedule(0, arrival, 0);
  return (micros) => {
    until += micros;
    let ended = 0;
    for (let event = heap.takeDue(until); event !== undefined; event = heap.takeDue(until)) {
      const { at, left, service } = event;
      if (left === arrival) {
        heap.schedule(at + upTo(2 * gapMicros), arrival, 0);
        heap.schedule(at + upTo(mostMicros), eventsPerRequest, 0);
        continue;
      }
      handled[service] = (handled[service] as number) + 1;
      if (left > 1) heap.schedule(at + upTo(mostMicros), left - 1, (service * 7 + left) % services);
      else ended += 1;
    }
    return ended;
  };
}

interface ScheduledEvent extends DueEvent {
  readonly order: number;
}

/** Events are objects, as in most simulators. */
export function objectHeap(): EventHeap {
  const heap: ScheduledEvent[] = [];
  let scheduled = 0;
  return {
    schedule(at, left, service) {
      const event = { at, order: scheduled++, left, service };
      let place = heap.length;
      heap.push(event);
      while (place > 0) {
        const above = (place - 1) >> 1;
        const other = heap[above] as ScheduledEvent;
        if (comesBefore(other, event)) break;
        heap[place] = other;
        place = above;
      }
      heap[place] = event;
    },
    takeDue(until) {
      const first = heap[0];
      if (first === undefined || first.at > until) return undefined;
      const last = heap.pop() as ScheduledEvent;
      const { length } = heap;
      if (length === 0) return first;
      let place = 0;
      for (let below = 1; below < length; below = 2 * place + 1) {
        if (below + 1 < length && comesBefore(heap[below + 1] as ScheduledEvent, heap[below] as ScheduledEvent))
          below += 1;
        const other = heap[below] as ScheduledEvent;
        if (comesBefore(last, other)) break;
        heap[place] = other;
        place = below;
      }
      heap[place] = last;
      return first;
    },
  };
}

function comesBefore(one: ScheduledEvent, other: ScheduledEvent): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Room in a {@link numberHeap}: a tenth of a second's requests are under way at once, with one event each. */
const mostEvents = 256;

/** Events are numbers in typed arrays, and nothing is allocated. */
export function numberHeap(): EventHeap {
  const ats = new Float64Array(mostEvents);
  const orders = new Float64Array(mostEvents);
  const lefts = new Int32Array(mostEvents);
  const served = new Int32Array(mostEvents);
  const due = { at: 0, left: 0, service: 0 };
  let length = 0;
  let scheduled = 0;
  const move = (from: number, to: number): void => {
    ats[to] = ats[from] as number;
    orders[to] = orders[from] as number;
    lefts[to] = lefts[from] as number;
    served[to] = served[from] as number;
  };
  const isBefore = (one: number, other: number): boolean => {
    const [mine, theirs] = [ats[one] as number, ats[other] as number];
    return mine < theirs || (mine === theirs && (orders[one] as number) < (orders[other] as number));
  };
  return {
    schedule(at, left, service) {
      let place = length++;
      while (place > 0) {
        const above = (place - 1) >> 1;
        // What is there was scheduled before.
        if ((ats[above] as number) <= at) break;
        move(above, place);
        place = above;
      }
      ats[place] = at;
      orders[place] = scheduled++;
      lefts[place] = left;
      served[place] = service;
    },
    takeDue(until) {
      if (length === 0 || (ats[0] as number) > until) return undefined;
      due.at = ats[0] as number;
      due.left = lefts[0] as number;
      due.service = served[0] as number;
      length -= 1;
      let place = 0;
      for (let below = 1; below < length; below = 2 * place + 1) {
        if (below + 1 < length && isBefore(below + 1, below)) below += 1;
        if (isBefore(length, below)) break;
        move(below, place);
        place = below;
      }
      move(length, place);
      return due;
    },
  };
}
