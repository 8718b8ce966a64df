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

/** Stores keys; drops the least recently used while there is no room. */
export function setItems(sim: Simulation, containerId: string, keys: readonly string[]): void {
  const cache = memcachedState(sim, containerId);
  if (cache === undefined) return;
  for (const key of keys) {
    const old = cache.items.get(key);
    if (old !== undefined) {
      cache.items.delete(key);
      cache.bytes -= old;
    } else cache.turnover += 1;
    const bytes = key.length + itemBytes;
    cache.items.set(key, bytes);
    cache.bytes += bytes;
    while (cache.bytes > cache.limitBytes) {
      const [oldest] = cache.items;
      if (oldest === undefined) break;
      cache.items.delete(oldest[0]);
      cache.bytes -= oldest[1];
      cache.evictions += 1;
      cache.turnover += 1;
    }
  }
}
