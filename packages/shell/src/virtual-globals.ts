/**
 * Time and chance for code that asks the engine for them. just-bash reads `Date` and `Math.random` in many places (`$RANDOM`, `date`,
 * awk, jq, modification times), so while a script runs they answer from the cluster's clock and the episode's seed, in UTC. Other
 * code of the process that runs in between keeps the engine's own, and so does everything once no script runs.
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** Where time and chance come from. */
export interface VirtualWorld {
  /** Milliseconds since the Unix epoch. */
  nowMillis(): number;
  /** In [0, 1). */
  random(): number;
}

const worlds = new AsyncLocalStorage<VirtualWorld>();
const engineDate = Date;
const engineRandom = Math.random;
let users = 0;

/** A date whose local time is UTC, whatever the machine's time zone. */
class UtcDate extends engineDate {
  override getTimezoneOffset(): number {
    return 0;
  }
}
for (const part of ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"] as const) {
  Object.defineProperty(UtcDate.prototype, `get${part}`, { value: engineDate.prototype[`getUTC${part}`] });
}

const virtualDate = new Proxy(engineDate, {
  construct(target, args: readonly unknown[], newTarget): Date {
    const world = worlds.getStore();
    if (world === undefined)
      return Reflect.construct(target, args, newTarget === virtualDate ? target : newTarget) as Date;
    if (args.length === 0) return new UtcDate(world.nowMillis());
    if (args.length === 1) return new UtcDate(args[0] as number);
    return new UtcDate(engineDate.UTC(...(args as [number, number])));
  },
  apply: (target) => {
    const world = worlds.getStore();
    return (world === undefined ? new target() : new UtcDate(world.nowMillis())).toString();
  },
  get(target, key, receiver) {
    if (key === "now") return () => worlds.getStore()?.nowMillis() ?? engineDate.now();
    return Reflect.get(target, key, receiver) as unknown;
  },
});

/** Runs something with time and chance of a world. */
export async function inWorld<T>(world: VirtualWorld, run: () => Promise<T>): Promise<T> {
  if (users === 0) {
    globalThis.Date = virtualDate;
    Math.random = () => worlds.getStore()?.random() ?? engineRandom();
  }
  users += 1;
  try {
    return await worlds.run(world, run);
  } finally {
    users -= 1;
    if (users === 0) {
      globalThis.Date = engineDate;
      Math.random = engineRandom;
    }
  }
}

/** Runs something of the cluster's own outside of any world. */
export function outsideWorlds<T>(run: () => T): T {
  return worlds.exit(run);
}

/** A stream of numbers in [0, 1) that a text decides. */
export function seededRandom(seed: string): () => number {
  // FNV-1a of the text, then mulberry32
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
