/**
 * memcached's text protocol, as somebody with `nc` speaks it. The cache keeps keys and sizes, not values: what `get` gives of a hit is
 * a value of that size made of dots.
 * @module
 */
import type { Simulation } from "../../kernel/simulation.ts";
import { setItems } from "./memcached-server.ts";

const version = "1.6.27";
/** Bytes of an item beside its key and value. */
const headerBytes = 56;

/** What a server answers to lines; `undefined` when a container is no memcached. */
export function answerMemcached(sim: Simulation, containerId: string, input: string): string | undefined {
  const process = sim.state.processes.processes.get(containerId);
  const store = process?.store;
  if (store?.kind !== "memcached") return undefined;
  const lines = input.split(/\r?\n/);
  let output = "";
  for (let at = 0; at < lines.length; at++) {
    const [verb = "", ...words] = (lines[at] ?? "").trim().split(/\s+/);
    if (verb === "") continue;
    if (verb === "quit") break;
    if (["set", "add", "replace"].includes(verb)) {
      const [key = ""] = words;
      const there = store.items.has(key);
      at += 1;
      if (key === "" || words.length < 4) output += "ERROR\r\n";
      else if ((verb === "add" && there) || (verb === "replace" && !there)) output += "NOT_STORED\r\n";
      else {
        setItems(sim, containerId, [key]);
        output += "STORED\r\n";
      }
    } else output += answerLine(sim, containerId, verb, words);
  }
  return output;
}

function answerLine(sim: Simulation, containerId: string, verb: string, words: readonly string[]): string {
  const store = sim.state.processes.processes.get(containerId)?.store;
  if (store?.kind !== "memcached") return "";
  const [key = ""] = words;
  switch (verb) {
    case "get":
    case "gets": {
      if (key === "") return "ERROR\r\n";
      const hits = words.flatMap((word) => {
        const bytes = store.items.get(word);
        if (bytes === undefined) return [];
        const size = Math.max(1, bytes - word.length - headerBytes);
        return `VALUE ${word} 0 ${size}\r\n${".".repeat(size)}\r\n`;
      });
      return `${hits.join("")}END\r\n`;
    }
    case "delete": {
      const bytes = store.items.get(key);
      if (bytes === undefined) return "NOT_FOUND\r\n";
      store.items.delete(key);
      store.bytes -= bytes;
      return "DELETED\r\n";
    }
    case "flush_all":
      store.items.clear();
      store.bytes = 0;
      return "OK\r\n";
    case "version":
      return `VERSION ${version}\r\n`;
    case "stats":
      return key === "" ? stats(sim, containerId, store) : key === "items" ? itemStats(store) : "RESET\r\n";
    default:
      return "ERROR\r\n";
  }
}

type Store = {
  readonly items: ReadonlyMap<string, number>;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly evictions: number;
};

function stats(sim: Simulation, containerId: string, store: Store): string {
  const container = sim.state.runtime.containers.get(containerId);
  const rows: readonly (readonly [string, string | number])[] = [
    ["pid", 1],
    ["uptime", Math.floor((sim.now - (container?.startedAt ?? sim.now)) / 1_000_000)],
    ["time", Math.floor(sim.now / 1_000_000)],
    ["version", version],
    ["pointer_size", 64],
    ["max_connections", 1024],
    ["curr_items", store.items.size],
    ["bytes", store.bytes],
    ["limit_maxbytes", store.limitBytes],
    ["evictions", store.evictions],
    ["threads", 4],
  ];
  return `${rows.map(([name, value]) => `STAT ${name} ${value}\r\n`).join("")}END\r\n`;
}

function itemStats(store: Store): string {
  if (store.items.size === 0) return "END\r\n";
  return `STAT items:1:number ${store.items.size}\r\nSTAT items:1:evicted ${store.evictions}\r\nEND\r\n`;
}
