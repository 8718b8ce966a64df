import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { spansIn, spansOf } from "../../src/capture/spans.ts";
import { clonePlain } from "../../src/kernel/plain.ts";
import { Journal } from "../../src/processes/courses/journal.ts";
import { signalContainer } from "../../src/runtime/containers.ts";
import { setCpuStress, useCpu } from "../../src/runtime/cpu.ts";
import { stateHashOf } from "../../src/snapshot.ts";
import { startWorkload } from "../../src/workload/users.ts";
import { requestRows } from "../../src/workload/workload-stats.ts";
import { addPod, emptySimulation } from "../runtime/fake-cluster.ts";
import { runContainer, startSmallCluster } from "./small-application.ts";

vi.mock("../../src/kubelet/container-exited.ts", () => ({ containerExited: vi.fn() }));

const second = 1_000_000;

describe("courses in one go", () => {
  it("leave what the interpreter leaves, while all is well and while a callee is gone", () => {
    const cluster = startSmallCluster(3);
    const { sim } = cluster;
    startWorkload(sim);
    sim.run(sim.now + 2 * second);
    const stepwise = sim.fork();
    stepwise.stepByStep = true;
    const back = cluster.ids.get("back") ?? "";
    for (const each of [sim, stepwise]) {
      each.run(each.now + 5 * second);
      signalContainer(each, back, "SIGKILL");
      each.run(each.now + 5 * second);
      runContainer({ ...cluster, ids: new Map(cluster.ids), sim: each }, "back", 1);
      each.run(each.now + 5 * second);
    }
    expect(new Set(requestRows(sim).map(({ status }) => status))).toEqual(new Set([200, 500]));
    expect(stateHashOf(sim)).toBe(stateHashOf(stepwise));
  });

  it("leave few words where spans were, until somebody reads them", () => {
    const { sim } = startSmallCluster(3);
    startWorkload(sim);
    sim.run(sim.now + 20 * second);
    const { pendingSpans } = sim.state.capture;
    const waiting = pendingSpans.count;
    const words = pendingSpans.sealed.reduce((sum, { used }) => sum + used, pendingSpans.open.used);
    // Most of the 200 requests leave four spans or more.
    expect(waiting).toBeGreaterThan(600);
    expect(words / waiting).toBeLessThan(4);
    const early = sim.fork();
    const operations = (each: typeof sim): readonly string[] => {
      const spans = spansIn(each.state.capture, each.world);
      return [...spans.sealed, spans.open].flatMap(({ operation }) => [...operation].map(String));
    };
    expect(spansOf(early).count).toBe(spansOf(sim).count);
    expect(operations(early)).toEqual(operations(sim));
    expect(sim.state.capture.pendingSpans.count).toBe(0);
  });
});

describe("a journal", () => {
  const pieces = fc.array(fc.record({ after: fc.nat(60_000), micros: fc.integer({ min: 1, max: 90_000 }) }), {
    minLength: 1,
    maxLength: 25,
  });
  const limits = fc.constantFrom(null, 1000, 1500, 4000);

  it("promises CPU as the runtime does, and takes it back", () => {
    fc.assert(
      fc.property(limits, fc.constantFrom(0, 0, 3), pieces, (cpuLimitMillicores, stress, works) => {
        const sim = emptySimulation();
        const { id } = addPod(sim, "a", { cpuLimitMillicores });
        setCpuStress(sim, id, stress);
        useCpu(sim, id, 70_000);
        const account = sim.state.runtime.containers.get(id)?.cpu;
        if (account === undefined) throw new Error("no account");
        const before = clonePlain(account);
        const journal = new Journal();
        const base = sim.now;
        journal.base = base;
        const run = (): number[] => {
          let now = 0;
          return works.map(({ after, micros }) => {
            now += after;
            return journal.work(account, now, micros, false);
          });
        };
        const promised = run();
        journal.undo();
        expect(account).toEqual(before);
        expect(run()).toEqual(promised);
        journal.undo();
        const expected = works.map(({ after, micros }) => {
          sim.advanceTo(sim.now + after);
          return useCpu(sim, id, micros) - base;
        });
        expect(promised).toEqual(expected);
      }),
    );
  });
});

describe("texts of spans", () => {
  it("are those of the request, though they are drawn again", () => {
    const { sim } = startSmallCluster(5);
    startWorkload(sim);
    const eager = sim.fork();
    eager.stepByStep = true;
    for (const each of [sim, eager]) each.run(each.now + 5 * second);
    const attributes = (each: typeof sim): readonly (string | null)[] => spansOf(each).open.attributes.slice();
    expect(attributes(sim)).toEqual(attributes(eager));
    expect(attributes(sim).some((text) => text?.includes("http.url") === true)).toBe(true);
  });
});
