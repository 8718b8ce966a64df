import { type EmbeddedApplication, embeddedBackend, forgetTimings } from "@aiops-gym/embedded";
import { hashTable } from "@aiops-gym/telemetry";
import { shippedProblems } from "aiops-gym";
import { describe, expect, it } from "vitest";
import { sample } from "../support/long.ts";

const always = { startUnixMicros: 0, endUnixMicros: 2 ** 53 };

async function hashesOf(running: EmbeddedApplication): Promise<readonly string[]> {
  const tables = await running.cluster.telemetry.tables(always);
  const names = ["logs", "metrics", "traces", "events", "services"] as const;
  return [running.stateHash(), ...names.map((name) => `${name} ${tables[name].numRows} ${hashTable(tables[name])}`)];
}

describe("requests that are run in one go", () => {
  const detections = shippedProblems.filter(({ task }) => task === "detection");
  for (const [index, { id, faults, application }] of sample(detections).entries()) {
    it(`leave what requests leave that are run step by step: ${id}`, async () => {
      await using running = (await embeddedBackend.open(application, { seed: 40 + index })) as EmbeddedApplication;
      const { namespace } = application;
      await running.cluster.clock.sleep(5);
      for (const fault of faults) await fault.inject({ cluster: running.cluster, application, namespace });
      await using stepwise = running.fork();
      stepwise.simulation.stepByStep = true;
      await using forgetful = running.fork();
      forgetful.simulation.forgetsCourses = true;
      // Nothing that other runs left is kept when this one begins; the next finds all that it needs.
      forgetTimings();
      // Nobody looks at this one before the end.
      await using unseen = running.fork();
      await unseen.cluster.clock.sleep(60);
      for (let seconds = 10; seconds <= 60; seconds += 10) {
        for (const each of [running, stepwise, forgetful]) await each.cluster.clock.sleep(10);
        expect(running.stateHash(), `after ${seconds} s`).toBe(stepwise.stateHash());
        expect(forgetful.stateHash(), `after ${seconds} s`).toBe(stepwise.stateHash());
      }
      // A repair of a kind: what runs begins anew.
      for (const each of [running, stepwise, forgetful, unseen]) {
        await each.cluster.api.deleteCollection({ apiVersion: "v1", kind: "Pod", namespace });
        await each.cluster.clock.sleep(30);
      }
      const expected = await hashesOf(stepwise);
      expect(await hashesOf(running)).toEqual(expected);
      expect(await hashesOf(forgetful)).toEqual(expected);
      expect(await hashesOf(unseen)).toEqual(expected);
      expect(unseen.fingerprint()).toBe(stepwise.fingerprint());
    }, 120_000);
  }
});
