/**
 * memcached: items in memory, least recently used ones dropped when it is full; empty after a restart.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import type { ContainerRecord } from "../../runtime/runtime-state.ts";
import type { StoreState } from "../store-server.ts";

type MemcachedState = Extract<StoreState, { kind: "memcached" }>;

/** Bytes of an item beside its key: header, value as services store them. */
const itemBytes = 320;

/** An empty cache; its size is the `-m` argument in megabytes, 64 by default. */
export function createMemcachedState(container: ContainerRecord): MemcachedState {
  const argument = container.argv.indexOf("-m");
  const megabytes = argument < 0 ? 64 : Number(container.argv[argument + 1]);
  return {
    kind: "memcached",
    items: new Map(),
    turnover: 0,
    bytes: 0,
    limitBytes: (Number.isFinite(megabytes) ? megabytes : 64) * 1024 * 1024,
    evictions: 0,
  };
}

function memcachedState(sim: Simulation, containerId: string): MemcachedState | undefined {
  const store = sim.state.processes.processes.get(containerId)?.store;
  return store?.kind === "memcached" ? store : undefined;
}

const none: readonly string[] = Object.freeze([]);

/** Looks keys up; answers those that are missing. */
export function getItems(sim: Simulation, containerId: string, keys: readonly string[]): readonly string[] {
  const cache = memcachedState(sim, containerId);
  if (cache === undefined) return keys;
  let missed: string[] | undefined;
  for (const key of keys) {
    const bytes = cache.items.get(key);
    if (bytes === undefined) {
      missed ??= [];
      missed.push(key);
    } else if (cache.bytes > cache.limitBytes / 2) {
      // Order matters only once something may be dropped.
      cache.items.delete(key);
      cache.items.set(key, bytes);
    }
  }
  return missed === undefined ? none : Object.freeze(missed);
}

/** Keys of a cache that came or went, as far as anybody knows; nothing of it is in the state. */
interface Turned {
  /** The cache's `turnover` before the first of them. */
  readonly from: number;
  readonly keys: string[];
}

const turnedOf = new WeakMap<MemcachedState, Turned>();
const mostTurned = 512;

function turn(cache: MemcachedState, key: string): void {
  let turned = turnedOf.get(cache);
  if (turned === undefined || turned.keys.length >= mostTurned) {
    turned = { from: cache.turnover, keys: [] };
    turnedOf.set(cache, turned);
  }
  turned.keys.push(key);
  cache.turnover += 1;
}

/**
 * Where the keys that came or went since the cache's `turnover` stood at `since` begin.
 *
 * @returns undefined when nobody knows them any more.
 */
export function turnedSince(
  cache: MemcachedState,
  since: number,
): { readonly keys: readonly string[]; readonly begin: number } | undefined {
  const turned = turnedOf.get(cache);
  if (turned === undefined || since < turned.from || turned.from + turned.keys.length !== cache.turnover)
    return undefined;
  return { keys: turned.keys, begin: since - turned.from };
}

/** Stores keys; drops the least recently used while there is no room. */
export function setItems(sim: Simulation, containerId: string, keys: readonly string[]): void {
  const cache = memcachedState(sim, containerId);
  if (cache === undefined) return;
  for (const key of keys) {
    const old = cache.items.get(key);
    if (old !== undefined) {
      cache.items.delete(key);
      cache.bytes -= old;
    } else turn(cache, key);
    const bytes = key.length + itemBytes;
    cache.items.set(key, bytes);
    cache.bytes += bytes;
    while (cache.bytes > cache.limitBytes) {
      const [oldest] = cache.items;
      if (oldest === undefined) break;
      cache.items.delete(oldest[0]);
      cache.bytes -= oldest[1];
      cache.evictions += 1;
      turn(cache, oldest[0]);
    }
  }
}
