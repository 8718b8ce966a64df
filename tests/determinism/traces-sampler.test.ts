import { defineApplication, type TracesSampler } from "@aiops-gym/application";
import type { TelemetryWindow } from "@aiops-gym/cluster";
import { type EmbeddedApplication, embeddedBackend } from "@aiops-gym/embedded";
import { AIOpsEnv, formatTrajectory, type Problem, replay, shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";

const wait = { name: "wait", arguments: { seconds: 2 } };
const alwaysOn: TracesSampler = { kind: "always_on" };
const fiveASecond: TracesSampler = { kind: "rate_limiting", tracesPerSecond: 5 };

/** The healthy problem under so many requests a second. */
function problemAt(ratePerSecond: number): Problem {
  const healthy = shippedProblems.find(({ faults }) => faults.length === 0);
  if (healthy === undefined) throw new Error("There is no healthy problem.");
  const { application } = healthy;
  const arrivals = { kind: "constant", ratePerSecond } as const;
  return {
    ...healthy,
    id: `healthy-at-${ratePerSecond}`,
    application: defineApplication({ ...application, workload: { ...application.workload, arrivals } }),
  };
}

async function open(ratePerSecond: number, tracesSampler?: TracesSampler): Promise<EmbeddedApplication> {
  const options = { seed: 7, ...(tracesSampler === undefined ? {} : { tracesSampler }) };
  return (await embeddedBackend.open(problemAt(ratePerSecond).application, options)) as EmbeddedApplication;
}

/** The next so many seconds; half a second after them, so that what began in them is over. */
async function nextWindow({ cluster }: EmbeddedApplication, seconds: number): Promise<TelemetryWindow> {
  const startUnixMicros = cluster.clock.now();
  await cluster.clock.sleep(seconds + 0.5);
  return { startUnixMicros, endUnixMicros: startUnixMicros + seconds * 1_000_000 };
}

/** Traces whose first span began in a window. */
async function tracesIn({ cluster }: EmbeddedApplication, window: TelemetryWindow): Promise<number> {
  const { traces } = await cluster.telemetry.tables({ ...window, endUnixMicros: cluster.clock.now() });
  const [parents, starts] = [traces.getChild("parent_span_id"), traces.getChild("start")];
  let count = 0;
  for (let row = 0; row < traces.numRows; row++) {
    const micros = Math.round(Number(starts?.get(row)) * 1000);
    if (parents?.get(row) === null && micros >= window.startUnixMicros && micros < window.endUnixMicros) count += 1;
  }
  return count;
}

describe("a sampler of traces", () => {
  // Of what does not run as usual, such as reservations, all are traced: some in a hundred.
  it.each<[string, number, TracesSampler | undefined, number, number]>([
    ["by default traces every request of 40 a second", 40, undefined, 400, 400],
    ["by default traces ten of 60 a second", 60, undefined, 100, 110],
    ["always on traces every request of 60 a second", 60, alwaysOn, 600, 600],
    ["always on traces every request of 200 a second", 200, alwaysOn, 2000, 2000],
    ["limited to five a second traces one in eight of 40", 40, fiveASecond, 50, 55],
    ["limited to more than there are traces all", 60, { kind: "rate_limiting", tracesPerSecond: 100 }, 600, 600],
  ])(
    "%s",
    async (_, ratePerSecond, sampler, least, most) => {
      await using running = await open(ratePerSecond, sampler);
      const traces = await tracesIn(running, await nextWindow(running, 10));
      expect(traces).toBeGreaterThanOrEqual(least);
      expect(traces).toBeLessThanOrEqual(most);
    },
    120_000,
  );

  it("always on runs every request in the order of time: the same happens step by step, in a fork, after a snapshot", async () => {
    await using running = await open(60, alwaysOn);
    await using stepwise = running.fork();
    stepwise.simulation.stepByStep = true;
    await using fork = running.fork();
    const bytes = running.snapshot();
    await using restored = (await embeddedBackend.restore(running.application, bytes)) as EmbeddedApplication;
    for (const each of [running, stepwise, fork, restored]) await each.cluster.clock.sleep(5);
    for (const each of [stepwise, fork, restored]) expect(each.stateHash()).toBe(running.stateHash());
  }, 120_000);

  it("that says what the rate says anyway changes nothing", async () => {
    const hashes: string[] = [];
    for (const [rate, sampler] of [
      [40],
      [40, alwaysOn],
      [60],
      [60, { kind: "rate_limiting", tracesPerSecond: 10 }],
    ] as const) {
      await using running = await open(rate, sampler);
      hashes.push(running.stateHash());
    }
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[3]).toBe(hashes[2]);
  }, 120_000);

  it("is in the trajectory, replays to the same bytes, and does not meet others' pages", async () => {
    const problems = [problemAt(60)];
    const spans: number[] = [];
    for (const tracesSampler of [undefined, alwaysOn, fiveASecond]) {
      const options = { problems, sharedPages: 2, ...(tracesSampler === undefined ? {} : { tracesSampler }) };
      await using env = await AIOpsEnv.create(options);
      await env.reset("healthy-at-60", { seed: 4 });
      const { observation } = await env.step(wait);
      spans.push(observation.traces.numRows);
      expect(env.trajectory.header.tracesSampler).toEqual(tracesSampler);
      expect(await replay(formatTrajectory(env.trajectory), { problems })).toMatchObject({ steps: 1 });
      const { tracesSampler: _, ...header } = env.trajectory.header;
      if (tracesSampler !== undefined)
        await expect(replay({ ...env.trajectory, header }, { problems })).rejects.toThrow("diverged");
    }
    const [some = 0, all = 0, few = 0] = spans;
    expect(all).toBeGreaterThan(5 * some);
    expect(few).toBeLessThan(0.7 * some);
  }, 120_000);

  it.each<[unknown]>([[{ kind: "sometimes" }], [{ kind: "rate_limiting", tracesPerSecond: 0 }], ["always_on"]])(
    "that is %j is refused",
    async (sampler) => {
      const tracesSampler = sampler as TracesSampler;
      await expect(AIOpsEnv.create({ tracesSampler })).rejects.toThrow('expected { kind: "always_on" } or');
      await expect(open(60, tracesSampler)).rejects.toThrow('expected { kind: "always_on" } or');
    },
  );
});
