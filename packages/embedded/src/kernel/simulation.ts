/**
 * The kernel: state, virtual time, chance, and the loop that makes scheduled events happen.
 * Subsystems are functions over a {@link Simulation}; none keeps state of its own outside `state`.
 * @module
 */
import { createRandomStream, GymError, type RandomStream, type UnixMicros } from "@aiops-gym/cluster";
import { type EventQueue, popEvent, pushEvent } from "./event-queue.ts";
import { clonePlain } from "./plain.ts";
import type { SimulationState } from "./simulation-state.ts";
import type { SimulationWorld } from "./simulation-world.ts";

/** What the kernel itself keeps in the state. */
export interface KernelState {
  now: UnixMicros;
  /** Numbers events, so that ties are broken by the order of scheduling. */
  sequence: number;
  seed: number;
  /** Counts reseedings: streams of another generation never repeat, even under the same seed. */
  generation: number;
  queue: EventQueue;
  streams: Map<string, RandomStream>;
}

/** A kind of event: its name in the state and what handles it. */
export interface EventType<P> {
  readonly type: string;
  /** Only carries the payload's type. */
  readonly payload?: P;
}

type Handler = (sim: Simulation, payload: never) => void;
const handlers = new Map<string, { readonly handle: Handler; readonly quiet: boolean }>();

/**
 * Declares a kind of event with its handler, once per process, at module level.
 * The payload must be plain data, and should name things (keys, ids) rather than hold them.
 *
 * @param quiet - It says itself when it changes what {@link Simulation.changes} counts.
 */
export function defineEvent<P>(
  type: string,
  handler: (sim: Simulation, payload: P) => void,
  { quiet = false }: { readonly quiet?: boolean } = {},
): EventType<P> {
  if (handlers.has(type)) throw new GymError("ERR_INVALID_DEFINITION", `event type ${type} is defined twice`);
  handlers.set(type, { handle: handler as Handler, quiet });
  return { type };
}

type ShareHook = (state: SimulationState) => void;
const shareHooks: ShareHook[] = [];

/** Registers, once per process at module level, what is done to state that several simulations are about to hold. */
export function onShare(hook: ShareHook): void {
  shareHooks.push(hook);
}

/** State that several simulations hold, none of which has touched it since they forked. */
interface SharedState {
  readonly state: SimulationState;
  holders: number;
}

/** One simulated cluster: plain state, and the unchanging world (images, workloads) that it refers to by name. */
export class Simulation {
  readonly world: SimulationWorld;
  /** `run` goes no further than this; what runs ahead of the queue must not either. */
  horizon: UnixMicros;
  /**
   * Grows whenever anything may have changed but what runs of courses change (`processes/courses`): before every event, and when
   * time begins to pass. What was worked out from the state holds while this is the same.
   */
  changes = 0;
  /**
   * Grows whenever something changes that ways through the network depend on: pods and their namespaces, who listens, services as
   * the nodes know them, policies, injected faults. `network/way.ts` holds while this is the same.
   */
  ways = 0;
  /** Requests are always run step by step (for tests; the result is the same). */
  stepByStep = false;
  /** What came of requests is not used again for later ones (for tests; the result is the same). */
  forgetsCourses = false;
  /**
   * When something is due that is not in the queue, because who is at work now will do it next or schedule it ({@link reserve});
   * `Infinity`: nothing.
   */
  reservedAt: UnixMicros = Number.POSITIVE_INFINITY;
  /** Whether somebody asks after every event if there is to be more. */
  #asked = false;
  /** Either this or {@link Simulation.#shared} is there. */
  #state: SimulationState | undefined;
  #shared: SharedState | undefined;
  /** What is to be the seed once this simulation has state of its own. */
  #seedAtUse: number | undefined;

  constructor(state: SimulationState, world: SimulationWorld) {
    this.#state = state;
    this.world = world;
    this.horizon = state.kernel.now;
  }

  /** All state. Whoever asks after a fork, to read or to change, gets a copy of their own; the last holder keeps what there is. */
  get state(): SimulationState {
    return this.#state ?? this.#takeState();
  }

  get now(): UnixMicros {
    return this.state.kernel.now;
  }

  /** The stream of a purpose, e.g. `kubelet/pull`. Made from the seed and the name at first use. */
  random(name: string): RandomStream {
    const { streams, seed, generation } = this.state.kernel;
    let stream = streams.get(name);
    if (stream === undefined) {
      stream = createRandomStream(seed, streamName(name, generation));
      streams.set(name, stream);
    }
    return stream;
  }

  /**
   * From here on all chance comes from this seed. Streams that were drawn from before do not begin anew, though the seed be the
   * same: they would give the same ids to other objects.
   */
  reseed(seed: number): void {
    if (this.#shared !== undefined) {
      this.#seedAtUse = seed;
      return;
    }
    const { kernel } = this.state;
    kernel.seed = seed;
    kernel.generation += 1;
    // Streams are changed in place: others may hold a reference.
    for (const [name, stream] of kernel.streams)
      stream.set(createRandomStream(seed, streamName(name, kernel.generation)));
  }

  /** Makes `type` happen `delayMicros` from now (rounded to whole microseconds, at least 0). */
  schedule<P>(delayMicros: number, type: EventType<P>, payload: P): void {
    this.scheduleAt(this.state.kernel.now + Math.max(0, Math.round(delayMicros)), type, payload);
  }

