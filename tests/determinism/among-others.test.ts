import { defineApplication } from "@aiops-gym/application";
import type { UserExperience } from "@aiops-gym/cluster";
import { type EmbeddedApplication, embeddedBackend, forgetTimings } from "@aiops-gym/embedded";
import { shippedProblems } from "aiops-gym";
import { expect, it } from "vitest";

/** The healthy application under so many requests per second that they are run among others. */
function applicationAt(ratePerSecond: number) {
  const healthy = shippedProblems.find(({ faults }) => faults.length === 0);
  if (healthy === undefined) throw new Error("There is no healthy problem.");
  const { application } = healthy;
  const arrivals = { kind: "poisson", ratePerSecond } as const;
  return defineApplication({ ...application, workload: { ...application.workload, arrivals } });
}

async function sleepAll(seconds: number, ...all: readonly EmbeddedApplication[]): Promise<void> {
  for (const each of all) await each.cluster.clock.sleep(seconds);
}

async function usersOf(running: EmbeddedApplication): Promise<UserExperience> {
  const { users } = await running.cluster.telemetry.tables({ startUnixMicros: 0, endUnixMicros: 2 ** 53 });
  if (users === undefined) throw new Error("Nobody knows what users felt.");
  return users;
}

it.each([60, 150])(
  "requests among others, %i a second, do not depend on what is kept, on forks, or on how time is cut",
  async (rate) => {
    const application = applicationAt(rate);
    await using running = (await embeddedBackend.open(application, { seed: 7 })) as EmbeddedApplication;
    await running.cluster.clock.sleep(3);
    await using forgetful = running.fork();
    forgetful.simulation.forgetsCourses = true;
    await using fork = running.fork();
    await using inPieces = running.fork();
    await sleepAll(4, running, forgetful, fork);
    for (let second = 0; second < 8; second++) await inPieces.cluster.clock.sleep(0.5);
    expect(inPieces.stateHash()).toBe(running.stateHash());
    expect(fork.stateHash()).toBe(running.stateHash());
    expect(forgetful.stateHash()).toBe(running.stateHash());
    forgetTimings();
    await using restored = (await embeddedBackend.restore(application, running.snapshot())) as EmbeddedApplication;
    // What runs begins anew while requests are under way.
    for (const each of [running, forgetful, fork, restored])
      await each.cluster.api.deleteCollection({ apiVersion: "v1", kind: "Pod", namespace: application.namespace });
    await sleepAll(12, running, forgetful, fork, restored);
    expect(fork.stateHash()).toBe(running.stateHash());
    expect(forgetful.stateHash()).toBe(running.stateHash());
    expect(restored.stateHash()).toBe(running.stateHash());
  },
  120_000,
);

it("requests among others are felt by users as those that are run in the order of time", async () => {
  const application = applicationAt(60);
  await using running = (await embeddedBackend.open(application, { seed: 3 })) as EmbeddedApplication;
  await using stepwise = running.fork();
  stepwise.simulation.stepByStep = true;
  await sleepAll(30, running, stepwise);
  const ours = await usersOf(running);
  const theirs = await usersOf(stepwise);
  expect(ours.requests / theirs.requests).toBeCloseTo(1, 1);
  expect(ours.successes / ours.requests).toBeCloseTo(theirs.successes / theirs.requests, 2);
  expect((ours.p50Micros ?? 0) / (theirs.p50Micros ?? 0)).toBeCloseTo(1, 1);
}, 120_000);
