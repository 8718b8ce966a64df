import { describe, expect, it } from "vitest";
import { createMemcachedState, setItems } from "../../src/processes/stores/memcached-server.ts";
import { answerMemcached } from "../../src/processes/stores/memcached-text.ts";
import { addPod, emptySimulation } from "../runtime/fake-cluster.ts";

function cache() {
  const sim = emptySimulation();
  const { id } = addPod(sim, "cache");
  const container = sim.state.runtime.containers.get(id);
  if (container === undefined) throw new Error("no container");
  const store = createMemcachedState(container);
  sim.state.processes.processes.set(id, { store } as never);
  setItems(sim, id, ["1", "2"]);
  const say = (...lines: string[]) => answerMemcached(sim, id, lines.map((line) => `${line}\r\n`).join(""));
  return { sim, id, say };
}

describe("memcached's text protocol", () => {
  it("tells of its items", () => {
    const { say } = cache();
    const stats = say("stats") ?? "";
    // a key of one character and 320 bytes, twice
    expect(stats).toContain(
      "STAT curr_items 2\r\nSTAT bytes 642\r\nSTAT limit_maxbytes 67108864\r\nSTAT evictions 0\r\n",
    );
    expect(stats.endsWith("END\r\n")).toBe(true);
    expect(say("stats items")).toBe("STAT items:1:number 2\r\nSTAT items:1:evicted 0\r\nEND\r\n");
  });

  it("gives, takes and forgets items", () => {
    const { say } = cache();
    expect(say("get none")).toBe("END\r\n");
    expect(say("get 1")).toMatch(/^VALUE 1 0 264\r\n\.{264}\r\nEND\r\n$/);
    expect(say("delete 1", "delete 1", "get 1")).toBe("DELETED\r\nNOT_FOUND\r\nEND\r\n");
    expect(say("add 2 0 0 1", "x", "set 3 0 0 1", "x")).toBe("NOT_STORED\r\nSTORED\r\n");
    expect(say("flush_all", "get 2 3")).toBe("OK\r\nEND\r\n");
  });

  it("knows no other words, and stops at quit", () => {
    const { say } = cache();
    expect(say("hello", "version", "quit", "version")).toBe("ERROR\r\nVERSION 1.6.27\r\n");
  });

  it("is spoken by no other program", () => {
    const sim = emptySimulation();
    expect(answerMemcached(sim, addPod(sim, "other").id, "stats\r\n")).toBeUndefined();
  });
});