  /** Makes `type` happen at a time (not before now). */
  scheduleAt<P>(at: UnixMicros, type: EventType<P>, payload: P): void {
    const { kernel } = this.state;
    kernel.sequence += 1;
    pushEvent(kernel.queue, {
      at: at < kernel.now ? kernel.now : at,
      sequence: kernel.sequence,
      type: type.type,
      payload,
    });
  }

  /**
   * As {@link scheduleAt}, of an event that the handler which is at work may do itself when it is through, without the queue: then
   * {@link mayGoOn} says whether nothing comes first.
   *
   * @returns its place among events of the same time, for {@link scheduleReserved}.
   */
  reserve(at: UnixMicros): number {
    this.reservedAt = at;
    this.state.kernel.sequence += 1;
    return this.state.kernel.sequence;
  }

  /** Puts what was reserved into the queue. */
  scheduleReserved<P>(sequence: number, type: EventType<P>, payload: P): void {
    const { kernel } = this.state;
    const at = this.reservedAt;
    this.reservedAt = Number.POSITIVE_INFINITY;
    pushEvent(kernel.queue, { at: at < kernel.now ? kernel.now : at, sequence, type: type.type, payload });
  }

  /** Does what was reserved next, if the queue would: then the clock stands there. */
  mayGoOn(): boolean {
    const at = this.reservedAt;
    const { kernel } = this.state;
    if (this.#asked || at > this.horizon || at >= (kernel.queue[0]?.at ?? Number.POSITIVE_INFINITY)) return false;
    this.reservedAt = Number.POSITIVE_INFINITY;
    if (at > kernel.now) kernel.now = at;
    return true;
  }

  /** Time of the next scheduled event; `Infinity` when there is none. */
  get nextEventAt(): UnixMicros {
    return Math.min(this.state.kernel.queue[0]?.at ?? Number.POSITIVE_INFINITY, this.reservedAt);
  }

  /**
   * Whether something due at `at` may happen at once, without going through the queue: nothing else comes first.
   * Then the caller sets the time by {@link advanceTo}, and the result is what the queue would have given.
   */
  mayRunAhead(at: UnixMicros): boolean {
    return at <= this.horizon && at < this.nextEventAt;
  }

  /** Moves the clock; only for code that asked {@link mayRunAhead}. */
  advanceTo(at: UnixMicros): void {
    this.state.kernel.now = at;
  }

  /** Makes everything happen that is due up to and at `until`, and leaves the clock there. */
  run(until: UnixMicros): void {
    this.#run(until, undefined);
  }

  /** As {@link run}, but stops as soon as `more` says no (asked after every event); answers whether `until` was reached. */
  runWhile(until: UnixMicros, more: () => boolean): boolean {
    return this.#run(until, more);
  }

  #run(until: UnixMicros, more: (() => boolean) | undefined): boolean {
    const { kernel } = this.state;
    this.#asked = more !== undefined;
    this.horizon = until;
    this.changes += 1;
    while (kernel.queue.length > 0 && (kernel.queue[0] as { at: number }).at <= until) {
      const event = popEvent(kernel.queue);
      if (event === undefined) break;
      kernel.now = event.at;
      const handler = handlers.get(event.type);
      if (handler === undefined)
        throw new GymError(
          "ERR_INVALID_SNAPSHOT",
          `no handler for event ${event.type}; is this snapshot from another version?`,
        );
      if (!handler.quiet) this.changes += 1;
      handler.handle(this, event.payload as never);
      if (more !== undefined && !more()) return false;
    }
    if (kernel.now < until) kernel.now = until;
    return true;
  }

  /** A copy that goes on alike and shares nothing that changes. It costs nothing until one of the two is used. */
  fork(): Simulation {
    if (this.#seedAtUse !== undefined) this.#takeState();
    const shared = this.#shared ?? this.#share();
    shared.holders += 1;
    this.#shared = shared;
    this.#state = undefined;
    const copy = new Simulation(shared.state, this.world);
    copy.#shared = shared;
    copy.#state = undefined;
    copy.stepByStep = this.stepByStep;
    copy.forgetsCourses = this.forgetsCourses;
    return copy;
  }

  /** Says that this simulation will not be used any more: those that it shares state with need not copy it on its account. */
  release(): void {
    const shared = this.#shared;
    if (shared === undefined) return;
    shared.holders -= 1;
    // It never takes what others hold.
    this.#shared = { state: shared.state, holders: 2 };
  }

  #share(): SharedState {
    const { state } = this;
    for (const hook of shareHooks) hook(state);
    return { state, holders: 1 };
  }

  #takeState(): SimulationState {
    const shared = this.#shared as SharedState;
    shared.holders -= 1;
    // What refers to objects of the state refers to the others' now.
    this.changes += 1;
    this.ways += 1;
    this.#state = shared.holders === 0 ? shared.state : clonePlain(shared.state);
    this.#shared = undefined;
    const seed = this.#seedAtUse;
    this.#seedAtUse = undefined;
    if (seed !== undefined) this.reseed(seed);
    return this.#state;
  }
}

function streamName(name: string, generation: number): string {
  return generation === 0 ? name : `${generation}/${name}`;
}
