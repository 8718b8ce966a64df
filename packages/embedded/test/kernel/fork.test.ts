import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Simulation } from "../../src/kernel/simulation.ts";
import { emptySimulation } from "../runtime/fake-cluster.ts";

describe("a fork", () => {
  it("holds the state of when it was made, whoever is used first and whoever is given up", () => {
    // Each simulation's clock is moved on by steps of its own; a model of plain numbers says where it should stand.
    const moves = fc.array(fc.record({ who: fc.nat(7), what: fc.constantFrom("fork", "advance", "look", "release") }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(moves, (steps) => {
        const sims: { sim: Simulation; now: number; streams: number; released: boolean }[] = [];
        const first = emptySimulation();
        sims.push({ sim: first, now: first.now, streams: 0, released: false });
        for (const { who, what } of steps) {
          const one = sims[who % sims.length];
          // Who was given up is not used again.
          if (one === undefined || one.released) continue;
          if (what === "fork") sims.push({ ...one, sim: one.sim.fork() });
          if (what === "look") expect(one.sim.now).toBe(one.now);
          if (what === "advance") {
            one.now += 1000;
            one.streams += 1;
            one.sim.advanceTo(one.now);
            one.sim.random(`stream ${one.streams}`);
          }
          if (what === "release") {
            one.sim.release();
            one.released = true;
          }
        }
        const used = sims.filter(({ released }) => !released);
        for (const { sim, now, streams } of used) {
          expect(sim.now).toBe(now);
          expect(sim.state.kernel.streams.size).toBe(streams);
        }
        expect(new Set(used.map(({ sim }) => sim.state)).size).toBe(used.length);
      }),
    );
  });

  it("copies once for two, when one of them is used", () => {
    const sim = emptySimulation();
    const { state } = sim;
    const fork = sim.fork();
    expect(fork.state).not.toBe(state);
    expect(sim.state).toBe(state);
  });

  it("copies nothing when the other was given up", () => {
    const sim = emptySimulation();
    const { state } = sim;
    sim.fork().release();
    expect(sim.state).toBe(state);
  });
});
